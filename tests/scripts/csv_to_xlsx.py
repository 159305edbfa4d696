"""Writes a CSV file as the one sheet of an .xlsx workbook, every cell as text.

Usage: python3 csv_to_xlsx.py FROM.csv TO.xlsx

Needs nothing beyond Python itself. For tests: it stands in for the spreadsheet that an office would hand in.
"""

import csv
import sys
import zipfile
from xml.sax.saxutils import escape

NAMESPACE = "http://schemas.openxmlformats.org"
CONTENT_TYPES = (
    f'<Types xmlns="{NAMESPACE}/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    "</Types>"
)
RELATIONS = (
    f'<Relationships xmlns="{NAMESPACE}/package/2006/relationships"><Relationship Id="r1" '
    f'Type="{NAMESPACE}/officeDocument/2006/relationships/{{kind}}" Target="{{target}}"/></Relationships>'
)
WORKBOOK = (
    f'<workbook xmlns="{NAMESPACE}/spreadsheetml/2006/main" xmlns:r="{NAMESPACE}/officeDocument/2006/relationships">'
    '<sheets><sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>'
)


def column_name(index):
    """The letters over a column, counted from 0: A … Z, AA …"""
    name = ""
    index += 1
    while index:
        index, letter = divmod(index - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def sheet(rows):
    """Yields the sheet's XML. An empty text is an empty cell, as in an office's file."""
    yield f'<worksheet xmlns="{NAMESPACE}/spreadsheetml/2006/main"><sheetData>'
    for number, row in enumerate(rows, start=1):
        yield f'<row r="{number}">'
        for index, text in enumerate(row):
            if text:
                yield f'<c r="{column_name(index)}{number}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
        yield "</row>"
    yield "</sheetData></worksheet>"


source, target = sys.argv[1:]
with open(source, encoding="utf-8-sig", newline="") as file, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as workbook:
    workbook.writestr("[Content_Types].xml", CONTENT_TYPES)
    workbook.writestr("_rels/.rels", RELATIONS.format(kind="officeDocument", target="xl/workbook.xml"))
    workbook.writestr("xl/workbook.xml", WORKBOOK)
    workbook.writestr("xl/_rels/workbook.xml.rels", RELATIONS.format(kind="worksheet", target="worksheets/sheet1.xml"))
    workbook.writestr("xl/worksheets/sheet1.xml", "".join(sheet(csv.reader(file))))
