"""A check that cannot fail is no check: each fault is put into a sound package and has to be found.

Run by scripts/check-schema; by itself: python3 tests/schema/test_checks.py
"""

import csv
import json
import shutil
import tempfile
import unittest
from pathlib import Path

from check_package import OUR_PACKAGES, check, check_together
from package import LIST_COLUMNS, Package, Unreadable


class Broken:
    """A copy of one of our packages, to be broken and then checked."""

    def __init__(self, folder, name):
        self.folder = Path(folder) / name
        shutil.copytree(OUR_PACKAGES / name, self.folder)
        self.descriptor = json.loads((self.folder / "datapackage.json").read_text(encoding="utf-8"))
        self.table = self.descriptor["resources"][0]
        self.schema = self.table["schema"]

    def field(self, name):
        fields = self.schema["fields"] + self.schema["yq:virtualFields"]
        return next(field for field in fields if field["name"] == name)

    def resource(self, name):
        return next(entry for entry in self.descriptor["resources"] if entry["name"] == name)

    def code(self, list_name, code, **cells):
        """Changes cells of the row of a code, or adds the row."""
        path = self.folder / "codes" / f"{list_name}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        row = next((row for row in rows if row["code"] == code), None)
        if row is None:
            row = dict.fromkeys(LIST_COLUMNS, "") | {"code": code}
            rows.append(row)
        row.update(cells)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, LIST_COLUMNS)
            writer.writeheader()
            writer.writerows(rows)

    def package(self):
        text = json.dumps(self.descriptor, ensure_ascii=False)
        (self.folder / "datapackage.json").write_text(text, encoding="utf-8")
        return Package(self.folder)


def set_to(value, *path):
    """A fault: the value at the end of the path in the descriptor is another one."""

    def fault(broken):
        at = broken.descriptor
        for key in path[:-1]:
            at = at[key]
        at[path[-1]] = value

    return fault


def in_schema(key, value):
    return lambda broken: broken.schema.update({key: value})


def in_field(name, key, value):
    return lambda broken: broken.field(name).update({key: value})


def without(name, key):
    return lambda broken: broken.field(name).pop(key)


def in_code(list_name, code, **cells):
    return lambda broken: broken.code(list_name, code, **cells)


FILTER = {"field": "card_state", "op": "eq", "value": "1"}
DERIVED = {"kind": "full_years", "of": "card_no"}

# What is broken in the library cards, and a part of the line that has to say so.
LIBRARY_FAULTS = [
    ("an unknown key of the package", set_to("x", "yq:colour"), "unknown key yq:colour"),
    ("a resource key on the package", set_to(True, "yq:codeList"), "unknown key yq:codeList"),
    ("an extension key inside a constraint", in_field("card_no", "constraints", {"yq:kind": "x"}), "unknown key yq:kind"),
    ("a date that does not exist", set_to("2025-02-30", "yq:asOf"), "yq:asOf has another shape"),
    ("a date without hyphens", set_to("20250228", "yq:asOf"), "yq:asOf has another shape"),
    ("a kind of its own", set_to("demo", "yq:kind"), "yq:kind has another shape"),
    ("a list that is no list", set_to("U", "resources", 1, "yq:unknownCodes"), "yq:unknownCodes has another shape"),
    ("an unknown role", in_schema("yq:roles", {"boss": "card_no"}), "yq:roles has another shape"),
    ("a filter with a key too many", in_schema("yq:population", FILTER | {"x": 1}), "yq:population has another shape"),
    ("a filter of two operators", in_schema("yq:population", {"and": [FILTER], "not": FILTER}), "yq:population has another"),
    ("a filter of nothing", in_schema("yq:population", {"or": []}), "yq:population has another shape"),
    ("a filter on no field", in_schema("yq:population", FILTER | {"field": "x"}), "there is no field x"),
    ("a filter on no code", in_schema("yq:population", FILTER | {"value": "x"}), "x is no code of card_states"),
    ("a sensitivity of its own", in_field("card_no", "yq:sensitivity", "secret"), "yq:sensitivity has another shape"),
    ("a field without English title", without("card_no", "yq:titleEn"), "yq:titleEn is missing"),
    ("a field without purpose", without("card_no", "yq:purpose"), "yq:purpose is missing"),
    ("an invented purpose", in_field("card_no", "yq:purpose", "because"), "for the office to fill in"),
    ("an invented law", in_field("card_no", "yq:legalBasis", "a law"), "for the office to fill in"),
    ("an unknown type", in_field("card_no", "type", "text"), "the type text is not one of"),
    ("a constraint nobody reads", in_field("card_no", "constraints", {"minLength": 6}), "the constraint minLength"),
    ("a pattern without end", in_field("card_no", "constraints", {"pattern": "^L"}), "a pattern is for text"),
    ("a pattern with a class by backslash", in_field("card_no", "constraints", {"pattern": r"^\d$"}), "a pattern is for"),
    ("a pattern that is none", in_field("card_no", "constraints", {"pattern": "^($"}), "no regular expression"),
    ("bounds on text", in_field("card_no", "constraints", {"minimum": 1}), "bounds on string"),
    ("a number as the bound of a date", in_field("born_on", "constraints", {"minimum": 1900}), "have to be dates"),
    ("a text as the bound of a number", in_field("deposit", "constraints", {"minimum": "0"}), "have to be numbers"),
    ("bounds the wrong way", in_field("loans_now", "constraints", {"minimum": 2, "maximum": 1}), "minimum above maximum"),
    ("a spelling that means both", in_field("wants_reminders", "falseValues", ["0", "否", "1"]), "may mean both"),
    ("a unit in one language", without("loans_now", "yq:unitEn"), "a unit in one language only"),
    ("a derivation on a stored field", in_field("card_no", "yq:derived", DERIVED), "stands on a stored field"),
    ("a virtual field that is not derived", without("reader_age", "yq:derived"), "without yq:derived"),
    ("a virtual field with constraints", in_field("reader_age", "constraints", {"minimum": 0}), "of a virtual field"),
    ("full years of a text", in_field("reader_age", "yq:derived", DERIVED), "full years need a date"),
    ("a truth as a number", in_field("reader_age", "yq:derived", {"kind": "where", "filter": FILTER}), "has to be boolean"),
    ("a group of nothing", in_field("family_readers", "yq:derived", {"kind": "group_size", "by": "x"}), "needs a stored"),
    ("two fields of one title", in_field("deposit", "title", "读者姓名"), "读者姓名 also names the field reader_name"),
    ("two fields of one id", in_field("deposit", "name", "loans_now"), "stands 2 times"),
    ("a group that is not defined", in_field("deposit", "yq:group", "money"), "the group money is not defined"),
    ("a group without fields", lambda b: b.schema["yq:groups"].append({"id": "x", "title": "x", "titleEn": "x"}), "belongs to x"),
    ("a sensitive field in the base section", in_field("deposit", "yq:sensitivity", "sensitive"), "sensitive field must not"),
    ("a column that is never packed", in_schema("yq:defaultColumns", ["contact_email"]), "no field that can be asked"),
    ("a facet twice", in_schema("yq:defaultFacets", ["card_kind", "card_kind"]), "a field stands twice"),
    ("a role of no field", in_schema("yq:roles", {"key": "x"}), "key names x, which is no field"),
    ("a birth date that is none", in_schema("yq:roles", {"birth_date": "card_no"}), "whose type is string"),
    ("a relation without codes", in_schema("yq:roles", {"relation": "reader_name"}), "reader_name, which has no code list"),
    ("a key that is not the primary key", in_schema("primaryKey", ["reader_name"]), "is not the primary key"),
    ("a key that may repeat", in_field("card_no", "constraints", {"required": True}), "required and unique"),
    ("a coded field without foreign key", in_schema("foreignKeys", []), "the foreign key says None"),
    ("a code list that is not there", in_field("card_kind", "yq:codeList", "x"), "there is no code list x"),
    ("a code list nobody uses", without("card_kind", "yq:codeList"), "no field uses this code list"),
    ("a coded number", in_field("card_kind", "type", "integer"), "a coded field holds text"),
    ("bare words without codes", in_field("reader_name", "yq:bareWords", True), "without a code list has no words"),
    ("an unknown code that is no code", set_to(["X"], "resources", 1, "yq:unknownCodes"), "names X, which is no code"),
    ("a parent that is no code", in_code("library_branches", "E1", parent="X"), "has the ancestor X"),
    ("a code above itself", in_code("library_branches", "E", parent="E1"), "is its own ancestor"),
    ("a code without title", in_code("library_branches", "E1", title_zh=""), "has an empty cell"),
    ("a synonym with a space", in_code("library_branches", "E1", synonyms="河畔 ;河边"), "spaces at the ends"),
    ("a synonym twice", in_code("library_branches", "E2", synonyms="河畔"), "the synonym 河畔 stands 2 times"),
    ("a synonym in another case", in_code("card_kinds", "A", synonyms="junior CARD"), "is already a title"),
    ("a synonym that is a title", in_code("card_kinds", "A", synonyms="学生证"), "is already a title"),
    ("a synonym that is a code", in_code("card_kinds", "A", synonyms="J"), "is itself a code"),
    ("namesakes", in_code("library_branches", "W1", title_zh="河畔分馆", synonyms=""), "has no synonym to tell it by"),
    ("a word for two fields", in_code("library_branches", "W1", synonyms="学生"), "the bare word 学生 could mean"),
    ("a title for two fields", in_code("library_branches", "W1", title_zh="学生证"), "the bare word 学生证 could mean"),
]  # fmt: skip

# What is broken in the residents, and a part of the line that has to say so.
RESIDENT_FAULTS = [
    ("one field less", lambda b: b.schema["fields"].pop(2), "142 fields, expected 143"),
    ("one derived field less", lambda b: b.schema["yq:virtualFields"].pop(2), "2 derived fields, expected 3"),
    ("a field more that is never packed", in_field("floor_no", "yq:pack", "never"), "135 fields that can be asked"),
    ("an exact place in the snapshot", in_field("dwelling_lon", "yq:pack", "role"), "field dwelling_lon"),
    ("another first question", in_schema("yq:exampleQuestions", ["女"]), "the first has to be 80岁以上 女"),
    ("bare words for relations", in_field("relation_to_head", "yq:bareWords", True), "must never reach the family relations"),
    ("no bare words for the sex", without("sex", "yq:bareWords"), "女 has to mean sex=2 and means nothing"),
    ("the dead of two lists", in_field("presence_status", "yq:bareWords", True), "could mean"),
    ("dibao without its parent", in_code("dibao_type", "1", synonyms="低保"), "低保 of code 1 is already a title"),
]  # fmt: skip


class Faults(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = Path(scratch.name)

    def expect(self, name, faults):
        for number, (title, fault, expected) in enumerate(faults):
            with self.subTest(title):
                broken = Broken(self.folder / str(number), name)
                fault(broken)
                findings = list(check(broken.package()))
                self.assertTrue(any(expected in line for line in findings), f"{expected!r} is not in {findings}")

    def test_faults_of_the_library_cards_are_found(self):
        self.expect("library", LIBRARY_FAULTS)

    def test_faults_of_the_residents_are_found(self):
        self.expect("residents", RESIDENT_FAULTS)

    def test_untouched_copies_have_no_findings(self):
        for name in ("library", "residents"):
            with self.subTest(name):
                self.assertEqual([], list(check(Broken(self.folder, name).package())))

    def test_an_office_fills_in_its_own_purposes(self):
        broken = Broken(self.folder, "residents")
        broken.field("sex")["yq:purpose"] = "as the office says"
        self.assertEqual([], list(check(broken.package())))

    def test_registers_share_no_field(self):
        residents = Broken(self.folder, "residents").package()
        library = Broken(self.folder, "library")
        self.assertEqual([], list(check_together([residents, library.package()], [])))
        library.field("loans_now")["name"] = "age"
        library.resource("card_states")["name"] = "sex"
        findings = list(check_together([library.package()], [residents]))
        self.assertEqual(2, len(findings))
        self.assertIn("share the field age", findings[0])
        self.assertIn("share the code list sex", findings[1])

    def test_a_broken_file_is_named(self):
        faults = {
            "datapackage.json": "{",
            "codes/card_kinds.csv": "code,title_zh\nA,x\n",
        }
        for number, (path, text) in enumerate(faults.items()):
            with self.subTest(path):
                broken = Broken(self.folder / str(number), "library")
                (broken.folder / path).write_text(text, encoding="utf-8")
                with self.assertRaises(Unreadable) as caught:
                    Package(broken.folder)
                self.assertIn(path, str(caught.exception))

    def test_a_package_has_one_table_inside_its_folder(self):
        escaped = Broken(self.folder / "1", "library")
        escaped.resource("card_kinds")["path"] = "../codes/card_kinds.csv"
        doubled = Broken(self.folder / "2", "library")
        del doubled.resource("card_kinds")["yq:codeList"]
        for broken, expected in [(escaped, "leaves the package"), (doubled, "exactly one resource without yq:codeList")]:
            with self.subTest(expected), self.assertRaisesRegex(Unreadable, expected):
                broken.package()


if __name__ == "__main__":
    unittest.main()
