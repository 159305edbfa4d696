// Tells by its exit code whether node_modules holds exactly what package-lock.json asks for: 0 yes, 1 no.
//
// npm keeps a lock file of its own inside node_modules and writes it as the last step of an installation, so comparing the two
// also notices an installation that was interrupted, and one that somebody made by hand. It needs no network.
// Usage: node npm-state.mjs PROJECT_FOLDER
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const [root] = process.argv.slice(2);
if (root === undefined) {
  console.error("usage: node npm-state.mjs PROJECT_FOLDER");
  process.exit(2);
}

/** The packages of one lock file by their place in node_modules. */
function packagesOf(file) {
  if (!existsSync(file)) return new Map();
  const { packages = {} } = JSON.parse(readFileSync(file, "utf8"));
  return new Map(Object.entries(packages).filter(([place]) => place.startsWith("node_modules/") || place.includes("/node_modules/")));
}

const wanted = packagesOf(join(root, "package-lock.json"));
const present = packagesOf(join(root, "node_modules", ".package-lock.json"));

/** Whether a package of the lock file is installed in the same version, or may be absent on this platform. */
function isSatisfied([place, entry]) {
  const found = present.get(place);
  if (found === undefined) return entry.optional === true;
  return found.version === entry.version && found.link === entry.link;
}

const complete = [...wanted].every(isSatisfied) && [...present.keys()].every((place) => wanted.has(place));
process.exit(complete && wanted.size > 0 ? 0 : 1);
