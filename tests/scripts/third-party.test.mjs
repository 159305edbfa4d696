// Debian's tar, minisign and age open the demo's snapshot: nobody needs our program to check or to read a file of ours.
//
// scripts/demo has made the snapshot and the keys before this test runs.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { ROOT } from "./machine.mjs";

const DEMO = join(ROOT, ".work", "demo");
const PASSPHRASE = join(DEMO, "passphrase.txt");
const PUBLISHER = join(DEMO, "keys", "publisher.pub");

let folder;
let manifest;

const run = (program, ...args) => spawnSync(program, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"], maxBuffer: 1 << 28 });
const verify = (message, publicKey = PUBLISHER) =>
  run("minisign", "-V", "-m", message, "-x", "manifest.json.minisig", "-p", publicKey);
/** Opens a key slot with a passphrase typed at a terminal. */
const openSlot = (passphraseFile, output) =>
  run("python3", join(import.meta.dirname, "with_terminal.py"), passphraseFile, "age", "-d", "-o", output, manifest.slots[0].file);

before(() => {
  folder = mkdtempSync(join(tmpdir(), "yongquan-third-party-"));
  const unpacked = run("tar", "xf", join(DEMO, "demo.yqs"));
  assert.equal(unpacked.status, 0, unpacked.stderr.toString());
  manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));
});
after(() => rmSync(folder, { recursive: true, force: true }));

test("minisign verifies the manifest, and its trusted comment names register and sequence number", () => {
  const { status, stdout, stderr } = verify("manifest.json");
  assert.equal(status, 0, stderr.toString());
  const comment = /^Trusted comment: (.*)$/m.exec(stdout.toString())[1];
  assert.ok(comment.includes(manifest.register), comment);
  assert.match(comment, /\b1\b/);
});

test("minisign refuses a manifest with one bit changed", () => {
  const bytes = readFileSync(join(folder, "manifest.json"));
  bytes[bytes.length >> 1] ^= 1;
  writeFileSync(join(folder, "altered.json"), bytes);
  assert.notEqual(verify("altered.json").status, 0);
});

test("every section has the length and hash that the signed manifest states", () => {
  assert.ok(manifest.sections.length >= 2, "a base section and at least one restricted one");
  for (const { file, byte_len: byteLen, sha256 } of manifest.sections) {
    const bytes = readFileSync(join(folder, file));
    assert.equal(bytes.length, byteLen, file);
    assert.equal(createHash("sha256").update(bytes).digest("hex"), sha256, file);
  }
});

test("age opens the slot with the passphrase, and every section with the identity inside", () => {
  const slot = openSlot(PASSPHRASE, "identity.txt");
  assert.equal(slot.status, 0, slot.stderr.toString());
  assert.match(readFileSync(join(folder, "identity.txt"), "utf8"), /^AGE-SECRET-KEY-1/m);
  for (const { file } of manifest.sections) {
    const opened = run("age", "-d", "-i", "identity.txt", file);
    assert.equal(opened.status, 0, `${file}: ${opened.stderr}`);
    assert.ok(opened.stdout.length > 0, file);
  }
});

test("age refuses another passphrase and another identity", () => {
  const wrong = join(folder, "wrong.txt");
  writeFileSync(wrong, `${readFileSync(PASSPHRASE, "utf8").trimEnd()}x\n`);
  assert.notEqual(openSlot(wrong, "nothing.txt").status, 0);
  assert.equal(run("age-keygen", "-o", "stranger.txt").status, 0);
  for (const { file } of manifest.sections) assert.notEqual(run("age", "-d", "-i", "stranger.txt", file).status, 0, file);
});

test("the signature is refused under another publisher's key", () => {
  const made = run("minisign", "-G", "-W", "-p", "other.pub", "-s", "other.key");
  assert.equal(made.status, 0, made.stderr.toString());
  copyFileSync(PUBLISHER, join(folder, "ours.pub"));
  assert.equal(verify("manifest.json", "ours.pub").status, 0);
  assert.notEqual(verify("manifest.json", "other.pub").status, 0);
});
