// Writes a policy by which one operator opens every field of a package, for benches: all restricted fields lie in one section. A key
// `auditor.pub` must lie beside the operator's: people are shown only where it can be logged.
// Usage: node policy.mjs PACKAGE OPERATOR >policy.toml
import { readFileSync } from "node:fs";
import { join } from "node:path";

const [folder, operator] = process.argv.slice(2);
const descriptor = JSON.parse(readFileSync(join(folder, "datapackage.json"), "utf8"));
const { schema } = descriptor.resources.find((resource) => resource["yq:codeList"] !== true);
const restricted = [...schema.fields, ...(schema["yq:virtualFields"] ?? [])].filter((field) => field["yq:pack"] === "role");
const fields = JSON.stringify(restricted.map(({ name }) => name));
console.log(`[[section]]
id = "all"
title = "受限字段"
title_en = "Restricted fields"
fields = ${fields}

[[role]]
id = "all"
title = "全部"
title_en = "Everything"
sections = ["all"]

[[operator]]
id = "${operator}"
name = "${operator}"
roles = ["all"]

[auditor]`);
