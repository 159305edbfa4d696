// Every file of the built site, through every server that the project ships a configuration for: the headers of netlify.toml, the types that
// browsers are strict about, compression, ranges, and what must not be handed out.
import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, extname, join, relative } from "node:path";
import { after, before, describe, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { headersFor, readHeaderRules } from "../../scripts/lib/headers.mjs";
import { HOSTS, NAME, ROOT, SITE } from "./servers.mjs";

const RULES = readHeaderRules(join(ROOT, "netlify.toml"));
const SECRET = "must not be handed out";
/** The part of a snapshot that the page reads again to see whether it is another one: www/element/src/page/newer.ts. In bytes. */
const BEGINNING_LEN = 4096;
/** What a browser refuses to run, or a visitor's machine would guess, if the type is another one. */
const TYPES = new Map([
  [".css", "text/css"],
  [".html", "text/html"],
  [".js", "text/javascript"],
  [".json", "application/json"],
  [".png", "image/png"],
  [".svg", "image/svg+xml"],
  [".txt", "text/plain"],
  [".wasm", "application/wasm"],
  [".webmanifest", "application/manifest+json"],
  [".yqs", "application/octet-stream"],
]);
/** Smaller files are not worth compressing. */
const COMPRESSED = new Set([".css", ".js", ".wasm"]);

/** Files that were left in the folder by mistake, and a way out of it. */
const LEFT_BEHIND = ["/.git/config", "/.htpasswd", "/assets/.hidden.js", "/register.csv", "/登记册.xlsx", "/keys/publisher.key", "/keys/desk.age", "/backup.zip",
  "/no-extension"];
/** What a request may try, beside asking for those. */
const TRICKS = ["/../secret.txt", "/..%2fsecret.txt", "/%2e%2e/secret.txt", "/assets/../../secret.txt", "/%2egit/config", "/./.git/config", "//.git/config",
  "/assets/%2ehidden.js", "/register.csv?x=.js", "/register.csv/.js", "/register.csv%3f.js", "/register.csv%00.js"];
/** A snapshot as offices call theirs. */
const OWN_SNAPSHOT = "社区.yqs";
/** Folders, with an index or without: none is listed. */
const FOLDERS = ["/assets/", "/assets", "/keys/", "/keys"];

const filesOf = (folder) => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
const PAGE = filesOf(SITE).map((entry) => `/${relative(SITE, join(entry.parentPath, entry.name))}`);

let folder;
before(() => {
  folder = mkdtempSync(join(tmpdir(), "yongquan-hosting-"));
  const site = join(folder, "site");
  cpSync(SITE, site, { recursive: true });
  for (const path of LEFT_BEHIND) {
    mkdirSync(join(site, path, ".."), { recursive: true });
    writeFileSync(join(site, path), SECRET);
  }
  cpSync(join(SITE, "demo.yqs"), join(site, OWN_SNAPSHOT));
  writeFileSync(join(folder, "secret.txt"), SECRET);
  symlinkSync(join(folder, "secret.txt"), join(site, "link.txt"));
});
after(() => rmSync(folder, { recursive: true, force: true }));

test("the site has each kind of file that is tested, and a rule says of every one how long it is kept", () => {
  for (const kind of [".css", ".html", ".js", ".json", ".svg", ".txt", ".wasm", ".yqs"]) assert.ok(PAGE.some((path) => extname(path) === kind), kind);
  for (const path of ["/", ...PAGE]) {
    assert.ok(headersFor(RULES, path)["Cache-Control"] !== undefined, `netlify.toml has no Cache-Control for ${path}`);
    assert.ok(path === "/" || TYPES.has(extname(path)), `the type of ${path} is not tested`);
  }
});

test("what is kept for a year has a hash in its name, and nothing else is", () => {
  for (const path of PAGE) {
    const isKept = headersFor(RULES, path)["Cache-Control"].includes("immutable");
    assert.equal(isKept, /^\/assets\//.test(path), path);
    if (isKept) assert.match(basename(path), /-[\w-]{8}\.\w+$/, path);
  }
});

test("the commands that offices are told name files that exist, and put them where the settings look for them", () => {
  const text = readFileSync(join(ROOT, "www/hosting/README.md"), "utf8");
  const copies = [...text.matchAll(/cp (www\/hosting\/\S+) (\S+)/g)].map(([, from, to]) => [from, to.endsWith("/") ? `${to}${basename(from)}` : to]);
  assert.ok(copies.length >= 4);
  for (const [from] of copies) assert.ok(readFileSync(join(ROOT, from), "utf8").length > 0, from);
  const target = (ending) => copies.find(([from]) => from.endsWith(ending))?.[1];
  const settings = (file) => readFileSync(join(ROOT, "www/hosting", file), "utf8");
  for (const file of ["nginx/http.conf", "nginx/https.conf"]) assert.ok(settings(file).includes(`include ${target("nginx/yongquan.conf")};`), file);
  for (const file of ["caddy/http.caddy", "caddy/https.caddy"]) assert.ok(settings(file).includes(`import ${basename(target("yongquan.caddy"))}\n`), file);
  assert.ok(settings("nginx/yongquan.conf").includes("root /srv/yongquan;") && settings("caddy/yongquan.caddy").includes("root * /srv/yongquan\n"));
  assert.ok(text.includes("cp -R www/kiosk/dist /srv/yongquan "));
});

for (const [name, start] of HOSTS) {
  describe(name, () => {
    const isOurs = name === "scripts/serve";
    let server;
    before(async () => {
      server = await start(join(folder, "site"), join(folder, name.replaceAll(/\W/g, "-")));
    });
    after(() => server?.stop());

    const assertHeaders = (headers, path, except = []) => {
      for (const [header, value] of Object.entries(headersFor(RULES, path))) {
        if (!except.includes(header)) assert.equal(headers[header.toLowerCase()], value, `${header} of ${path}`);
      }
    };

    test("every file comes whole, with its headers and type", async () => {
      for (const path of ["/", ...PAGE]) {
        const file = path === "/" ? "/index.html" : path;
        const { status, headers, body } = await server.send(encodeURI(path));
        assert.equal(status, 200, path);
        assert.ok(body.equals(readFileSync(join(SITE, file))), `${path} is another file`);
        assertHeaders(headers, path);
        assert.equal(headers["content-type"]?.split(";")[0], TYPES.get(extname(file)), path);
        assert.doesNotMatch(headers.server ?? "", /\d/, "the version of the server is its own business");
      }
    });

    test("the page's text is said to be UTF-8", async () => {
      assert.match((await server.send("/")).headers["content-type"], /charset=utf-8/i);
    });

    test("a file that is not there is refused with the same headers, and the refusal is not kept", async () => {
      for (const path of ["/no-such.html", "/assets/no-such-12345678.js", "/assets/no-such.xyz"]) {
        const { status, headers } = await server.send(path);
        assert.equal(status, 404, path);
        assertHeaders(headers, path, ["Cache-Control"]);
        assert.doesNotMatch(headers["cache-control"] ?? "", /max-age=[1-9]|immutable/, path);
      }
    });

    test("no folder is listed, and nothing that was left behind is handed out, in whatever spelling", async () => {
      // Ours is for trying things out and hands out the whole folder, but nothing outside it.
      const paths = isOurs ? TRICKS.filter((path) => path.includes("secret")) : [...LEFT_BEHIND, ...TRICKS];
      for (const path of [...paths, ...FOLDERS]) {
        const { status, body } = await server.send(encodeURI(path).replaceAll("%25", "%"));
        assert.ok(status >= 400 && status < 500, `${path} is answered with ${status}`);
        assert.ok(!body.includes(SECRET) && !body.includes("publisher.key"), path);
      }
    });

    test("nothing is written to it", async () => {
      for (const method of ["POST", "PUT", "DELETE"]) assert.ok((await server.send("/index.html", { method })).status >= 400, method);
      assert.ok(readFileSync(join(folder, "site/index.html")).equals(readFileSync(join(SITE, "index.html"))));
    });

    test("a snapshot with a Chinese name comes as well", async () => {
      const { status, body } = await server.send(encodeURI(`/${OWN_SNAPSHOT}`));
      assert.ok(status === 200 && body.equals(readFileSync(join(SITE, "demo.yqs"))));
    });

    if (isOurs) return;

    test("the beginning of a snapshot comes alone when it is asked for", async () => {
      const { status, headers, body } = await server.send("/demo.yqs", { headers: { Range: `bytes=0-${BEGINNING_LEN - 1}`, "Accept-Encoding": "gzip, br" } });
      const whole = readFileSync(join(SITE, "demo.yqs"));
      assert.equal(status, 206);
      assert.ok(body.equals(whole.subarray(0, BEGINNING_LEN)));
      assert.equal(headers["content-range"], `bytes 0-${BEGINNING_LEN - 1}/${whole.length}`);
      assertHeaders(headers, "/demo.yqs");
    });

    test("scripts, styles and engines are compressed for those who take it, snapshots never", async () => {
      const accept = { headers: { "Accept-Encoding": "gzip" } };
      const compressed = PAGE.filter((path) => COMPRESSED.has(extname(path)) && readFileSync(join(SITE, path)).length > BEGINNING_LEN);
      assert.ok(compressed.some((path) => path.endsWith(".wasm")));
      for (const path of compressed) {
        const { headers, body } = await server.send(path, accept);
        assert.equal(headers["content-encoding"], "gzip", path);
        assert.match(headers.vary ?? "", /accept-encoding/i, path);
        assert.ok(gunzipSync(body).equals(readFileSync(join(SITE, path))), path);
        assertHeaders(headers, path);
      }
      assert.equal((await server.send("/demo.yqs", accept)).headers["content-encoding"], undefined);
    });

    test("an unchanged file is asked for again and answered without its content", async () => {
      for (const path of ["/index.html", "/config.json", "/demo.yqs"]) {
        const { headers } = await server.send(path);
        const again = await server.send(path, { headers: { "If-None-Match": headers.etag } });
        assert.deepEqual([again.status, again.body.length], [304, 0], path);
      }
    });

    if (name === "nginx over http" || name === "nginx over https") {
      test("a link does not lead outside", async () => assert.ok((await server.send("/link.txt")).status >= 400));
    }

    if (name === "nginx over https") {
      test("plain http is sent on to https", async () => {
        const plain = Object.assign(Object.create(Object.getPrototypeOf(server)), { url: new URL(`http://${NAME}:${server.redirectPort}/`) });
        const { status, headers } = await plain.send("/index.html");
        assert.deepEqual([status, headers.location], [301, `https://${NAME}/index.html`]);
      });
    }
  });
}
