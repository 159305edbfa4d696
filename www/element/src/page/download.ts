/** Hands files to the browser's downloads. */

/** Until then every browser has taken the bytes. */
const TAKEN_MS = 10_000;

/** Some text as a file of the visitor. */
export function saveText(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "application/octet-stream" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), TAKEN_MS);
}
