"""A data package as the checks see it: the descriptor, its one table, and its code lists with their rows."""

import csv
import json
from pathlib import Path, PurePosixPath

LIST_COLUMNS = ["code", "title_zh", "title_en", "parent", "synonyms"]


class Unreadable(Exception):
    """The package is so broken that no further check makes sense."""


class Code:
    """One row of a code list."""

    def __init__(self, row):
        self.code = row["code"]
        self.title_zh = row["title_zh"]
        self.title_en = row["title_en"]
        self.parent = row["parent"]
        self.synonyms = row["synonyms"].split(";") if row["synonyms"] else []

    def words(self):
        """Everything a person may call this code, as written."""
        return [self.title_zh, self.title_en, *self.synonyms]


class CodeList:
    """A code list: its resource and its rows in file order."""

    def __init__(self, resource, codes):
        self.name = resource["name"]
        self.resource = resource
        self.codes = codes


class Package:
    """A package folder that could be read."""

    def __init__(self, folder):
        self.folder = Path(folder)
        path = self.folder / "datapackage.json"
        try:
            self.descriptor = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=_without_repeats)
        except (OSError, ValueError) as problem:
            raise Unreadable(f"{path}: {problem}") from problem
        resources = self.descriptor.get("resources") if isinstance(self.descriptor, dict) else None
        if not isinstance(resources, list) or not all(isinstance(entry, dict) for entry in resources):
            raise Unreadable(f"{path}: expected an object with a list of resources")
        names = [entry.get("name") for entry in resources]
        if not all(isinstance(name, str) for name in names) or len(set(names)) < len(names):
            raise Unreadable(f"{path}: every resource needs a name of its own")
        tables = [entry for entry in resources if "yq:codeList" not in entry]
        if len(tables) != 1:
            found = ", ".join(entry["name"] for entry in tables) or "none"
            raise Unreadable(f"{path}: expected exactly one resource without yq:codeList, found {found}")
        self.table = tables[0]
        self.schema = self.table.get("schema")
        if not isinstance(self.schema, dict):
            raise Unreadable(f"{path}: the table {self.table['name']} has no schema of its own")
        self.stored = _fields(path, self.schema, "fields")
        self.virtual = _fields(path, self.schema, "yq:virtualFields")
        self.lists = {
            entry["name"]: CodeList(entry, self._rows(entry)) for entry in resources if entry is not self.table
        }

    @property
    def name(self):
        """The name of the package."""
        return self.descriptor.get("name")

    @property
    def fields(self):
        """Every field, the stored ones first."""
        return self.stored + self.virtual

    @property
    def is_synthetic(self):
        """Whether the data is invented. Absent means real, as the contract says."""
        return self.descriptor.get("yq:kind") == "synthetic"

    def _rows(self, resource):
        relative = resource.get("path")
        if not isinstance(relative, str):
            raise Unreadable(f"{self.folder}: resource {resource['name']} has no single path")
        pure = PurePosixPath(relative)
        if pure.is_absolute() or ".." in pure.parts:
            raise Unreadable(f"{self.folder}: the path of {resource['name']} leaves the package")
        path = self.folder / relative
        try:
            with path.open(encoding="utf-8", newline="") as file:
                reader = csv.DictReader(file, strict=True)
                if reader.fieldnames != LIST_COLUMNS:
                    raise Unreadable(f"{path}: expected the columns {','.join(LIST_COLUMNS)}")
                rows = []
                for row in reader:
                    if None in row or None in row.values():
                        raise Unreadable(f"{path}, line {reader.line_num}: expected {len(LIST_COLUMNS)} cells")
                    rows.append(Code(row))
                return rows
        except (OSError, UnicodeDecodeError, csv.Error) as problem:
            raise Unreadable(f"{path}: {problem}") from problem


def _without_repeats(pairs):
    """Refuses an object that says one key twice: readers disagree about which of the two counts."""
    keys = [key for key, _ in pairs]
    repeated = {key for key in keys if keys.count(key) > 1}
    if repeated:
        raise ValueError(f"the key {sorted(repeated)[0]} stands twice in one object")
    return dict(pairs)


def _fields(path, schema, key):
    fields = schema.get(key, [])
    if not isinstance(fields, list) or not all(
        isinstance(field, dict) and isinstance(field.get("name"), str) for field in fields
    ):
        raise Unreadable(f"{path}: {key} has to be a list of fields with names")
    return fields
