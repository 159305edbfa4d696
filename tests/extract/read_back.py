"""Reads extracts with a reader that is not ours and compares every cell with the register that was packed.

Usage: read_back.py PACKAGE REGISTER.csv FOLDER SEQ
  PACKAGE       folder with datapackage.json and its code lists
  REGISTER.csv  what was packed
  FOLDER        the extracts: plain, labels and derived, each as .csv, .parquet and .arrow, and none.parquet, none.arrow without rows
  SEQ           the number under which it was packed
"""

import collections
import csv
import datetime
import json
import pathlib
import sys

import pyarrow
import pyarrow.feather
import pyarrow.ipc
import pyarrow.parquet

TYPES = {
    "string": pyarrow.dictionary(pyarrow.int32(), pyarrow.string()),
    "integer": pyarrow.int64(),
    "number": pyarrow.float64(),
    "boolean": pyarrow.bool_(),
    "date": pyarrow.date32(),
}


def read_csv(path, encoding="utf-8"):
    with open(path, encoding=encoding, newline="") as stream:
        rows = list(csv.reader(stream, strict=True))
    return rows[0], rows[1:]


class Register:
    """The package, and the cells of the register as values of their types."""

    def __init__(self, package, path):
        folder = pathlib.Path(package)
        descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
        self.id, self.kind = descriptor["yq:register"], descriptor["yq:kind"]
        self.as_of = descriptor["yq:asOf"]
        resources = {resource["name"]: resource for resource in descriptor["resources"]}
        table = next(resource for resource in descriptor["resources"] if "yq:population" in resource["schema"])
        self.schema = table["schema"]
        self.fields = [field for field in self.schema["fields"] if field.get("yq:pack", "never") != "never"]
        self.never = [field["name"] for field in self.schema["fields"] if field.get("yq:pack", "never") == "never"]
        self.labels = {}
        for field in self.fields:
            if "yq:codeList" in field:
                header, codes = read_csv(folder / resources[field["yq:codeList"]]["path"])
                code, title = header.index("code"), header.index("title_zh")
                self.labels[field["name"]] = {row[code]: row[title] for row in codes}
        header, rows = read_csv(path)
        places = [header.index(field["name"]) for field in self.fields]
        self.rows = [[self.value(field, row[place]) for field, place in zip(self.fields, places)] for row in rows]

    def value(self, field, cell):
        if cell in self.schema["missingValues"]:
            return None
        match field["type"]:
            case "integer":
                return int(cell)
            case "number":
                return float(cell)
            case "date":
                return datetime.date.fromisoformat(cell)
            case "boolean":
                assert cell in field.get("trueValues", ["true", "1"]) + field.get("falseValues", ["false", "0"]), cell
                return cell in field.get("trueValues", ["true", "1"])
        return cell

    def headings(self):
        """The titles; those that two fields share are told apart by the ids."""
        uses = collections.Counter(field["title"] for field in self.fields)
        return [field["title"] if uses[field["title"]] == 1 else f"{field['title']} ({field['name']})" for field in self.fields]

    def labelled(self):
        lists = [self.labels.get(field["name"], {}) for field in self.fields]
        return [[codes.get(cell, cell) for codes, cell in zip(lists, row)] for row in self.rows]

    def column(self, name):
        index = [field["name"] for field in self.fields].index(name)
        return [row[index] for row in self.rows]

    def full_years(self, name):
        as_of = datetime.date.fromisoformat(self.as_of)
        years = lambda born: as_of.year - born.year - ((as_of.month, as_of.day) < (born.month, born.day))
        return [None if born is None or born > as_of else years(born) for born in self.column(name)]

    def group_size(self, name):
        population = self.schema["yq:population"]
        assert population["op"] == "eq"
        counted = [cell == population["value"] for cell in self.column(population["field"])]
        sizes = collections.Counter(value for value, is_counted in zip(self.column(name), counted) if is_counted)
        return [sizes[value] if is_counted and value is not None else None for value, is_counted in zip(self.column(name), counted)]


def read_columns(path):
    if path.suffix == ".parquet":
        # Notes for readers that know nothing of Arrow.
        notes = {key: value for key, value in pyarrow.parquet.read_metadata(path).metadata.items() if key.startswith(b"yongquan:")}
        table = pyarrow.parquet.read_table(path)
        assert notes == dict(item for item in table.schema.metadata.items() if item[0].startswith(b"yongquan:")), path
    else:
        with pyarrow.ipc.open_file(path) as reader:
            table = reader.read_all()
    table.validate(full=True)
    return table


def check_notes(table, register, seq):
    notes = {key.decode(): value.decode() for key, value in table.schema.metadata.items() if key.startswith(b"yongquan:")}
    expected = {"register": register.id, "seq": seq, "as_of": register.as_of, "kind": register.kind}
    if register.kind == "synthetic":
        expected["note"] = "虚构演示数据 synthetic"
    assert notes == {f"yongquan:{key}": value for key, value in expected.items()}, notes


def check_cells(name, found, expected):
    assert len(found) == len(expected), f"{name}: {len(found)} rows, expected {len(expected)}"
    for number, (row, wanted) in enumerate(zip(found, expected)):
        # No cell of a register is repeated, not even here.
        wrong = [index for index, cells in enumerate(zip(row, wanted)) if cells[0] != cells[1] or type(cells[0]) is not type(cells[1])]
        assert len(row) == len(wanted) and not wrong, f"{name}: row {number}, columns {wrong}"


def as_text(value):
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float():
            return str(int(value)) if value.is_integer() else repr(value)
    return str(value)


def main():
    package, path, folder, seq = sys.argv[1:]
    register, folder = Register(package, path), pathlib.Path(folder)
    ids = [field["name"] for field in register.fields]
    cells = [cell for row in register.rows for cell in row]
    texts = [cell for cell in cells if isinstance(cell, str)]
    assert None in cells and any(not text.isascii() for text in texts), "the register has missing cells and Chinese"
    if register.id == "library-cards":
        for character in [",", '"', "\n", "𠮷", "📚"]:
            assert any(character in text for text in texts), f"the register has {character!r}"

    kinds = [field["type"] for field in register.fields]
    derived = register.schema["yq:virtualFields"]
    computed = {}
    for field in derived:
        rule = field["yq:derived"]
        if rule["kind"] in ("full_years", "group_size"):
            computed[field["name"]] = getattr(register, rule["kind"])(rule.get("of", rule.get("by")))
    assert computed, "something that is derived can be compared"

    for format in ["parquet", "arrow"]:
        table = read_columns(folder / f"plain.{format}")
        assert table.column_names == ids, table.column_names
        assert [field.type for field in table.schema] == [TYPES[kind] for kind in kinds], table.schema
        check_notes(table, register, seq)
        check_cells(f"plain.{format}", list(zip(*(column.to_pylist() for column in table.columns))), register.rows)

        table = read_columns(folder / f"labels.{format}")
        assert table.column_names == register.headings(), table.column_names
        assert [field.metadata[b"yongquan:field"].decode() for field in table.schema] == ids
        check_cells(f"labels.{format}", list(zip(*(column.to_pylist() for column in table.columns))), register.labelled())

        table = read_columns(folder / f"derived.{format}")
        assert set(table.column_names) == set(ids) | {field["name"] for field in derived}, table.column_names
        for name, values in computed.items():
            check_cells(f"derived.{format} {name}", [[cell] for cell in table.column(name).to_pylist()], [[cell] for cell in values])

        table = read_columns(folder / f"none.{format}")
        assert (table.num_rows, table.column_names) == (0, ids), table.schema
        assert [field.type for field in table.schema] == [TYPES[kind] for kind in kinds], table.schema

    header, rows = read_csv(folder / "plain.csv", "utf-8-sig")
    assert header == ids, header
    check_cells("plain.csv", rows, [[as_text(cell) for cell in row] for row in register.rows])
    assert (folder / "plain.csv").read_bytes().startswith(b"\xef\xbb\xbf"), "Excel is told that it is UTF-8"
    for file in folder.iterdir():
        assert file.stat().st_mode & 0o777 == 0o600, f"{file.name} is readable by its owner only"
    print(f"{register.id}: {len(register.rows)} rows, {len(ids)} fields and {len(computed)} derived ones are as they were packed")


main()
