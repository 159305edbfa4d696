"""Makes a library of many cards out of the few of the package, so that an extract has several batches of rows.

Usage: grow.py CARDS.csv ROWS OUT.csv
"""

import csv
import sys


def main():
    source, count, target = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    with open(source, encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    with open(target, "w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        for number in range(count):
            writer.writerow(rows[number % len(rows)] | {"card_no": f"L{number:05}"})


main()
