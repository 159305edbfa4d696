// Looks for snapshots, parts of them and secret keys inside a file, whatever the file is called: in the open, in base64, in gzip and in
// zip, and in those within each other.
import { gunzipSync, inflateRawSync } from "node:zlib";

/** Layers that are looked through: base64 in a page, gzip in that, a zip in that, and as many again. */
const MAX_DEPTH = 6;
/** What one compressed stream may become; more is not looked into, and therefore refused. In bytes. */
const MAX_UNPACKED_LEN = 512 * 1024 * 1024;
/** Shorter runs of letters are words and names. In characters. */
const MIN_BASE64_LEN = 40;

/** What gives each kind of content away, as it lies in the file's bytes, each taken as one character. */
const TRACES = [
  { what: ["快照", "a snapshot"], pattern: /manifest\.json\0{87}0000644\0/ },
  { what: ["快照的清单", "the manifest of a snapshot"], pattern: /\\*"suite\\*"\s*:\s*\\*"age-v1\\*"/ },
  { what: ["加密的分区或口令文件", "an encrypted section or key slot"], pattern: /age-encryption\.org\/v1\n-> / },
  { what: ["age 私钥", "a secret key of age"], pattern: /AGE-SECRET-KEY-1[0-9A-Z]{58}/ },
  // `Ed`, then `Sc` or two zeros for a key without a passphrase, then `B2`.
  { what: ["签名私钥", "a secret key of minisign"], pattern: /RW(?:RTY0Iy|QAAEIy)[A-Za-z0-9+/]{200}/ },
];
const TOO_MUCH = ["压缩内容过大或层数过多", "more compressed content than can be looked through"];

const GZIP_MAGIC = Buffer.from([0x1f, 0x8b, 0x08]);
const ZIP_MAGIC = Buffer.from("PK\x03\x04", "latin1");
const ZIP_HEADER_LEN = 30;
const ZIP_DEFLATED = 8;
/** Runs of base64, also in lines and in the texts of scripts, where a line's end may be spelt `\n`. */
const BASE64 = new RegExp(`(?:[A-Za-z0-9+/_-]{${MIN_BASE64_LEN},}(?:\\r?\\n|(?:\\\\r)?\\\\n)?)+(?:[A-Za-z0-9+/_-]+)?`, "g");

/** What was found, in Chinese and English, each once. */
export function tracesIn(bytes) {
  const found = new Map();
  look(bytes, 0, ([zh, en]) => found.set(en, [zh, en]));
  return [...found.values()];
}

function look(bytes, depth, note) {
  const text = bytes.toString("latin1");
  for (const { what, pattern } of TRACES) if (pattern.test(text)) note(what);
  for (const inner of layersOf(bytes, text, note)) {
    if (depth === MAX_DEPTH) note(TOO_MUCH);
    else look(inner, depth + 1, note);
  }
}

/** What lies under one more layer. */
function* layersOf(bytes, text, note) {
  for (const offset of offsetsOf(bytes, GZIP_MAGIC)) yield* unpacked(gunzipSync, bytes.subarray(offset), note);
  for (const offset of offsetsOf(bytes, ZIP_MAGIC)) {
    const header = bytes.subarray(offset, offset + ZIP_HEADER_LEN);
    if (header.length < ZIP_HEADER_LEN || header.readUInt16LE(8) !== ZIP_DEFLATED) continue;
    yield* unpacked(inflateRawSync, bytes.subarray(offset + ZIP_HEADER_LEN + header.readUInt16LE(26) + header.readUInt16LE(28)), note);
  }
  for (const [run] of text.matchAll(BASE64)) {
    const letters = run.replace(/\\[rn]|\s/g, "");
    // Where the base64 begins is not known if letters stand before it.
    for (let shift = 0; shift < 4; shift += 1) yield Buffer.from(letters.slice(shift), "base64");
  }
}

/** What a compressed stream holds; nothing if it is none, since the few bytes that announce one also occur by chance. */
function* unpacked(unpack, bytes, note) {
  try {
    yield unpack(bytes, { maxOutputLength: MAX_UNPACKED_LEN });
  } catch (error) {
    if (error.code === "ERR_BUFFER_TOO_LARGE") note(TOO_MUCH);
  }
}

function* offsetsOf(bytes, magic) {
  for (let offset = bytes.indexOf(magic); offset >= 0; offset = bytes.indexOf(magic, offset + 1)) yield offset;
}
