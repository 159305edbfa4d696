/** Saves a chart as a picture, with what is said about it and the watermark inside the file. */
import { pageError } from "../../shared/errors.js";
import { saveFile } from "./save.js";
import { watermark } from "./watermark.js";

const SVG = "http://www.w3.org/2000/svg";
/** Space around the chart, and the height of a line above or below it, in pixels. */
const EDGE = 24;
const LINE = 22;
const FONT_SIZE = 14;
const TITLE_SIZE = 18;
/** Dots of a PNG for each pixel, so that it can be printed. */
const DENSITY = 2;

/** What a picture may be. */
export type PictureFormat = "svg" | "png";

/** What stands in the picture beside the chart. */
export interface PictureNote {
  readonly title: string;
  /** Lines below the chart: the question, the day of the data. */
  readonly lines: readonly string[];
  /** Who, where, when, of which snapshot, and the latest mark of the log. */
  readonly stamp: string;
  /** Name of the file, without its ending. */
  readonly file: string;
}

/** What decides how a part of a chart looks; in a file there is no page around that could say it. */
const LOOKS = [
  "fill", "fill-opacity", "stroke", "stroke-opacity", "stroke-width", "stroke-dasharray", "opacity", "font-size", "font-family", "font-weight", "text-anchor",
  "dominant-baseline", "visibility",
] as const;

function withLooks(original: Element, copy: Element): void {
  const computed = getComputedStyle(original);
  for (const look of LOOKS) copy.setAttribute(look, computed.getPropertyValue(look));
  copy.removeAttribute("style");
  copy.removeAttribute("class");
  Array.from(original.children).forEach((child, place) => {
    const copied = copy.children[place];
    if (copied !== undefined) withLooks(child, copied);
  });
}

function label(text: string, y: number, size: number, font: string): SVGTextElement {
  const element = document.createElementNS(SVG, "text");
  element.setAttribute("x", String(EDGE));
  element.setAttribute("y", String(y));
  element.setAttribute("font-size", String(size));
  element.setAttribute("font-family", font);
  element.textContent = text;
  return element;
}

/** The chart as a picture of its own: title above, notes below, watermark over all of it. */
export function pictureOf(chart: SVGSVGElement, { title, lines, stamp }: PictureNote): SVGSVGElement {
  const { width, height } = chart.getBoundingClientRect();
  const style = getComputedStyle(chart);
  const top = EDGE + TITLE_SIZE + LINE / 2;
  const notes = [...lines, stamp];
  const [wholeWidth, wholeHeight] = [Math.ceil(width + 2 * EDGE), Math.ceil(top + height + notes.length * LINE + EDGE)];
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("xmlns", SVG);
  picture.setAttribute("width", String(wholeWidth));
  picture.setAttribute("height", String(wholeHeight));
  picture.setAttribute("viewBox", `0 0 ${wholeWidth} ${wholeHeight}`);
  picture.setAttribute("fill", style.color);
  const ground = document.createElementNS(SVG, "rect");
  ground.setAttribute("width", "100%");
  ground.setAttribute("height", "100%");
  ground.setAttribute("fill", style.getPropertyValue("--yq-surface").trim() || "#fff");
  const copy = chart.cloneNode(true) as SVGSVGElement;
  withLooks(chart, copy);
  for (const [name, value] of [["x", EDGE], ["y", top], ["width", width], ["height", height]] as const) copy.setAttribute(name, String(value));
  const marks = watermark(stamp, wholeWidth, wholeHeight);
  marks.setAttribute("fill-opacity", "0.1");
  marks.setAttribute("font-family", style.fontFamily);
  picture.append(
    ground, label(title, EDGE + TITLE_SIZE / 2, TITLE_SIZE, style.fontFamily), copy,
    ...notes.map((text, place) => label(text, top + height + (place + 1) * LINE, FONT_SIZE, style.fontFamily)), marks,
  );
  return picture;
}

/** Draws a picture into dots. */
async function dotsOf(picture: Blob, width: number, height: number): Promise<Blob> {
  const url = URL.createObjectURL(picture);
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = width * DENSITY;
    canvas.height = height * DENSITY;
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const dots = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
    if (dots === null) throw pageError("page.unexpected", { kind: "canvas" });
    return dots;
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** Saves a chart of the page as a file. */
export async function saveSvg(chart: SVGSVGElement, note: PictureNote, format: PictureFormat): Promise<void> {
  const picture = pictureOf(chart, note);
  const text = new Blob([new XMLSerializer().serializeToString(picture)], { type: "image/svg+xml" });
  const blob = format === "svg" ? text : await dotsOf(text, Number(picture.getAttribute("width")), Number(picture.getAttribute("height")));
  saveFile(blob, `${note.file}.${format}`);
}
