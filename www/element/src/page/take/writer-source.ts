/** Where the script of the workbook worker comes from: it is fetched when the first spreadsheet is written. */
import { fetched } from "../wasm-source.js";

/** An address to fetch the script from, or its text where nothing can be fetched (a single file opened by double click). */
export type WriterSource = { readonly url: string | URL } | { readonly text: () => Promise<string> };

/** The file beside this script; bundlers find it. */
export function packagedWriter(): WriterSource {
  return { url: new URL("./yongquan-xlsx.js", import.meta.url) };
}

/** Its text. A failed load is not remembered: the next call tries again. */
export async function writerText(source: WriterSource): Promise<string> {
  return "text" in source ? source.text() : (await fetched(source.url)).text();
}
