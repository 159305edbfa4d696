// The server behind scripts/serve; see there for its options. Reads only, one folder only, this machine only unless told.
//
// Prints one line, the address, when it is ready. Ends with Ctrl-C or a termination signal.
import { createReadStream } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, sep } from "node:path";
import { parseArgs } from "node:util";
import { headersFor, readHeaderRules } from "./headers.mjs";

const CONTENT_TYPES = new Map([
  [".css", "text/css; charset=utf-8"],
  [".html", "text/html; charset=utf-8"],
  [".ico", "image/x-icon"],
  [".js", "text/javascript; charset=utf-8"],
  [".json", "application/json; charset=utf-8"],
  [".mjs", "text/javascript; charset=utf-8"],
  [".png", "image/png"],
  [".svg", "image/svg+xml"],
  [".txt", "text/plain; charset=utf-8"],
  [".wasm", "application/wasm"],
  [".webmanifest", "application/manifest+json"],
  [".woff2", "font/woff2"],
]);
/** For everything unknown, snapshots among it: a browser saves it and does not guess. */
const UNKNOWN_CONTENT_TYPE = "application/octet-stream";
const LARGEST_PORT = 65_535;

const { values: options } = parseArgs({
  options: {
    netlify: { type: "string" },
    root: { type: "string" },
    port: { type: "string", default: "8080" },
    "or-free": { type: "boolean", default: false },
    host: { type: "string", default: "127.0.0.1" },
  },
});

function stop(reason) {
  console.error(`error: ${reason}`);
  process.exit(1);
}

const port = Number(options.port);
if (!/^\d+$/.test(options.port) || port > LARGEST_PORT) stop(`--port takes a number from 0 to ${LARGEST_PORT}, not ${options.port}`);
const rules = readHeaderRules(options.netlify);
const root = await realpath(options.root).catch(() => stop(`there is no folder ${options.root}; scripts/build makes the page`));

/**
 * The file that a request path names, or nothing. The path is resolved through every link before it is compared with the
 * root, so neither `..` in any spelling nor a link inside the folder leads outside.
 */
async function fileFor(path) {
  if (path.includes("\0") || path.includes("\\")) return undefined;
  const named = join(root, path.endsWith("/") ? `${path}index.html` : path);
  const file = await realpath(named).catch(() => undefined);
  if (file === undefined || !file.startsWith(root + sep)) return undefined;
  const { size, isFile } = await stat(file).then((found) => ({ size: found.size, isFile: found.isFile() }));
  return isFile ? { file, size } : undefined;
}

/** The decoded path of a request target, or nothing if it is none. Not normalised: `fileFor` judges what is asked literally. */
function pathOf(target) {
  const raw = target.split(/[?#]/, 1)[0];
  if (!raw.startsWith("/")) return undefined;
  try {
    return decodeURIComponent(raw);
  } catch {
    // A broken percent escape names no file; the answer is 404 like for any other unknown name.
    return undefined;
  }
}

function sendText(response, status, text, headers) {
  response.writeHead(status, { ...headers, "Content-Type": "text/plain; charset=utf-8" });
  response.end(`${text}\n`);
}

async function answer(request, response) {
  const path = pathOf(request.url);
  const named = headersFor(rules, path ?? "/");
  // A refusal is never kept, whatever the rule says of the file that is not there yet.
  const headers = { ...named, "Cache-Control": "no-cache" };
  if (request.method !== "GET" && request.method !== "HEAD") {
    sendText(response, 405, "only GET and HEAD are answered", { ...headers, Allow: "GET, HEAD" });
    return;
  }
  const found = path === undefined ? undefined : await fileFor(path);
  if (found === undefined) {
    sendText(response, 404, "no such file", headers);
    return;
  }
  response.writeHead(200, {
    ...headers,
    ...named,
    "Content-Type": CONTENT_TYPES.get(extname(found.file)) ?? UNKNOWN_CONTENT_TYPE,
    "Content-Length": found.size,
  });
  if (request.method === "HEAD") {
    response.end();
    return;
  }
  createReadStream(found.file)
    .on("error", () => response.destroy())
    .pipe(response);
}

const server = createServer((request, response) => {
  answer(request, response).catch((error) => {
    console.error(`error: ${error.message}`);
    if (response.headersSent) response.destroy();
    else sendText(response, 500, "the server failed; its message is in the terminal", {});
  });
});

server.on("error", (error) => {
  if (error.code === "EADDRINUSE" && options["or-free"]) server.listen(0, options.host);
  else if (error.code === "EADDRINUSE") stop(`port ${port} is taken; end the other program or choose another one with --port`);
  else stop(error.message);
});
server.on("listening", () => {
  const address = server.address();
  const host = address.family === "IPv6" ? `[${address.address}]` : address.address;
  console.log(`http://${host}:${address.port}/`);
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(0));
server.listen(port, options.host);
