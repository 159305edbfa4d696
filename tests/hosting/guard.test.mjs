// What stands between a register of real people and a public host: only the page, and the demonstration that was just made, pass.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, describe, test } from "node:test";
import { deflateRawSync, gzipSync } from "node:zlib";
import { ROOT } from "./servers.mjs";

const PUBLISHER = process.env.YONGQUAN_PUBLISHER ?? join(ROOT, "target/release/yongquan");
const PASSPHRASE = "kxvr-wmzn-bqtd-hjfp";

let folder;
/** Publisher's keys and snapshots, made once. */
let made;
/** The folder to be published, with the page and nothing else at the beginning of each test. */
let site;

function yongquan(...args) {
  const { status, stderr } = spawnSync(PUBLISHER, args, { encoding: "utf8", env: { ...process.env, YONGQUAN_PASSPHRASE: PASSPHRASE } });
  assert.equal(status, 0, `yongquan ${args.join(" ")}\n${stderr}`);
}

/** Packs the library, which is invented, as what it is or as a register of real people; `key` is the folder of the publisher's key. */
function packed(kind, key, seq = 1) {
  const library = join(folder, `library-${kind}`);
  cpSync(join(ROOT, "data-schema/library"), library, { recursive: true });
  const descriptor = join(library, "datapackage.json");
  const text = readFileSync(descriptor, "utf8");
  assert.ok(text.includes('"yq:kind": "synthetic"'));
  writeFileSync(descriptor, text.replace('"yq:kind": "synthetic"', `"yq:kind": "${kind}"`));
  const out = join(folder, `${kind}-${key}-${seq}.yqs`);
  yongquan("pack", "--package", library, "--policy", join(library, "policy.toml"), "--keys", join(folder, "keys"), "--publisher-key",
    join(folder, key, "publisher.key"), "--slot", join(folder, "keys/desk.age"), "--seq", String(seq), "--out", out);
  return out;
}

before(() => {
  folder = mkdtempSync(join(tmpdir(), "yongquan-guard-"));
  for (const key of ["demo", "other"]) yongquan("keys", "new", "publisher", "--out", join(folder, key));
  yongquan("keys", "new", "operator", "--name", "desk", "--out", join(folder, "keys"), "--work-factor", "10");
  made = { demo: packed("synthetic", "demo"), next: packed("synthetic", "demo", 2), other: packed("synthetic", "other"), real: packed("real", "demo") };
  site = join(folder, "site");
});
after(() => rmSync(folder, { recursive: true, force: true }));

beforeEach(() => {
  rmSync(site, { recursive: true, force: true });
  mkdirSync(join(site, "assets"), { recursive: true });
  writeFileSync(join(site, "index.html"), "<!doctype html><title>涌泉</title>");
  writeFileSync(join(site, "assets/app-12345678.js"), 'const name = "manifest.json", suite = "age-v1";');
});

const demoKey = (key = "demo") => readFileSync(join(folder, key, "publisher.pub"), "utf8").split("\n")[1];
const config = (more = {}) => writeFileSync(join(site, "config.json"), JSON.stringify({ snapshot: "demo.yqs", publisherKey: demoKey(), ...more }));

/** Runs the guard; `demo` is the file that was just made. */
function guard(demo = made.demo) {
  const options = demo === undefined ? [] : ["--demo", demo, "--demo-key", join(folder, "demo/publisher.pub"), "--yongquan", PUBLISHER];
  return run(options);
}

function run(options) {
  const { status, stderr } = spawnSync(process.execPath, [join(ROOT, "scripts/lib/refuse-real.mjs"), site, ...options], { encoding: "utf8" });
  return { exitCode: status, stderr };
}

/** The guard refuses, names the file in both languages, and gives the reason. */
function assertRefused({ exitCode, stderr }, name, reason) {
  assert.equal(exitCode, 1, stderr);
  assert.ok(stderr.includes(`${name} 不得公开发布`) && stderr.includes(`${name} must not be published`), stderr);
  assert.match(stderr, reason);
}

/** A zip with one file. Enough of the format for a program that unpacks from the local header. */
function zipOf(name, bytes) {
  const deflated = deflateRawSync(bytes);
  const header = Buffer.alloc(30);
  header.write("PK\x03\x04", 0, "latin1");
  header.writeUInt16LE(8, 8);
  header.writeUInt32LE(deflated.length, 18);
  header.writeUInt32LE(bytes.length, 22);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, Buffer.from(name), deflated, Buffer.from("PK\x01\x02", "latin1")]);
}

describe("what passes", () => {
  test("the page alone, with the demonstration named or not", () => {
    assert.deepEqual(run([]), { exitCode: 0, stderr: "" });
    assert.deepEqual(guard(), { exitCode: 0, stderr: "" });
  });

  test("the page with the demonstration that was just made, and its configuration", () => {
    copyFileSync(made.demo, join(site, "demo.yqs"));
    config({ demoPassphrase: PASSPHRASE });
    assert.deepEqual(guard(), { exitCode: 0, stderr: "" });
  });

  test("another program's manifest, and an engine that knows the names of the format", () => {
    writeFileSync(join(site, "site.webmanifest"), '{"name":"app"}');
    writeFileSync(join(site, "assets/engine.wasm"), Buffer.from("\0asm manifest.json\0\0\0 age-encryption.org/v1 AGE-SECRET-KEY-1 PK\x03\x04 \x1f\x8b\x08 suite", "latin1"));
    assert.deepEqual(guard(), { exitCode: 0, stderr: "" });
  });
});

describe("snapshots that are refused", () => {
  test("every one where none was named, a synthetic one too", () => {
    copyFileSync(made.demo, join(site, "demo.yqs"));
    assertRefused(run([]), "demo.yqs", /no snapshot belongs here/);
  });

  test("one of real people, though it is signed by the demonstration's key and named as the demonstration", () => {
    copyFileSync(made.real, join(site, "demo.yqs"));
    assertRefused(guard(made.real), "demo.yqs", /made from a register of real people/);
  });

  test("a synthetic one by another key, though it is named as the demonstration", () => {
    copyFileSync(made.other, join(site, "demo.yqs"));
    assertRefused(guard(made.other), "demo.yqs", /not signed by the key of the demonstration/);
  });

  test("any other than the one that was just made, by the same key too", () => {
    mkdirSync(join(site, "deep"));
    for (const file of [made.next, made.other, made.real]) {
      copyFileSync(file, join(site, "deep/second.yqs"));
      assertRefused(guard(), "deep/second.yqs", /not the one that was just made/);
    }
  });

  test("one that was altered after signing, or is none", () => {
    const bytes = readFileSync(made.demo);
    bytes[bytes.indexOf('"seq"') + 1] ^= 1;
    const altered = join(folder, "altered.yqs");
    for (const content of [bytes, "not a snapshot"]) {
      writeFileSync(altered, content);
      copyFileSync(altered, join(site, "demo.yqs"));
      assertRefused(guard(altered), "demo.yqs", /not signed by the key of the demonstration, or damaged/);
    }
  });
});

describe("snapshots under another name are refused, the demonstration's own too", () => {
  const html = (text) => `<!doctype html><script type="text/plain">${text}</script>`;
  const disguises = {
    "readme.txt": (bytes) => bytes,
    "behind.html": (bytes) => Buffer.concat([Buffer.from("<!doctype html>"), bytes]),
    "base64.html": (bytes) => html(bytes.toString("base64")),
    "misaligned.js": (bytes) => `const snapshot="x${bytes.toString("base64")}"`,
    "lines.html": (bytes) => html(bytes.toString("base64").replace(/.{76}/g, "$&\n")),
    "spelt-lines.js": (bytes) => `const snapshot="${bytes.toString("base64").replace(/.{76}/g, "$&\\n")}"`,
    "url-base64.js": (bytes) => `const snapshot="${bytes.toString("base64url")}"`,
    "gzip-base64.html": (bytes) => html(gzipSync(bytes).toString("base64")),
    "gzip.wasm": (bytes) => gzipSync(bytes),
    "twice.wasm": (bytes) => gzipSync(gzipSync(bytes)),
    "zip.png": (bytes) => zipOf("demo.yqs", bytes),
    "zip-base64.json": (bytes) => JSON.stringify({ file: zipOf("demo.yqs", bytes).toString("base64") }),
  };
  for (const [name, disguise] of Object.entries(disguises)) {
    test(name, () => {
      for (const file of [made.real, made.demo]) {
        writeFileSync(join(site, name), disguise(readFileSync(file)));
        assertRefused(guard(), name, /there is (a snapshot|the manifest of a snapshot|an encrypted section or key slot) in it/);
      }
    });
  }
});

describe("parts of a snapshot and keys are refused", () => {
  const unpacked = (file) => {
    const out = join(folder, "unpacked");
    rmSync(out, { recursive: true, force: true });
    mkdirSync(out);
    assert.equal(spawnSync("tar", ["-xf", file, "-C", out]).status, 0);
    return out;
  };

  test("a manifest, under its own name or another, spaced out, or inside a script", () => {
    const text = readFileSync(join(unpacked(made.real), "manifest.json"), "utf8");
    const spaced = JSON.stringify(JSON.parse(text), null, 2);
    for (const [name, content] of [["manifest.json", text], ["other.json", spaced], ["page.js", `const text = ${JSON.stringify(text)}`]]) {
      writeFileSync(join(site, name), content);
      assertRefused(guard(), name, /the manifest of a snapshot/);
      rmSync(join(site, name));
    }
  });

  test("a section and a key slot, also when they are not called so", () => {
    const parts = unpacked(made.demo);
    for (const part of ["sections/s00.age", "slots/desk.age"]) {
      copyFileSync(join(parts, part), join(site, "notes.txt"));
      assertRefused(guard(), "notes.txt", /an encrypted section or key slot/);
    }
  });

  test("a publisher's secret key and an operator's", () => {
    copyFileSync(join(folder, "demo/publisher.key"), join(site, "notes.txt"));
    assertRefused(guard(), "notes.txt", /a secret key of minisign/);
    writeFileSync(join(site, "notes.txt"), `# mine\nAGE-SECRET-KEY-1${"Q".repeat(58)}\n`);
    assertRefused(guard(), "notes.txt", /a secret key of age/);
  });
});

describe("files that no page needs are refused", () => {
  for (const name of ["register.csv", "登记册.xlsx", "site.zip", "demo.yqs.gz", "publisher.key", "desk.age", "_headers", ".htpasswd", "snapshot"]) {
    test(name, () => {
      writeFileSync(join(site, name), "x");
      assertRefused(guard(), name, /a page needs no file of this kind/);
    });
  }

  test("a link, to a file or to a folder", () => {
    for (const target of [made.real, join(folder, "keys")]) {
      symlinkSync(target, join(site, "link.txt"));
      assertRefused(guard(), "link.txt", /a link or a special file/);
      rmSync(join(site, "link.txt"));
    }
  });

  test("more compressed layers than can be looked through", () => {
    let bytes = Buffer.from("x");
    for (let layer = 0; layer < 9; layer += 1) bytes = gzipSync(bytes);
    writeFileSync(join(site, "engine.wasm"), bytes);
    assertRefused(guard(), "engine.wasm", /more compressed content than can be looked through/);
  });
});

describe("configurations that are refused", () => {
  beforeEach(() => copyFileSync(made.demo, join(site, "demo.yqs")));

  test("one that trusts another key, or none", () => {
    config({ publisherKey: demoKey("other") });
    assertRefused(guard(), "config.json", /trusts another key/);
    config({ publisherKey: undefined });
    assertRefused(guard(), "config.json", /trusts another key/);
  });

  test("one that names a snapshot elsewhere, or one that is not there", () => {
    for (const snapshot of ["https://elsewhere.example/real.yqs", "../real.yqs", "/real.yqs", "missing.yqs", undefined]) {
      config({ snapshot });
      assertRefused(guard(), "config.json", /the snapshot that it names is not in this folder/);
    }
  });

  test("one that cannot be read, and any where no demonstration was named", () => {
    writeFileSync(join(site, "config.json"), "{");
    assertRefused(guard(), "config.json", /not JSON/);
    rmSync(join(site, "demo.yqs"));
    writeFileSync(join(site, "config.json"), '{"register":"x"}');
    assertRefused(run([]), "config.json", /no configuration belongs here/);
  });
});

test("a folder that is missing, and half of the options, are no success", () => {
  rmSync(site, { recursive: true });
  assert.notEqual(run([]).exitCode, 0);
  mkdirSync(site);
  assert.equal(run(["--demo", made.demo]).exitCode, 2);
});
