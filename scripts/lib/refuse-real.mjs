// Refuses to publish a folder that holds anything but the page and, if it is named, the synthetic demonstration.
//
// State organs must keep personal data in the country, so nothing made from a real register may reach a public host. What a snapshot says of
// itself proves nothing: only the very file that was just made from invented people passes, signed by the key that was drawn for it. All
// other files are looked through for snapshots under another name, and kinds of files that a page does not need are not published at all.
//
// Usage: node refuse-real.mjs FOLDER [--demo SNAPSHOT --demo-key PUBLISHER.PUB --yongquan PROGRAM]
// Without the options no snapshot passes. Exit code 0 if everything may be published, 1 with the names of the files if not.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";
import { parseArgs } from "node:util";
import { tracesIn } from "./snapshots-inside.mjs";

/** What a page is made of. Registers, archives, keys and settings of hosts are none of these. */
const KINDS = new Set([".css", ".html", ".ico", ".js", ".json", ".png", ".svg", ".txt", ".wasm", ".webmanifest", ".woff2"]);
const SNAPSHOT_KIND = ".yqs";
const CONFIG = "config.json";

const { values: options, positionals } = parseArgs({
  options: { demo: { type: "string" }, "demo-key": { type: "string" }, yongquan: { type: "string" } },
  allowPositionals: true,
});
const given = Object.keys(options).length;
if (positionals.length !== 1 || (given !== 0 && given !== 3)) {
  console.error("usage: node refuse-real.mjs FOLDER [--demo SNAPSHOT --demo-key PUBLISHER.PUB --yongquan PROGRAM]");
  process.exit(2);
}
const [folder] = positionals;

/** Why the file that is called the demonstration is none, or nothing. The publisher's own program verifies the signature. */
function objectionToDemo() {
  const { status, stdout } = spawnSync(options.yongquan, ["inspect", options.demo, "--trust", options["demo-key"], "--json"], { encoding: "utf8" });
  if (status !== 0) return ["签名不是本次演示密钥所签，或快照已损坏、过期", "it is not signed by the key of the demonstration, or damaged, or expired"];
  const { verified, signer, manifest } = JSON.parse(stdout);
  if (verified !== true || signer !== demoKey()) return ["签名不是本次演示密钥所签", "it is not signed by the key of the demonstration"];
  if (manifest.kind !== "synthetic") return ["它含真实居民数据", "it is made from a register of real people"];
  return undefined;
}

/** The key of the demonstration, as a page's configuration has it. */
function demoKey() {
  return readFileSync(options["demo-key"], "utf8").split("\n")[1]?.trim();
}

/** Why a snapshot must not be published, or nothing. */
function objectionToSnapshot(bytes) {
  if (options.demo === undefined) return ["这里不应有任何快照", "no snapshot belongs here"];
  if (!bytes.equals(readFileSync(options.demo))) return ["它不是刚才由虚构居民生成的那一份", "it is not the one that was just made from invented people"];
  return objectionToDemo();
}

/** Why a configuration must not be published, or nothing: it may name the demonstration and its key, and nothing elsewhere. */
function objectionToConfig(bytes) {
  if (options.demo === undefined) return ["这里不应有配置", "no configuration belongs here"];
  let config;
  try {
    config = JSON.parse(bytes.toString("utf8"));
  } catch {
    return ["它不是 JSON", "it is not JSON"];
  }
  if (config?.publisherKey !== demoKey()) return ["它信任的不是演示密钥", "it trusts another key than that of the demonstration"];
  const isHere = typeof config.snapshot === "string" && /^[\w-]+\.yqs$/.test(config.snapshot) && existsSync(join(folder, config.snapshot));
  return isHere ? undefined : ["它指向的快照不在这个文件夹里", "the snapshot that it names is not in this folder"];
}

/** Why an entry of the folder must not be published, or nothing. */
function objection(entry, file) {
  // A link would bring what lies elsewhere.
  if (!entry.isFile()) return ["它是链接或特殊文件", "it is a link or a special file"];
  const kind = extname(entry.name).toLowerCase();
  if (entry.name.startsWith(".") || (!KINDS.has(kind) && kind !== SNAPSHOT_KIND)) return ["网页用不到这种文件", "a page needs no file of this kind"];
  const bytes = readFileSync(file);
  if (kind === SNAPSHOT_KIND) return objectionToSnapshot(bytes);
  const [trace] = tracesIn(bytes);
  if (trace !== undefined) return [`里面有${trace[0]}`, `there is ${trace[1]} in it`];
  return relative(folder, file) === CONFIG ? objectionToConfig(bytes) : undefined;
}

let refused = 0;
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (entry.isDirectory()) continue;
  const file = join(entry.parentPath, entry.name);
  const reason = objection(entry, file);
  if (reason === undefined) continue;
  refused += 1;
  const name = relative(folder, file).split(sep).join("/");
  console.error(`error: ${name} 不得公开发布：${reason[0]}。请移出文件夹后重新生成。`);
  console.error(`       ${name} must not be published: ${reason[1]}. Move it out of ${folder} and build again.`);
}
process.exit(refused === 0 ? 0 : 1);
