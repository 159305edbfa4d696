// Makes a data package with fewer columns of a synthesised one, so that a million rows can be compared with everybody.
// Usage: node subset.mjs FULL_PACKAGE NEW_PACKAGE
import { createWriteStream, cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { join } from "node:path";
import { line, records } from "./csv.mjs";

/** With the derived age thirty fields: what the questions ask for, and the kinds of columns that a register has. */
const STORED = new Set([
  "resident_id", "name", "sex", "birth_date", "ethnicity", "marital_status", "household_id", "relation_to_head", "hukou_type",
  "hukou_nature", "resident_category", "community_code", "grid_code", "building_no", "mobile_phone", "education_level",
  "is_employed", "personal_status", "occupation", "industry", "monthly_income", "pension_insurance", "medical_insurance",
  "health_status", "disability_type", "elderly_living_type", "political_status", "house_tenure", "record_status",
]);
const DERIVED = new Set(["age"]);

const [from, to] = process.argv.slice(2);
mkdirSync(to, { recursive: true });
cpSync(join(from, "codes"), join(to, "codes"), { recursive: true });

const descriptor = JSON.parse(readFileSync(join(from, "datapackage.json"), "utf8"));
const residents = descriptor.resources.find(({ name }) => name === "residents");
const { schema } = residents;
const isKept = (field) => STORED.has(field) || DERIVED.has(field);
schema.fields = schema.fields.filter(({ name }) => STORED.has(name));
if (schema.fields.length !== STORED.size) throw new Error("the register no longer has every column that is kept");
schema.foreignKeys = schema.foreignKeys?.filter(({ fields }) => fields.every(isKept));
for (const list of ["yq:defaultColumns", "yq:defaultFacets"]) schema[list] = schema[list]?.filter(isKept);
schema["yq:virtualFields"] = schema["yq:virtualFields"]?.filter(({ name }) => DERIVED.has(name));
const groups = new Set([...schema.fields, ...schema["yq:virtualFields"]].map((field) => field["yq:group"]));
schema["yq:groups"] = schema["yq:groups"].filter(({ id }) => groups.has(id));
// Questions may name columns that are gone.
schema["yq:exampleQuestions"] = [];
writeFileSync(join(to, "datapackage.json"), JSON.stringify(descriptor));

const out = createWriteStream(join(to, residents.path));
let places;
let batch = "";
for await (const record of records(join(from, residents.path))) {
  places ??= schema.fields.map(({ name }) => record.indexOf(name));
  batch += line(places.map((place) => record[place]));
  if (batch.length > 1 << 20) {
    if (!out.write(batch)) await once(out, "drain");
    batch = "";
  }
}
out.end(batch);
await once(out, "finish");
