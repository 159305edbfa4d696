"""Checks a data package against the Data Package standard with frictionless, data and foreign keys included.

Usage: python3 check_standard.py PACKAGE_DIR

Prints every finding as one line and ends with 1 if there was one. frictionless itself quotes the cell it complains about; a
register of people must not end up in a terminal or a log, so a finding in the data names file, row, column and rule only.
"""

import os
import sys

from frictionless import validate

# Enough to see what is wrong, and still a page that can be read.
MAX_LINES = 100
# Kinds of error whose note speaks of the rule or of another row, and not of the cell.
NOTE_IS_SAFE = {"type-error", "constraint-error", "unique-error", "primary-key"}


def describe(error):
    """One line without any cell for an error that frictionless reports."""
    if "#row" not in error["tags"]:
        return error["message"]
    fields = [error["fieldName"]] if error.get("fieldName") else error.get("fieldNames", [])
    place = f"row {error['rowNumber']}" + (f", column {', '.join(fields)}" if fields else "")
    if error["type"] == "foreign-key":
        return f"{place}: not a code of {error['referenceName'] or 'the same list'}"
    rule = error["note"] if error["type"] in NOTE_IS_SAFE else error["title"]
    return f"{place}: {rule}"


def check(folder):
    """Yields one line for everything that frictionless finds in the package."""
    # frictionless takes no absolute path inside a package, and resolves the others from where it runs.
    before = os.getcwd()
    os.chdir(folder)
    try:
        report = validate("datapackage.json").to_dict()
    finally:
        os.chdir(before)
    for error in report["errors"]:
        yield describe(error)
    # A warning says that something was not checked to the end.
    yield from report["warnings"]
    for task in report["tasks"]:
        for error in task["errors"]:
            yield f"{task['place']}: {describe(error)}"
        for warning in task["warnings"]:
            yield f"{task['place']}: {warning}"
    if not report["valid"] and not report["stats"]["errors"]:
        yield "frictionless calls the package invalid and gives no reason"


def main(folder):
    findings = list(check(folder))
    for finding in findings[:MAX_LINES]:
        print(finding)
    if len(findings) > MAX_LINES:
        print(f"… and {len(findings) - MAX_LINES} findings more")
    return 1 if findings else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    sys.exit(main(sys.argv[1]))
