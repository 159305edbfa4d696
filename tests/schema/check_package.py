"""Checks data packages against the contract in data-schema/README.md.

Usage: python3 check_package.py PACKAGE_DIR...

Prints every finding as one line and ends with 1 if there was one. What the Data Package standard itself asks for is left to
frictionless; scripts/check-schema runs both.
"""

import sys
from pathlib import Path

import references
import residents
import shapes
import words
from package import Package, Unreadable

OUR_PACKAGES = Path(__file__).resolve().parents[2] / "data-schema"


def check(package):
    """Yields one line for every fault of one package."""
    findings = list(shapes.check(package))
    if findings:
        # The other checks rely on the shapes.
        yield from findings
        return
    yield from references.check(package)
    yield from words.check(package)
    if residents.applies(package):
        yield from residents.check(package)
    # An office fills these in for its own register. What we ship claims no purpose and no law.
    if package.is_synthetic or OUR_PACKAGES in package.folder.resolve().parents:
        for field in package.fields:
            if field["yq:purpose"] or field["yq:legalBasis"]:
                yield f"field {field['name']}: purpose and legal basis are for the office to fill in, and empty here"


def check_together(packages, neighbours):
    """Yields one line for every id that two different registers share: each package with each, and with ours.

    Two packages of one register (the descriptor and a synthetic community, say) have the same fields; packages of different
    registers share none, so that a program that knows a field by name fails on one of them.
    """
    for index, one in enumerate(packages):
        for other in packages[:index] + neighbours:
            if one.table["name"] == other.table["name"]:
                continue
            fields = {field["name"] for field in one.fields} & {field["name"] for field in other.fields}
            for name in sorted(fields):
                yield f"{one.folder} and {other.folder} are different registers and share the field {name}"
            for name in sorted(set(one.lists) & set(other.lists)):
                yield f"{one.folder} and {other.folder} are different registers and share the code list {name}"


def main(folders):
    if not folders:
        print(__doc__, file=sys.stderr)
        return 2
    findings, packages = [], []
    for folder in folders:
        try:
            package = Package(folder)
        except Unreadable as problem:
            findings.append(str(problem))
            continue
        packages.append(package)
        findings += [f"{folder}: {finding}" for finding in check(package)]
    given = {package.folder.resolve() for package in packages}
    neighbours = [path.parent for path in sorted(OUR_PACKAGES.glob("*/datapackage.json"))]
    try:
        findings += check_together(packages, [Package(folder) for folder in neighbours if folder not in given])
    except Unreadable as problem:
        findings.append(str(problem))
    for finding in findings:
        print(finding)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
