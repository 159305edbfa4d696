// Blocks of text inside the single file, which no browser runs: how they are written, found and filled.

/** The block of an element that no script runs by itself. Holds `text`, which must not be able to end it. */
function block(type, id, text) {
  if (text.includes("<")) throw new Error(`the text of the block ${id} holds a <, which could end it`);
  return `<script type="${type}" id="${id}">${text}</script>`;
}

/** A block for base64 or another text without `<`. */
export const textBlock = (id, text) => block("text/plain", id, text);

/** JSON in which no `<` stands, as the same value. */
export const escapedJson = (value) => JSON.stringify(value).replaceAll("<", "\\u003c");

/** The block of the configuration. An office's own tools put theirs in its place: see DESIGN.md. */
export const configBlock = (config) => block("application/json", "yongquan-config", escapedJson(config));

/** The block of the snapshot, empty where there is none. */
export const snapshotBlock = (bytes) => textBlock("yongquan-snapshot", bytes.toString("base64"));

/** Puts `filled` in the place of `empty`, which has to stand in the page exactly once. */
export function filled(page, empty, full) {
  const [before, after, ...more] = page.split(empty);
  if (after === undefined || more.length > 0) throw new Error(`the page does not hold ${empty} exactly once; take dist/yongquan.html as scripts/build made it`);
  return `${before}${full}${after}`;
}
