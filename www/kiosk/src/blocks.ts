/**
 * What the single file carries beside its script: blocks of text that no browser runs, found by their ids.
 *
 * They are not covered by the hashes of the content security policy, so an office can put its own configuration in.
 */

/** Text of the block with an id; empty where the block is empty. */
export function blockText(id: string): string {
  return document.getElementById(id)?.textContent?.trim() ?? "";
}

/** Bytes of a block of base64; nothing where the block is empty. */
export function blockBytes(id: string): Uint8Array<ArrayBuffer> | undefined {
  const text = blockText(id);
  return text === "" ? undefined : Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** Bytes of a block of gzip in base64. Throws where there is none: the file is not complete. */
export async function unpackedBlock(id: string): Promise<ArrayBuffer> {
  const packed = blockBytes(id);
  if (packed === undefined) throw new Error(`the block ${id} is empty`);
  const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(unpacked).arrayBuffer();
}
