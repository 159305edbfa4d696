// The local server: what it sends, what it refuses, and where it listens.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { headersFor, readHeaderRules } from "../../scripts/lib/headers.mjs";
import { ROOT } from "./machine.mjs";

const SECRET = "outside the folder";
let folder;
let server;

/** Starts scripts/serve and waits until it prints its address or ends. */
function startServer(...args) {
  const child = spawn(join(ROOT, "scripts", "serve"), args, { stdio: ["ignore", "pipe", "pipe"] });
  const started = { child, stderr: "" };
  child.stderr.setEncoding("utf8").on("data", (text) => {
    started.stderr += text;
  });
  return new Promise((resolve) => {
    child.stdout.setEncoding("utf8").once("data", (text) => resolve({ ...started, url: new URL(text.trim()) }));
    child.once("close", (exitCode) => resolve({ ...started, exitCode, stderr: started.stderr }));
  });
}

/** Sends a request whose path is not tidied up on the way, as a browser would do. */
function send(path, { method = "GET" } = {}) {
  const { hostname, port } = server.url;
  return new Promise((resolve, reject) => {
    request({ hostname, port, path, method }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (text) => (body += text));
      response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, body }));
    })
      .on("error", reject)
      .end();
  });
}

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "yongquan-serve-"));
  const site = join(folder, "site");
  mkdirSync(join(site, "assets"), { recursive: true });
  mkdirSync(join(folder, "site-beside"));
  writeFileSync(join(folder, "secret.txt"), SECRET);
  writeFileSync(join(folder, "site-beside", "secret.txt"), SECRET);
  writeFileSync(join(site, "index.html"), "<p>页面</p>");
  for (const name of ["engine.wasm", "demo.yqs", "assets/app.js", "config.json", "styles.css"]) writeFileSync(join(site, name), "x");
  symlinkSync(join(folder, "secret.txt"), join(site, "link.txt"));
  server = await startServer("--root", site, "--port", "0");
});
after(() => {
  server.child.kill();
  rmSync(folder, { recursive: true, force: true });
});

test("listens on this machine only and prints where", () => assert.equal(server.url.hostname, "127.0.0.1"));

test("sends every header of netlify.toml, on files and on refusals", async () => {
  const expected = Object.entries(headersFor(readHeaderRules(join(ROOT, "netlify.toml")), "/"));
  assert.ok(expected.some(([name]) => name === "Content-Security-Policy"));
  for (const path of ["/", "/engine.wasm", "/no-such-file"]) {
    const { headers } = await send(path);
    for (const [name, value] of expected) assert.equal(headers[name.toLowerCase()], value, `${name} of ${path}`);
  }
});

test("what has a hash in its name is kept, everything else is asked for again, and a refusal is never kept", async () => {
  assert.match((await send("/assets/app.js")).headers["cache-control"], /^public, max-age=31536000, immutable$/);
  for (const path of ["/", "/config.json", "/demo.yqs", "/assets/no-such-file"]) assert.equal((await send(path)).headers["cache-control"], "no-cache", path);
});

test("two rules that give one path the same header are refused, in any case of letters", () => {
  const file = join(folder, "twice.toml");
  writeFileSync(file, '[[headers]]\nfor = "/*"\n[headers.values]\nX-Test = "1"\n[[headers]]\nfor = "/a/*"\n[headers.values]\nx-test = "2"\n');
  const rules = readHeaderRules(file);
  assert.deepEqual(headersFor(rules, "/b"), { "X-Test": "1" });
  assert.throws(() => headersFor(rules, "/a/b"), /two header rules give \/a\/b the header x-test/);
});

test("the policy lets wasm compile in a worker and nothing be evaluated", () => {
  const policy = headersFor(readHeaderRules(join(ROOT, "netlify.toml")), "/")["Content-Security-Policy"];
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /script-src 'self' 'wasm-unsafe-eval';/);
  assert.doesNotMatch(policy, /'unsafe-(inline|eval)'|https?:|data:|\*/);
  assert.match(policy, /worker-src 'self' blob:;.*manifest-src 'self';.*frame-ancestors 'none'$/);
});

test("types are right for what browsers are strict about", async () => {
  const types = { "/": "text/html; charset=utf-8", "/engine.wasm": "application/wasm", "/demo.yqs": "application/octet-stream",
    "/assets/app.js": "text/javascript; charset=utf-8", "/config.json": "application/json; charset=utf-8", "/styles.css": "text/css; charset=utf-8" };
  for (const [path, type] of Object.entries(types)) {
    const { status, headers } = await send(path);
    assert.equal(status, 200, path);
    assert.equal(headers["content-type"], type, path);
  }
});

test("nothing outside the folder is read, in whatever spelling", async () => {
  const paths = ["/../secret.txt", "/..%2fsecret.txt", "/%2e%2e/secret.txt", "/%2e%2e%2fsecret.txt", "/assets/../../secret.txt", "/..\\secret.txt",
    "/..%5csecret.txt", "/link.txt", "/../site-beside/secret.txt", "//etc/hostname", "/%00", "/%", "/assets"];
  for (const path of paths) {
    const { status, body } = await send(path);
    assert.equal(status, 404, path);
    assert.doesNotMatch(body, new RegExp(SECRET), path);
  }
});

test("a query does not hide a file", async () => assert.equal((await send("/index.html?v=1")).body, "<p>页面</p>"));

test("HEAD sends headers only, and other methods are refused", async () => {
  const head = await send("/", { method: "HEAD" });
  assert.deepEqual([head.status, head.body], [200, ""]);
  const post = await send("/", { method: "POST" });
  assert.deepEqual([post.status, post.headers.allow], [405, "GET, HEAD"]);
});

test("a taken port is an error, or replaced by a free one if that was asked for", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => other.once("listening", resolve));
  const taken = String(other.address().port);
  try {
    const refused = await startServer("--root", join(folder, "site"), "--port", taken);
    assert.equal(refused.exitCode, 1);
    assert.match(refused.stderr, new RegExp(`port ${taken} is taken`));
    const moved = await startServer("--root", join(folder, "site"), "--port", taken, "--or-free");
    assert.notEqual(moved.url.port, taken);
    moved.child.kill();
  } finally {
    other.close();
  }
});

test("a folder that is not there and a port that is none are refused", async () => {
  const noFolder = await startServer("--root", join(folder, "nowhere"), "--port", "0");
  assert.equal(noFolder.exitCode, 1);
  assert.match(noFolder.stderr, /there is no folder/);
  const noPort = await startServer("--root", folder, "--port", "99999");
  assert.equal(noPort.exitCode, 1);
  assert.match(noPort.stderr, /--port takes a number/);
});

test("a header pattern that we would read differently from Netlify is refused", () => {
  const file = join(folder, "odd.toml");
  writeFileSync(file, '[[headers]]\nfor = "/*.wasm"\n[headers.values]\nX-Test = "1"\n');
  assert.throws(() => readHeaderRules(file), /header rule 1 has the pattern \/\*\.wasm/);
});
