// Refuses to publish a folder that holds a snapshot of real people.
//
// State organs must keep personal data in the country, so what goes to a public host may hold synthetic snapshots only. A file
// that cannot be read as a snapshot is refused as well: what is not known to be synthetic is treated as real.
// Usage: node refuse-real.mjs FOLDER; exit code 0 if everything may be published, 1 with the names of the files if not.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { kindOf } from "./snapshot-kind.mjs";

/** Why a file must not be published, or nothing. A snapshot may also lie unpacked, so manifests count too. */
function objection(file, name) {
  try {
    if (name.endsWith(".yqs") && kindOf(readFileSync(file)) !== "synthetic") return "its manifest does not say that it is synthetic";
    if (name === "manifest.json" && !isSyntheticOrForeign(file)) return "it is the manifest of a register that is not synthetic";
  } catch (error) {
    return `it cannot be read as a snapshot (${error.message})`;
  }
  return undefined;
}

/** False only for a manifest of a snapshot; other programs use the name as well. */
function isSyntheticOrForeign(file) {
  const manifest = JSON.parse(readFileSync(file, "utf8"));
  return manifest.sections === undefined || manifest.kind === "synthetic";
}

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error("usage: node refuse-real.mjs FOLDER");
  process.exit(2);
}
let refused = 0;
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const file = join(entry.parentPath, entry.name);
  const reason = objection(file, entry.name);
  if (reason === undefined) continue;
  refused += 1;
  console.error(`error: ${file} must not be published: ${reason}. Move it out of the folder and build again.`);
}
process.exit(refused === 0 ? 0 : 1);
