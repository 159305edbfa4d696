/** Searches a finished workbook, every part of it, for numbers that must not be on a notice board. */
import { strFromU8, unzipSync } from "fflate";
import { forbiddenAcross, forbiddenIn, withoutOwn } from "../shared/scan.js";
import type { ForbiddenKind } from "../shared/scan.js";
import type { Workbook } from "../shared/workbook.js";

/** A forbidden number, and where it stands in words that lead there. */
export interface Found {
  readonly number: ForbiddenKind;
  readonly place: string;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

function decoded(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return ENTITIES[name] ?? whole;
    return String.fromCodePoint(hex === undefined ? Number(decimal) : parseInt(hex, 16));
  });
}

/** Every text of an XML document: between its tags, and the values of their attributes. Texts of one string that is broken into runs are joined. */
function* textsOf(xml: string): Iterable<string> {
  const joined = xml.replace(/<si>.*?<\/si>/gs, (item) => `<si>${item.replace(/<[^>]*>/g, "")}</si>`);
  for (const [, tag, text = ""] of joined.matchAll(/<([^>]*)>([^<]*)/g)) {
    yield decoded(text);
    for (const [, double, single] of (tag ?? "").matchAll(/=\s*(?:"([^"]*)"|'([^']*)')/g)) yield decoded(double ?? single ?? "");
  }
}

/** By sheet, row and column: what a person can look up. */
function inCells({ sheets, stamp }: Workbook, ours: readonly string[]): Found | undefined {
  for (const { name, titles, rows } of sheets) {
    for (const [row, cells] of [titles, ...rows].entries()) {
      for (const [column, cell] of cells.entries()) {
        const number = cell === null ? undefined : forbiddenIn(withoutOwn(String(cell), ours))?.kind;
        if (number !== undefined) return { number, place: `${name} · ${row + 1} · ${titles[column] ?? String(column + 1)}` };
      }
      const split = forbiddenAcross(cells.map((cell) => (cell === null ? "" : withoutOwn(String(cell), ours))))?.kind;
      if (split !== undefined) return { number: split, place: `${name} · ${row + 1}` };
    }
  }
  const number = forbiddenIn(withoutOwn(stamp, ours))?.kind;
  return number === undefined ? undefined : { number, place: stamp };
}

/** By the part of the file: what its cells do not show. */
export function inFile(bytes: Uint8Array, ours: readonly string[]): Found | undefined {
  for (const [name, content] of Object.entries(unzipSync(bytes))) {
    for (const text of [name, ...textsOf(strFromU8(content))]) {
      const number = forbiddenIn(withoutOwn(text, ours))?.kind;
      if (number !== undefined) return { number, place: name };
    }
  }
  return undefined;
}

/** The first forbidden number of a workbook and of the file that was made of it. */
export function forbiddenInWorkbook(workbook: Workbook, bytes: Uint8Array, ours: readonly string[]): Found | undefined {
  return inCells(workbook, ours) ?? inFile(bytes, ours);
}
