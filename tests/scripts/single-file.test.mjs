// scripts/single-file: what it puts into the page, and what it refuses.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

const script = join(import.meta.dirname, "../../scripts/single-file");
const folder = mkdtempSync(join(tmpdir(), "yongquan-single-file-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const CONFIG_BLOCK = '<script type="application/json" id="yongquan-config">{}</script>';
const SNAPSHOT_BLOCK = '<script type="text/plain" id="yongquan-snapshot"></script>';
const PAGE = `<!doctype html><head>${CONFIG_BLOCK}</head><body>${SNAPSHOT_BLOCK}</body>`;

let files = 0;
function file(content) {
  const path = join(folder, `file-${(files += 1)}`);
  writeFileSync(path, content);
  return path;
}

/** The beginning of a snapshot: a tar header that names the manifest and its length, and the manifest. */
function snapshot(kind) {
  const manifest = Buffer.from(JSON.stringify({ kind }));
  const header = Buffer.alloc(512);
  header.write("manifest.json", 0);
  header.write(manifest.length.toString(8).padStart(11, "0"), 124);
  return Buffer.concat([header, manifest, Buffer.alloc(512 - manifest.length)]);
}

function run(args, page = PAGE) {
  const out = join(folder, `out-${(files += 1)}`);
  const { status, stderr } = spawnSync(script, ["--page", file(page), "--out", out, ...args], { encoding: "utf8" });
  return { status, stderr, written: existsSync(out) ? readFileSync(out, "utf8") : undefined };
}

test("the configuration stands in its block as the same JSON, and cannot end it", () => {
  const config = { publisherKey: "RW</script><script>x", register: "r" };
  const { status, written } = run(["--config", file(JSON.stringify(config))]);
  assert.equal(status, 0);
  const [, inside] = /<script type="application\/json" id="yongquan-config">([^<]*)<\/script>/.exec(written);
  assert.deepEqual(JSON.parse(inside), config);
  assert.equal(written.replace(inside, "{}"), PAGE);
});

test("an invented snapshot stands in its block in base64", () => {
  const bytes = snapshot("synthetic");
  const { status, written } = run(["--snapshot", file(bytes)]);
  assert.equal(status, 0);
  assert.equal(written, PAGE.replace(SNAPSHOT_BLOCK, SNAPSHOT_BLOCK.replace("></", `>${bytes.toString("base64")}</`)));
});

for (const [name, bytes] of [["a real one", snapshot("real")], ["one of no kind", snapshot(undefined)], ["another file", Buffer.from("letter")]]) {
  test(`of snapshots ${name} is refused, and nothing is written`, () => {
    const { status, stderr, written } = run(["--snapshot", file(bytes)]);
    assert.equal(status, 1);
    assert.match(stderr, /^error: .*(beside the page|cannot be read as a snapshot)/m);
    assert.equal(written, undefined);
  });
}

for (const [name, config] of [["a misspelt key", '{"publisherkey":"RW"}'], ["an empty text", '{"register":""}'], ["a number", '{"register":1}'], ["a list", "[]"], ["no JSON", "{"]]) {
  test(`a configuration with ${name} is refused`, () => {
    const { status, written } = run(["--config", file(config)]);
    assert.equal(status, 1);
    assert.equal(written, undefined);
  });
}

test("the passphrase of a demonstration gets into no single file, not even beside an invented snapshot", () => {
  const config = file(JSON.stringify({ publisherKey: "RW", register: "r", demoPassphrase: "yi-er-san-si-wu" }));
  for (const more of [[], ["--snapshot", file(snapshot("synthetic"))]]) {
    const { status, stderr, written } = run(["--config", config, ...more]);
    assert.equal(status, 1);
    assert.match(stderr, /demoPassphrase, which only the site of a public demonstration may say/);
    assert.equal(written, undefined);
    assert.ok(!stderr.includes("yi-er-san"), "the passphrase itself is not repeated");
  }
});

test("every key that the page knows for a single file is taken", () => {
  const places = JSON.parse(readFileSync(join(import.meta.dirname, "../../www/kiosk/config-keys.json"), "utf8"));
  const keys = Object.keys(places).filter((key) => places[key].includes("single-file"));
  assert.deepEqual(keys, ["snapshot", "publisherKey", "register"]);
  const config = Object.fromEntries(keys.map((key) => [key, "x"]));
  const { status, written } = run(["--config", file(JSON.stringify(config))]);
  assert.equal(status, 0);
  assert.ok(written.includes(JSON.stringify(config)));
});

for (const [name, page] of [["is filled already", PAGE.replace("{}", '{"register":"r"}')], ["is there twice", PAGE + CONFIG_BLOCK], ["is missing", "<!doctype html>"]]) {
  test(`a page whose block ${name} is refused`, () => {
    const { status, stderr, written } = run(["--config", file('{"register":"r"}')], page);
    assert.equal(status, 1);
    assert.match(stderr, /exactly once/);
    assert.equal(written, undefined);
  });
}

test("without anything to put in, or without a place to write to, it says what is missing", () => {
  assert.match(run([]).stderr, /--config FILE, --snapshot FILE or both/);
  const { status, stderr } = spawnSync(script, ["--config", file("{}")], { encoding: "utf8" });
  assert.equal(status, 1);
  assert.match(stderr, /--out FILE is missing/);
});
