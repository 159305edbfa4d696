"""What frictionless is there for: each fault of the data is put into a sound package and has to be found, without its cell."""

import shutil
import tempfile
import unittest
from pathlib import Path

from check_package import OUR_PACKAGES
from check_standard import check

# The cell as it stands in the row of card L00004, what replaces it, and the line that has to come.
FAULTS = [
    ("L00004", "L00003", "cards.csv: row 5, column card_no: the same as in the row at position 4"),
    ("L00004", "X00004", 'cards.csv: row 5, column card_no: constraint "pattern" is "^L[0-9]{5}$"'),
    ("林半夏", "", 'cards.csv: row 5, column reader_name: constraint "required" is "True"'),
    ("2007-03-01", "2007-02-29", 'cards.csv: row 5, column born_on: type is "date/default"'),
    ("2007-03-01", "1899-12-30", 'cards.csv: row 5, column born_on: constraint "minimum" is "1900-01-01"'),
    (",S,C,", ",S,Q,", "cards.csv: row 5, column home_branch: not a code of library_branches"),
    (",50,0,,", ",50,0,", "cards.csv: row 5, column contact_email: Missing Cell"),
    (",50,0,,", ",50,0,,,7311", "cards.csv: row 5: Extra Cell"),
]
# Cells of the row that no finding may repeat.
SECRET_CELLS = ["林半夏", "F010", "X00004", "2007-02-29", "1899-12-30", "7311"]


class Standard(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = Path(scratch.name) / "library"
        shutil.copytree(OUR_PACKAGES / "library", self.folder)
        self.cards = self.folder / "cards.csv"
        self.sound = self.cards.read_text(encoding="utf-8")

    def test_a_sound_package_has_no_findings(self):
        self.assertEqual([], list(check(self.folder)))

    def test_each_fault_is_found_at_its_row_and_column(self):
        lines = self.sound.split("\n")
        (row,) = [line for line in lines if line.startswith("L00004,")]
        for before, after, expected in FAULTS:
            with self.subTest(expected):
                self.assertEqual(1, row.count(before), f"{before!r} has to stand once in the row")
                broken = self.sound.replace(row, row.replace(before, after))
                self.cards.write_text(broken, encoding="utf-8")
                findings = list(check(self.folder))
                self.assertIn(expected, findings)
                for cell in SECRET_CELLS:
                    self.assertNotIn(cell, "\n".join(findings))

    def test_a_column_that_is_not_described_is_found(self):
        self.cards.write_text(self.sound.replace("born_on", "birthday", 1), encoding="utf-8")
        self.assertTrue(any("birthday" in line for line in check(self.folder)))

    def test_a_parent_that_is_no_code_is_found(self):
        branches = self.folder / "codes" / "library_branches.csv"
        branches.write_text(branches.read_text(encoding="utf-8").replace(",E,", ",Q,"), encoding="utf-8")
        findings = list(check(self.folder))
        self.assertIn("codes/library_branches.csv: row 4, column parent: not a code of the same list", findings)

    def test_a_descriptor_that_is_none_is_found(self):
        descriptor = self.folder / "datapackage.json"
        descriptor.write_text(descriptor.read_text(encoding="utf-8").replace('"date"', '"day"'), encoding="utf-8")
        self.assertTrue(any("day" in line for line in check(self.folder)))


if __name__ == "__main__":
    unittest.main()
