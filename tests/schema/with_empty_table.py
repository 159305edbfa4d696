"""Prints the folder of a data package whose table has a data file.

Usage: python3 with_empty_table.py PACKAGE_DIR COPY

That is PACKAGE_DIR itself, or COPY, made on the way: the package with a table that has a header and no rows. So a package that
only describes a register can be checked by a program that wants to open every file.
"""

import csv
import shutil
import sys
from pathlib import Path

from package import Package, Unreadable


def main(folder, copy):
    try:
        package = Package(folder)
    except Unreadable as problem:
        print(problem, file=sys.stderr)
        return 1
    table = package.table.get("path")
    if not isinstance(table, str):
        print(f"{folder}: the table has no single path", file=sys.stderr)
        return 1
    if (package.folder / table).exists():
        print(folder)
        return 0
    shutil.copytree(folder, copy)
    with (Path(copy) / table).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow(field["name"] for field in package.stored)
    print(copy)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
