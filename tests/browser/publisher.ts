/** The publisher's side of the demonstration: further snapshots of the same register, and what is in it. */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");
/** Folder with the register, its policy and its keys. */
export const DEMO = process.env["YONGQUAN_DEMO"] ?? join(ROOT, ".work/demo");
const PUBLISHER = process.env["YONGQUAN_PUBLISHER"] ?? join(ROOT, "target/release/yongquan");

/** The key slot of an operator of the policy; all of them have the demonstration's passphrase. */
export function slotOf(operator: string): string {
  return join(DEMO, "keys", `${operator}.age`);
}

/** Runs the publisher's program in a folder that is gone afterwards. */
function inFolder<T>(use: (folder: string, run: (args: readonly string[]) => void) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "yongquan-publisher-"));
  try {
    return use(folder, (args) => execFileSync(PUBLISHER, args, { stdio: ["ignore", "ignore", "pipe"] }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const POLICY = join(DEMO, "register/policy.toml");

function packArguments(seq: number, operator: string, publisherKey: string, out: string, register = join(DEMO, "register"), policy = POLICY): readonly string[] {
  return [
    "pack", "--package", register, "--policy", policy, "--keys", join(DEMO, "keys"),
    "--publisher-key", publisherKey, "--slot", slotOf(operator), "--seq", String(seq), "--out", out,
  ];
}

/** Packs the register again by the demonstration's policy. The slot of the operator travels inside. */
export function packed(seq: number, operator: string): Buffer {
  return inFolder((folder, run) => {
    const file = join(folder, "snapshot.yqs");
    run(packArguments(seq, operator, join(DEMO, "keys/publisher.key"), file));
    return readFileSync(file);
  });
}

/** The same register, packed by a policy that lacks a table and what belongs to it, such as `auditor` or `notice`. */
export function packedWithout(table: string, seq: number, operator: string): Buffer {
  return inFolder((folder, run) => {
    const policy = join(folder, "policy.toml");
    const whole = readFileSync(POLICY, "utf8");
    const left = whole.split(/^(?=\[)/m).filter((part) => !new RegExp(`^\\[${table}[.\\]]`).test(part)).join("");
    if (left === whole) throw new Error(`the policy has no table ${table}`);
    writeFileSync(policy, left);
    const file = join(folder, "snapshot.yqs");
    run(packArguments(seq, operator, join(DEMO, "keys/publisher.key"), file, undefined, policy));
    return readFileSync(file);
  });
}

/** The same register, packed as if its people were real. */
export function packedAsReal(seq: number, operator: string): Buffer {
  return inFolder((folder, run) => {
    const register = join(folder, "register");
    cpSync(join(DEMO, "register"), register, { recursive: true });
    const descriptor = join(register, "datapackage.json");
    writeFileSync(descriptor, readFileSync(descriptor, "utf8").replace('"yq:kind": "synthetic"', '"yq:kind": "real"'));
    const file = join(folder, "snapshot.yqs");
    run(packArguments(seq, operator, join(DEMO, "keys/publisher.key"), file, register));
    return readFileSync(file);
  });
}

/** The same by a key that the demonstration's publisher has changed to. */
export function packedByNewKey(seq: number, operator: string): Buffer {
  return inFolder((folder, run) => {
    const { "yq:register": id } = JSON.parse(readFileSync(join(DEMO, "register/datapackage.json"), "utf8")) as { readonly "yq:register": string };
    const keys = join(folder, "next");
    run(["keys", "rotate", "--publisher-key", join(DEMO, "keys/publisher.key"), "--register", id, "--out", keys]);
    const file = join(folder, "snapshot.yqs");
    run(packArguments(seq, operator, join(keys, "publisher.key"), file));
    return readFileSync(file);
  });
}

interface Descriptor {
  readonly resources: readonly {
    readonly path: string;
    readonly "yq:codeList"?: boolean;
    readonly schema: { readonly fields: readonly { readonly name: string; readonly "yq:pack"?: string }[] };
  }[];
}

function descriptor(): Descriptor {
  return JSON.parse(readFileSync(join(DEMO, "register/datapackage.json"), "utf8")) as Descriptor;
}

/** Everything that stands in a code list: it lies in the base section, which every key opens. */
function codeLists(): string {
  const lists = descriptor().resources.filter((resource) => resource["yq:codeList"] === true);
  if (lists.length === 0) throw new Error("the package has no code lists");
  return lists.map(({ path }) => readFileSync(join(DEMO, "register", path), "utf8")).join("\n");
}

/** Values of the register by field, in the order of its rows; empty ones are empty texts. */
export function register(): ReadonlyMap<string, readonly string[]> {
  const folder = join(DEMO, "register");
  const table = descriptor().resources.find(({ schema }) => schema.fields.some((field) => field["yq:pack"] === "role"));
  if (table === undefined) throw new Error("the package has no register");
  // The programs of this project write no quotes where none are needed, and these values need none.
  const [header = "", ...lines] = readFileSync(join(folder, table.path), "utf8").replace(/^\ufeff/, "").trimEnd().split(/\r?\n/);
  const columns = new Map(header.split(",").map((name) => [name, [] as string[]]));
  const lists = [...columns.values()];
  for (const line of lines.filter((each) => !each.includes('"'))) line.split(",").forEach((cell, place) => lists[place]?.push(cell));
  return columns;
}

/** Fields of a section of the policy. */
export function sectionFields(section: string): readonly string[] {
  const policy = readFileSync(POLICY, "utf8");
  const found = new RegExp(`id = "${section}"[^\\[]*?fields = \\[([^\\]]*)\\]`, "s").exec(policy)?.[1];
  if (found === undefined) throw new Error(`the policy has no section ${section}`);
  return [...found.matchAll(/"([^"]+)"/g)].map(([, name = ""]) => name);
}

/** The Chinese titles of the policy's sections: of those that a key does not open, both titles are said. */
export function sectionTitles(): readonly string[] {
  return Array.from(readFileSync(POLICY, "utf8").matchAll(/^\[\[section\]\]\n[^[]*?^title = "([^"]+)"/gm), ([, title = ""]) => title);
}

/** Characters that a value must have to be looked for: shorter ones stand elsewhere by chance. */
const MIN_PLANTED_LEN = 6;
const MIN_PLANTED_NAME_LEN = 3;
const PLANTED_PER_FIELD = 40;

/** Values of closed fields that stand in no open field: whoever finds one of them has what no key gave. */
export function planted(closed: readonly string[], isOpen: (field: string) => boolean): readonly string[] {
  const all = register();
  const open = [codeLists(), ...[...all].filter(([field]) => isOpen(field)).flatMap(([, values]) => values)].join("\n");
  const isLong = (value: string): boolean => value.length >= (/^\p{Script=Han}+$/u.test(value) ? MIN_PLANTED_NAME_LEN : MIN_PLANTED_LEN);
  // Codes and dates look alike everywhere; a name or a number tells a person.
  const isTelling = (value: string): boolean => isLong(value) && !/^\d{4}-\d\d-\d\d$/.test(value) && !/^(true|false)$/.test(value);
  return closed.flatMap((field) => {
    const distinct = [...new Set(all.get(field) ?? [])].filter((value) => isTelling(value) && !open.includes(value));
    return distinct.slice(0, PLANTED_PER_FIELD);
  });
}

/** Fields of free text: whatever somebody types may stand in them. */
export const FREE_TEXT = [
  "name", "former_name", "head_name", "hukou_address", "former_village", "estate_name", "building_no", "unit_no", "room_no", "emergency_contact_name",
  "school_name", "employer_name", "party_branch",
] as const;

/** The same register, with other values in the fields of free text of its first people, packed for an operator who opens much. */
export function packedWithTexts(texts: readonly string[], peopleCount: number): Buffer {
  return inFolder((folder, run) => {
    const changed = join(folder, "register");
    cpSync(join(DEMO, "register"), changed, { recursive: true });
    const file = join(changed, "residents.csv");
    const [header = "", ...lines] = readFileSync(file, "utf8").split("\n");
    const places = FREE_TEXT.map((field) => header.trim().replace(/^\ufeff/, "").split(",").indexOf(field));
    if (places.includes(-1)) throw new Error("the register has no such field");
    const altered = lines.map((line, row) => {
      if (row >= peopleCount || line === "") return line;
      const cells = line.split(",");
      for (const place of places) cells[place] = texts[row % texts.length] ?? "";
      return cells.join(",");
    });
    writeFileSync(file, [header, ...altered].join("\n"));
    const out = join(folder, "snapshot.yqs");
    run(packArguments(2, "desk", join(DEMO, "keys/publisher.key"), out, changed));
    return readFileSync(out);
  });
}

/** The same register, with other values in some of its fields: `edit` gets the fields of a row by name and changes what it likes. */
export function packedWith(seq: number, operator: string, edit: (row: Map<string, string>) => void): Buffer {
  return inFolder((folder, run) => {
    const copy = join(folder, "register");
    cpSync(join(DEMO, "register"), copy, { recursive: true });
    const file = join(copy, "residents.csv");
    const [header = "", ...lines] = readFileSync(file, "utf8").trimEnd().split(/\r?\n/);
    const names = header.replace(/^\ufeff/, "").split(",");
    const edited = lines.map((line) => {
      // A line with quotes has commas inside its fields; none of those is needed here.
      if (line.includes('"')) return line;
      const row = new Map(line.split(",").map((value, place) => [names[place] ?? "", value]));
      edit(row);
      return [...row.values()].map((value) => (/[",\r\n]/.test(value) ? `"${value.replace(/"/g, '""')}"` : value)).join(",");
    });
    writeFileSync(file, [header, ...edited, ""].join("\n"));
    const out = join(folder, "snapshot.yqs");
    run(packArguments(seq, operator, join(DEMO, "keys/publisher.key"), out, copy));
    return readFileSync(out);
  });
}

/** An entry of a log as the auditor reads it. */
export interface Logged {
  readonly n: number;
  readonly entry: {
    readonly action: string;
    readonly operator: { readonly id?: string; readonly name: string };
    readonly purpose?: string;
    readonly question?: string;
    readonly rows?: number;
    readonly persons?: readonly string[];
    readonly fields?: readonly string[];
    readonly note?: string;
  };
}

/** What the auditor's program says of a log: everything that it printed, and whether it found fault. */
export function verified(log: string, marks: readonly string[] = []): { readonly isIntact: boolean; readonly said: string } {
  return withLog(log, (file) => {
    const { status, stdout, stderr } = spawnSync(PUBLISHER, ["log", "verify", file, ...marks.flatMap((mark) => ["--seen", mark])], { encoding: "utf8" });
    return { isIntact: status === 0, said: stdout + stderr };
  });
}

/** The entries of a log, decrypted with the demonstration's auditor key. */
export function logged(log: string, passphrase: string): readonly Logged[] {
  return withLog(log, (file, folder) => {
    const passphraseFile = join(folder, "passphrase.txt");
    writeFileSync(passphraseFile, passphrase, { mode: 0o600 });
    const said = execFileSync(PUBLISHER, ["log", "show", file, "--slot", slotOf("auditor"), "--passphrase-file", passphraseFile, "--json"], { encoding: "utf8" });
    return said.trimEnd().split("\n").map((line) => JSON.parse(line) as Logged);
  });
}

function withLog<T>(log: string, use: (file: string, folder: string) => T): T {
  return inFolder((folder) => {
    const file = join(folder, "page.yqlog");
    writeFileSync(file, log);
    return use(file, folder);
  });
}
