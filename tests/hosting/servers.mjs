// Starts each server that the page is hosted with, on a free port of this machine, with the configuration that offices are given. Nothing
// of the machine's own servers is touched: every process has a folder of its own and is ended by its own number.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { createServer } from "node:net";
import { join } from "node:path";

/** The project's folder. */
export const ROOT = join(import.meta.dirname, "../..");
/** The public site, as scripts/site makes it. */
export const SITE = process.env.YONGQUAN_PUBLIC_SITE ?? join(ROOT, "dist/site");
const EXAMPLES = join(ROOT, "www/hosting");
/** A name that is not this machine's own, so a browser takes http there for the insecure thing that it is. */
export const NAME = "yongquan.example";
const START_TIMEOUT_MS = 20_000;

/** A server's program, as scripts/test found or unpacked it. */
function programOf(name) {
  const program = process.env[`YONGQUAN_${name.toUpperCase()}`];
  if (program === undefined || program === "") throw new Error(`YONGQUAN_${name.toUpperCase()} does not say where ${name} is; scripts/test --only hosting does`);
  return program;
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** A text of the examples with what depends on the machine exchanged. Each text must be there, or the example has changed. */
function adapted(example, exchanges) {
  let text = readFileSync(join(EXAMPLES, example), "utf8");
  for (const [from, to] of exchanges) {
    if (!text.includes(from)) throw new Error(`www/hosting/${example} no longer contains ${JSON.stringify(from)}`);
    text = text.replaceAll(from, to);
  }
  return text;
}

/** A running server. */
class Server {
  constructor(name, child, url) {
    Object.assign(this, { name, child, url });
  }

  /** Sends a request whose path is not tidied up on the way, and gives status, headers and bytes. */
  async send(path, { method = "GET", headers = {} } = {}) {
    const { protocol, port } = this.url;
    const request = protocol === "https:" ? requestHttps : requestHttp;
    const options = { host: "127.0.0.1", port, path, method, headers: { Host: NAME, ...headers }, servername: NAME, rejectUnauthorized: false, agent: false };
    return new Promise((resolve, reject) => {
      request(options, (response) => {
        const pieces = [];
        response.on("data", (piece) => pieces.push(piece));
        response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(pieces) }));
      })
        .on("error", reject)
        .end();
    });
  }

  async stop() {
    if (this.child.exitCode !== null) return;
    const closed = once(this.child, "close");
    this.child.kill();
    await closed;
  }
}

/** Starts a program and waits until it answers. What it says is shown if it does not. */
async function started(name, program, args, url, env = {}) {
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (said += text));
  const server = new Server(name, child, new URL(url));
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await server.send("/").then(() => true, () => false))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill();
      throw new Error(`${name} does not answer\n${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return server;
}

/** scripts/serve's own server. */
async function startServe(site) {
  const port = await freePort();
  const args = [join(ROOT, "scripts/lib/serve.mjs"), "--netlify", join(ROOT, "netlify.toml"), "--root", site, "--port", String(port)];
  return started("scripts/serve", process.execPath, args, `http://127.0.0.1:${port}/`);
}

/** nginx with one of the examples, as one process of the person who runs the test. */
async function startNginx(site, folder, example) {
  const isSecure = example === "https.conf";
  const [port, redirectPort] = [await freePort(), await freePort()];
  const rules = join(folder, "yongquan.conf");
  mkdirSync(folder);
  writeFileSync(rules, adapted("nginx/yongquan.conf", [["/srv/yongquan", site]]));
  const exchanges = isSecure
    ? [["listen 80;", `listen 127.0.0.1:${redirectPort};`], ["listen 443 ssl;", `listen 127.0.0.1:${port} ssl;`], ["/etc/ssl/yongquan", folder]]
    : [["listen 80 default_server;", `listen 127.0.0.1:${port} default_server;`]];
  if (isSecure) makeCertificate(folder);
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `${kind}_temp_path ${folder}/${kind};`);
  const main = ["daemon off;", "master_process off;", `pid ${folder}/nginx.pid;`, "error_log stderr;", "events {}", "http {", "access_log off;",
    ...temporary, adapted(`nginx/${example}`, [...exchanges, ["/etc/nginx/yongquan.conf", rules]]), "}"];
  writeFileSync(join(folder, "nginx.conf"), main.join("\n"));
  const args = ["-p", folder, "-c", join(folder, "nginx.conf")];
  const server = await started(`nginx, ${example}`, programOf("nginx"), args, `${isSecure ? "https" : "http"}://${NAME}:${port}/`);
  return Object.assign(server, { redirectPort });
}

/** A certificate that nobody but a test accepts. */
function makeCertificate(folder) {
  const args = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", `/CN=${NAME}`,
    "-keyout", join(folder, "key.pem"), "-out", join(folder, "certificate.pem")];
  const { status, stderr } = spawnSync("openssl", args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`openssl made no certificate\n${stderr}`);
}

/** Caddy with one of the examples; what it keeps, certificates too, lies in the folder. */
async function startCaddy(site, folder, example) {
  const isSecure = example === "https.caddy";
  const port = await freePort();
  mkdirSync(folder);
  writeFileSync(join(folder, "yongquan.caddy"), adapted("caddy/yongquan.caddy", [["/srv/yongquan", site]]));
  const exchanges = isSecure ? [[`\n${NAME} {`, `\nhttps://${NAME}:${port} {\n\tbind 127.0.0.1`]] : [["\nhttp:// {", `\nhttp://:${port} {\n\tbind 127.0.0.1`]];
  const global = `{\n\tadmin off\n\tskip_install_trust\n\tauto_https disable_redirects\n\tstorage file_system ${folder}/storage\n}\n`;
  writeFileSync(join(folder, "Caddyfile"), global + adapted(`caddy/${example}`, exchanges));
  const args = ["run", "--config", join(folder, "Caddyfile"), "--adapter", "caddyfile"];
  const home = { HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
  return started(`caddy, ${example}`, programOf("caddy"), args, `${isSecure ? "https" : "http"}://${NAME}:${port}/`, home);
}

/** Every way of hosting that the project ships, by name: a function that starts it over a folder, with a folder of its own to write in. */
export const HOSTS = new Map([
  ["scripts/serve", (site) => startServe(site)],
  ["nginx over http", (site, folder) => startNginx(site, folder, "http.conf")],
  ["nginx over https", (site, folder) => startNginx(site, folder, "https.conf")],
  ["Caddy over http", (site, folder) => startCaddy(site, folder, "http.caddy")],
  ["Caddy over https", (site, folder) => startCaddy(site, folder, "https.caddy")],
]);
