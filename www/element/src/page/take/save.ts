/** Gives a finished file to the visitor. */

/** How long the browser may take to begin with a file before its bytes leave the page. */
const KEPT_MS = 10_000;

/** Files that are still in the memory of the page. */
const kept = new Set<string>();

function forget(url: string): void {
  URL.revokeObjectURL(url);
  kept.delete(url);
}

/** Offers a file under a name, as a download. */
export function saveFile(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  kept.add(url);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => forget(url), KEPT_MS);
}

/** Removes every file from the memory of the page: after a lock nothing of them is left there. */
export function forgetFiles(): void {
  for (const url of [...kept]) forget(url);
}
