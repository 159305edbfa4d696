/** Who looks, prints or saves, drawn over it: to be read on a photograph and not in the way of reading. */

const SVG = "http://www.w3.org/2000/svg";
/** Distances between two texts, of their lines, and their size, in pixels. */
const STEP_X = 60;
const STEP_Y = 170;
const LINE = 22;
const SIZE = 15;
/** What stands between the parts of a text. */
const BETWEEN = " · ";
/** Parts of its first line. */
const FIRST_PARTS = 3;
/** Width of a character, roughly: Chinese ones are as wide as high, others half. */
const widthOf = (text: string): number => Array.from(text).reduce((width, character) => width + (character > "\u2e7f" ? SIZE : SIZE * 0.56), 0);
const TURN_DEGREES = -18;

/** Two lines, so that one block is not wider than a sheet. */
function linesOf(text: string): readonly string[] {
  const parts = text.split(BETWEEN);
  return [parts.slice(0, FIRST_PARTS), parts.slice(FIRST_PARTS)].filter((line) => line.length > 0).map((line) => line.join(BETWEEN));
}

/** From one text to the next of a row. Whole pixels, and half of it too: a long fraction in the document looks like somebody's number. */
const stepOf = (lines: readonly string[]): number => 2 * Math.ceil((Math.max(...lines.map(widthOf)) + STEP_X) / 2);

/** Texts all over an area, each line a step to the side of the one before. The fill is that of whoever draws it. */
export function watermark(text: string, width: number, height: number): SVGGElement {
  const group = document.createElementNS(SVG, "g");
  group.setAttribute("aria-hidden", "true");
  group.setAttribute("font-size", String(SIZE));
  const lines = linesOf(text);
  const stepX = stepOf(lines);
  for (let row = 0, y = STEP_Y; y < height + STEP_Y; y += STEP_Y, row += 1) {
    for (let x = -(row % 2) * (stepX / 2); x < width; x += stepX) {
      lines.forEach((line, place) => {
        const label = document.createElementNS(SVG, "text");
        label.setAttribute("x", String(x));
        label.setAttribute("y", String(y + place * LINE));
        label.setAttribute("transform", `rotate(${TURN_DEGREES} ${x} ${y})`);
        label.textContent = line;
        group.append(label);
      });
    }
  }
  return group;
}

/** The same as a picture that fills what it lies in. */
export function watermarkPicture(text: string, width: number, height: number): SVGSVGElement {
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("width", String(width));
  picture.setAttribute("height", String(height));
  picture.setAttribute("aria-hidden", "true");
  picture.append(watermark(text, width, height));
  return picture;
}

/** Puts another text into a picture that was made with `before`; false if it needs other places than that, and nothing was changed. */
export function rewriteWatermark(picture: SVGSVGElement, before: string, text: string): boolean {
  const [old, lines] = [linesOf(before), linesOf(text)];
  if (old.length !== lines.length || stepOf(old) !== stepOf(lines)) return false;
  picture.querySelectorAll("text").forEach((label, place) => {
    if (label.firstChild !== null) label.firstChild.nodeValue = lines[place % lines.length] ?? "";
  });
  return true;
}
