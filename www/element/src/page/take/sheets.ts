/** Lays a paper out as sheets of A4, in the document: what is measured here is what is printed. */
import { css } from "lit";
import type { Paper, PaperCell, PaperRow } from "./paper.js";
import { LONG_SIDE, SHORT_SIDE, isLandscape } from "./paper.js";
import { paginate } from "./paginate.js";
import type { Slices } from "./slices.js";
import { watermarkPicture } from "./watermark.js";

/** Height that is left free on every sheet, in pixels: on paper a line may come out a hair higher than on the screen. */
const SLACK = 10;
/** Rows that columns are made wide enough for; what is longer further down is broken into lines. */
const MEASURED_ROWS = 400;
/** Rows that are laid out at a time to be measured. */
const ROWS_AT_ONCE = 50;

/** Black on white, whatever the page looks like. */
export const sheetStyles = css`
  :host { color: #000; background: #fff; font: 10pt/1.45 "Noto Sans CJK SC", "Noto Sans SC", "Microsoft YaHei", "PingFang SC", system-ui, sans-serif; font-variant-ligatures: none; color-scheme: light; }
  *, *::before, *::after { box-sizing: border-box; }
  .sheet { position: relative; width: 210mm; height: 296.6mm; padding: 12mm 14mm 0; overflow: hidden; background: #fff; break-after: page; break-inside: avoid; }
  .landscape .sheet { width: 297mm; height: 209.6mm; }
  .sheet:last-child { break-after: auto; }
  header { display: flex; align-items: baseline; gap: 4mm; padding-bottom: 2mm; border-bottom: 0.4mm solid #000; }
  h1 { margin: 0; font-size: 16pt; line-height: 1.3; font-weight: 700; }
  .again h1 { font-size: 10pt; }
  .again .question { flex: 1; min-width: 0; overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }
  .badge { margin-left: auto; padding: 0 2mm; border: 0.3mm solid #000; white-space: nowrap; }
  dl { display: grid; grid-template-columns: auto 1fr auto 1fr; gap: 0.5mm 4mm; margin: 2.5mm 0 4mm; }
  dl .whole { grid-column: 2 / -1; }
  dt { font-weight: 600; white-space: nowrap; }
  dd { margin: 0; overflow-wrap: anywhere; }
  .again + .rows { margin-top: 3mm; }
  table { width: 100%; border-collapse: collapse; table-layout: fixed; }
  .measured table { table-layout: auto; }
  th, td { padding: 0.9mm 1.6mm; border: 0.2mm solid #444; text-align: left; vertical-align: top; overflow-wrap: anywhere; font-weight: 400; }
  th { font-weight: 700; }
  thead th { border-bottom-width: 0.4mm; }
  tbody th[scope="col"] { border-top-width: 0.6mm; font-size: 11.5pt; }
  .label { font-weight: 600; }
  .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
  footer {
    position: absolute; right: 14mm; bottom: 7mm; left: 14mm; display: flex; gap: 6mm; justify-content: space-between;
    padding-top: 1.2mm; border-top: 0.2mm solid #444; font-size: 8pt;
  }
  .page { white-space: nowrap; font-variant-numeric: tabular-nums; }
  .marks { position: absolute; top: 0; left: 0; overflow: hidden; fill: #000; fill-opacity: 0.09; }
`;

function part<K extends keyof HTMLElementTagNameMap>(tag: K, className: string, ...content: readonly (Node | string)[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (className !== "") element.className = className;
  element.append(...content);
  return element;
}

function cellPart({ text, kind, span }: PaperCell): HTMLTableCellElement {
  const isTitle = kind === "heading" || kind === "label";
  const cell = part(isTitle ? "th" : "td", kind === "heading" ? "" : kind, text);
  if (isTitle) cell.scope = kind === "heading" ? "col" : "row";
  if (span !== undefined) cell.colSpan = span;
  return cell;
}

const rowPart = (row: PaperRow): HTMLTableRowElement => part("tr", "", ...row.map(cellPart));

function tablePart(head: readonly PaperRow[], rows: readonly HTMLTableRowElement[], widths: readonly number[]): HTMLTableElement {
  const columns = widths.map((width) => {
    const column = part("col", "");
    // An attribute, since the page's policy forbids styles in the document.
    column.setAttribute("width", String(width));
    return column;
  });
  return part("table", "", part("colgroup", "", ...columns), part("thead", "", ...head.map(rowPart)), part("tbody", "", ...rows));
}

function factsPart(facts: Paper["facts"]): HTMLDListElement {
  // The question may be long: it has a line of its own.
  return part("dl", "", ...facts.flatMap(([name, text], place) => [part("dt", "", name), part("dd", place === 0 ? "whole" : "", text)]));
}

/** The first sheet says everything about the list, the others its title and question. */
function headPart({ title, facts, badge }: Paper, isFirst: boolean): HTMLElement[] {
  const marks = badge === undefined ? [] : [part("span", "badge", badge)];
  if (isFirst) return [part("header", "", part("h1", "", title), ...marks), factsPart(facts)];
  return [part("header", "again", part("h1", "", title), part("span", "question", facts[0]?.[1] ?? ""), ...marks)];
}

/** The watermark of a sheet. */
function marksOf(paper: Paper): SVGSVGElement {
  const [width, height] = isLandscape(paper) ? [LONG_SIDE, SHORT_SIDE] : [SHORT_SIDE, LONG_SIDE];
  const marks = watermarkPicture(paper.stamp, width, height);
  marks.setAttribute("class", "marks");
  return marks;
}

function sheetPart(paper: Paper, isFirst: boolean, rows: readonly HTMLTableRowElement[], widths: readonly number[], marks: SVGSVGElement): HTMLElement {
  return part(
    "section", "sheet", ...headPart(paper, isFirst), part("div", "rows", tablePart(paper.head, rows, widths)),
    part("footer", "", part("span", "", paper.stamp), part("span", "page", paper.pageOf(999, 999))), marks.cloneNode(true),
  );
}

/** Height that a sheet has for rows. */
function roomOf(sheet: HTMLElement): number {
  const top = sheet.querySelector("tbody")?.getBoundingClientRect().top ?? 0;
  const bottom = sheet.querySelector("footer")?.getBoundingClientRect().top ?? 0;
  return bottom - top - SLACK;
}

/** Widths of the columns: as the paper says, or as the browser has laid them out. */
function widthsOf({ shares, columnCount }: Paper, sheet: HTMLElement): readonly number[] {
  if (shares !== undefined) {
    const width = sheet.querySelector("table")?.getBoundingClientRect().width ?? 0;
    const sum = shares.reduce((total, share) => total + share, 0);
    return shares.map((share) => (share * width) / sum);
  }
  const whole = Array.from(sheet.querySelectorAll("tr")).find((row) => row.cells.length === columnCount);
  return Array.from(whole?.cells ?? [], (cell) => cell.getBoundingClientRect().width);
}

/** What is known of rows before they are divided into pages. */
interface Measured {
  readonly rows: readonly HTMLTableRowElement[];
  /** Heights of the rows of each block. */
  readonly blocks: readonly (readonly number[])[];
  readonly widths: readonly number[];
  readonly firstRoom: number;
  readonly room: number;
}

/** Makes all rows and measures them, some at a time in the same table: one that holds them all would take the browser seconds to lay out. */
async function measure(paper: Paper, root: HTMLElement, marks: SVGSVGElement, slices: Slices): Promise<Measured> {
  const { blockCount: total } = paper;
  const rows: HTMLTableRowElement[] = [];
  const lengths: number[] = [];
  const makeUntil = async (rowCount: number): Promise<void> => {
    while (rows.length < rowCount && lengths.length < total) {
      const block = paper.block(lengths.length).map(rowPart);
      rows.push(...block);
      lengths.push(block.length);
      await slices.rest({ stage: "people", done: lengths.length, total });
    }
  };

  // The first rows in one table: the browser finds widths that suit them. Then all of them, at these widths.
  await makeUntil(MEASURED_ROWS);
  const sheet = sheetPart(paper, true, rows.slice(0, MEASURED_ROWS), [], marks);
  sheet.classList.add("measured");
  root.append(sheet);
  const widths = widthsOf(paper, sheet);
  const next = sheetPart(paper, false, [], widths, marks);
  root.append(next);
  sheet.classList.remove("measured");
  sheet.querySelector("colgroup")?.replaceWith(tablePart([], [], widths).querySelector("colgroup") ?? "");
  const body = sheet.querySelector("tbody");
  body?.replaceChildren();
  const [firstRoom, room] = [roomOf(sheet), roomOf(next)];

  const heights: number[] = [];
  while (heights.length < rows.length || lengths.length < total) {
    await makeUntil(heights.length + ROWS_AT_ONCE);
    const some = rows.slice(heights.length, heights.length + ROWS_AT_ONCE);
    body?.replaceChildren(...some);
    heights.push(...some.map((row) => row.getBoundingClientRect().height));
    await slices.rest({ stage: "people", done: lengths.length, total });
  }
  root.replaceChildren();
  let row = 0;
  return { rows, blocks: lengths.map((length) => heights.slice(row, (row += length))), widths, firstRoom, room };
}

/**
 * Puts the sheets of a paper into an element that has these styles and is in the document, seen or not; into a part of it that the screen
 * does not show, so that nothing is laid out before it is printed. Returns how many they are.
 *
 * # Errors
 *
 * `page.aborted` if it was stopped meanwhile.
 */
export async function layOut(paper: Paper, root: HTMLElement, slices: Slices): Promise<number> {
  const marks = marksOf(paper);
  const { rows, blocks, widths, firstRoom, room } = await measure(paper, root, marks, slices);
  const pages = paginate(blocks, firstRoom, room);
  const sheets = part("div", "sheets");
  root.append(sheets);
  for (const [page, { from, to }] of pages.entries()) {
    const sheet = sheetPart(paper, page === 0, rows.slice(from, to), widths, marks);
    const number = sheet.querySelector(".page");
    if (number !== null) number.textContent = paper.pageOf(page + 1, pages.length);
    sheets.append(sheet);
    await slices.rest({ stage: "sheets", done: page + 1, total: pages.length });
  }
  return pages.length;
}
