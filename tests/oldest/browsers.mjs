// What the oldest browser has, by MDN's browser-compat-data.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** Major version of the oldest Chromium that the page is made for; see DESIGN.md. */
export const OLDEST = 86;

const data = JSON.parse(readFileSync(createRequire(import.meta.url).resolve("@mdn/browser-compat-data"), "utf8"));
const { api, css } = data;
const { builtins } = data.javascript;
/** Where a version is not known to be old enough: never. */
const NEVER = Infinity;

/** The first version of Chromium that has what an entry describes, without a flag and under its own name. */
function versionOf(entry) {
  const statements = [entry?.__compat?.support.chrome ?? []].flat();
  // What a later version changed is there in another form before; what an earlier one took away is not there.
  const isGone = (removed) => removed !== undefined && Number.parseInt(removed, 10) <= OLDEST;
  const own = statements.filter(({ flags, prefix, alternative_name: other, version_removed: removed }) => !flags && !prefix && !other && !isGone(removed));
  const versions = own.map(({ version_added: added }) => (typeof added === "string" ? Number.parseInt(added.replace("≤", ""), 10) : NEVER));
  return Math.min(NEVER, ...versions.map((version) => (Number.isNaN(version) ? NEVER : version)));
}

const named = (entry) => Object.entries(entry ?? {}).filter(([name]) => name !== "__compat");

/** The lowest version by name, over all that bears it: of what a value is, a script does not say. */
function lowest(entries) {
  const versions = new Map();
  for (const [name, version] of entries) versions.set(name, Math.min(versions.get(name) ?? NEVER, version));
  return versions;
}

const MEMBERS = lowest(
  [api, builtins, builtins.Intl].flatMap(named).flatMap(([, entry]) => named(entry).map(([name, member]) => [name.replace(/_(static|event)$/, ""), versionOf(member)])),
);

/** Objects that stand for an interface wherever they are named. */
const INSTANCES = new Map([
  ["window", "Window"],
  ["document", "Document"],
  ["navigator", "Navigator"],
  ["performance", "Performance"],
  ["crypto", "Crypto"],
  ["indexedDB", "IDBFactory"],
  ["caches", "CacheStorage"],
]);
/** Names of the global object. */
const GLOBAL_OBJECTS = new Set(["window", "self", "globalThis"]);

const isNewer = (version) => version > OLDEST;

/** Whether a global name is newer than the oldest browser. Names that no data knows are the program's own. */
export function isNewerGlobal(name) {
  const entries = [api[name], builtins[name], api.Window[name], api.DedicatedWorkerGlobalScope?.[name]].filter((entry) => entry?.__compat !== undefined);
  return entries.length > 0 && isNewer(Math.min(...entries.map(versionOf)));
}

/**
 * Whether `object.name` is newer than the oldest browser. `object` is a global name, or nothing for any value: of that a member is
 * newer if all things that have one of this name got it later.
 */
export function isNewerMember(object, name) {
  if (GLOBAL_OBJECTS.has(object) && isNewerGlobal(name)) return true;
  const owner = api[INSTANCES.get(object) ?? object] ?? builtins[object] ?? builtins.Intl[object];
  const exact = object === undefined ? undefined : (owner?.[`${name}_static`] ?? owner?.[name]);
  if (exact?.__compat !== undefined) return isNewer(versionOf(exact));
  return isNewer(MEMBERS.get(name) ?? 0);
}

// ------------------------------------------------------------------------------------------------------------------------ CSS

/** Every function and unit of CSS by name, however deep the data has it. */
function allNamed(entry) {
  return named(entry).flatMap(([name, inner]) => [...(inner.__compat === undefined ? [] : [[name, versionOf(inner)]]), ...allNamed(inner)]);
}
const VALUES = lowest(allNamed(css.types));
/** The data has the units of dynamic, small and large viewports under one name each. */
const VIEWPORT_UNITS = new Map([["d", "dynamic"], ["s", "small"], ["l", "large"]]);

/** Whether a property is newer than the oldest browser, or one that no browser has. Prefixed ones are for other browsers. */
export function isNewerProperty(name) {
  return !name.startsWith("-") && isNewer(versionOf(css.properties[name]));
}

/** Whether a word in the value of a property is newer; words that the data does not single out are as old as the property. */
export function isNewerKeyword(property, word) {
  const entry = css.properties[property]?.[word];
  return entry?.__compat !== undefined && isNewer(versionOf(entry));
}

export function isNewerFunction(name) {
  return isNewer(VALUES.get(name) ?? 0);
}

export function isNewerUnit(unit) {
  const size = VIEWPORT_UNITS.get(/^([dsl])v(?:[hwib]|min|max)$/.exec(unit)?.[1]);
  return isNewer(VALUES.get(size === undefined ? unit : `viewport_percentage_units_${size}`) ?? 0);
}

/** Whether a pseudo-class, a pseudo-element or `nesting` is newer, or one that no browser has. */
export function isNewerSelector(name) {
  return !name.startsWith("-") && isNewer(versionOf(css.selectors[name]));
}

export function isNewerAtRule(name) {
  return !name.startsWith("-") && isNewer(versionOf(css["at-rules"][name]));
}

export function isNewerMediaFeature(name) {
  const entry = css["at-rules"].media[name.replace(/^(?:min|max)-/, "")];
  return entry?.__compat !== undefined && isNewer(versionOf(entry));
}
