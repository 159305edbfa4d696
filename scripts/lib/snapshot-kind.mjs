// Reads from a snapshot whose people it holds.

const TAR_BLOCK_BYTE_LEN = 512;

/** The `kind` that the manifest of a snapshot declares; throws when there is none to be read. */
export function kindOf(bytes) {
  const header = bytes.subarray(0, TAR_BLOCK_BYTE_LEN);
  const name = header.subarray(0, 100).toString("latin1").replace(/\0.*$/s, "");
  const byteLen = Number.parseInt(header.subarray(124, 136).toString("latin1"), 8);
  if (name !== "manifest.json" || !Number.isSafeInteger(byteLen)) throw new Error("does not begin with a manifest");
  return JSON.parse(bytes.subarray(TAR_BLOCK_BYTE_LEN, TAR_BLOCK_BYTE_LEN + byteLen).toString("utf8")).kind;
}
