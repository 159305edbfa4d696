// Sections are decrypted when they are first needed, asked of the engine as WebAssembly.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { type Engine, SealedSnapshot, initSync } from "yongquan/engine";

/** 2026-01-01 and a minute: the snapshots were issued at midnight. */
const NOW = 1_767_225_660;

const folder = inject("sealedFolder");
const read = (file: string): Uint8Array => readFileSync(join(folder, file));
const text = (file: string): string => Buffer.from(read(file)).toString("utf8");
/** A register with one restricted section, and a field of it. */
const FILE = "choir.yqs";

interface Field {
  id: string;
  pack: string;
  open: boolean;
}

interface About {
  openSections: string[];
  lockedSections: string[];
  sections: { id: string; title: string; titleEn: string; fields: string[]; open: boolean }[];
}

interface Refusal {
  name: string;
  code: string;
}

beforeAll(() => {
  const wasm = createRequire(import.meta.url).resolve(`yongquan/yongquan-${inject("engine")}.wasm`);
  initSync({ module: readFileSync(wasm) });
});

const sealed = (bytes = read(FILE)): SealedSnapshot =>
  new SealedSnapshot(bytes, { publisherKey: text("publisher.pub"), register: "cases", minSeq: 1, now: NOW });
const open = (key: "all" | "base"): Engine => sealed().open(text(`${key}.identity`));
const fieldsOf = (engine: Engine): Field[] => (engine.schema() as { fields: Field[] }).fields;
const restricted = (engine: Engine): number => fieldsOf(engine).findIndex(({ pack, id }) => pack === "role" && !id.endsWith("_pinyin"));

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (thrown) {
    const { name, code } = thrown as Refusal;
    return `${name} ${code}`;
  }
  return "nothing was thrown";
}

describe("opening", () => {
  test("decrypts the base section and says which fields can be asked", () => {
    const engine = open("all");
    expect(engine.sectionsInMemory()).toEqual(["s00"]);
    expect(fieldsOf(engine).every((field) => field.open)).toBe(true);
    const about = engine.about() as About;
    expect([about.openSections, about.lockedSections]).toEqual([["s00", "s01"], []]);
    expect(about.sections.map((section) => section.open)).toEqual([true]);
  });

  test("with a key of the base section leaves the other one locked for good", () => {
    const engine = open("base");
    const about = engine.about() as About;
    expect([about.openSections, about.lockedSections]).toEqual([["s00"], ["s01"]]);
    const place = restricted(engine);
    expect(fieldsOf(engine)[place]?.open).toBe(false);
    expect(codeOf(() => engine.select(null).facet(place))).toBe("YongquanError query.locked_field");
    engine.facetFields();
    expect(engine.sectionsInMemory()).toEqual(["s00"]);
  });

  test("reports its stages in order, and survives a listener that fails", () => {
    const stages: string[] = [];
    const report = (stage: string, done: number, total: number): void => {
      if (stages[stages.length - 1] !== stage) stages.push(stage);
      expect(done).toBeLessThanOrEqual(total);
    };
    sealed().open(text("all.identity"), report);
    expect(stages).toEqual(["decrypt", "decode", "index"]);
    const failing = (): void => {
      throw new Error("no");
    };
    expect(sealed().open(text("all.identity"), failing).sectionsInMemory()).toEqual(["s00"]);
  });

  test("that fails leaves the snapshot for the next try; one that worked spends it", () => {
    const snapshot = sealed();
    expect(codeOf(() => snapshot.open("nothing"))).toBe("YongquanError open.identity");
    const engine = snapshot.open(text("all.identity"));
    expect(engine.sectionsInMemory()).toEqual(["s00"]);
    expect(codeOf(() => snapshot.open(text("all.identity")))).toBe("YongquanError api.wrong_argument");
    expect(codeOf(() => snapshot.manifest())).toBe("YongquanError api.wrong_argument");
    expect(snapshot.slot("desk")).toBeUndefined();
  });
});

describe("a restricted section", () => {
  test.each([
    ["a facet", (engine: Engine, field: number) => engine.select(null).facet(field)],
    ["a question", (engine: Engine, field: number) => engine.select({ field: fieldsOf(engine)[field]?.id, op: "is_missing" }).counts()],
    ["a sorted list", (engine: Engine, field: number) => engine.select(null).rowIds(Uint32Array.of(field), Uint8Array.of(0), 0, 1)],
    ["cells", (engine: Engine, field: number) => engine.select(null).cells(new Uint32Array(), Uint32Array.of(field))],
    ["the number of values", (engine: Engine, field: number) => engine.cardinality(field)],
    ["values", (engine: Engine, field: number) => engine.values(field, new Uint32Array())],
    ["a cross-tabulation", (engine: Engine, field: number) => engine.select(null).crossTab(Uint32Array.of(field))],
    ["a count of different values", (engine: Engine, field: number) => engine.select(null).distinct(field)],
    ["all facets", (engine: Engine) => engine.select(null).facets()],
    ["the fields of all facets", (engine: Engine) => engine.facetFields()],
  ])("is opened by %s, and again after it was closed", (_, use) => {
    const engine = open("all");
    const place = restricted(engine);
    const first = use(engine, place);
    expect(engine.sectionsInMemory()).toEqual(["s00", "s01"]);
    engine.closeSection("s01");
    expect(engine.sectionsInMemory()).toEqual(["s00"]);
    expect(use(engine, place)).toEqual(first);
    expect(engine.sectionsInMemory()).toEqual(["s00", "s01"]);
  });

  test("that is closed leaves selections and prepared questions as they were", () => {
    const engine = open("all");
    const filter = { field: fieldsOf(engine)[restricted(engine)]?.id, op: "not_missing" };
    const [selection, question] = [engine.select(filter), engine.prepare(filter)];
    const before = [...selection.counts()];
    engine.closeSection("s01");
    expect([...selection.counts()]).toEqual(before);
    expect([...question.count()]).toEqual(before);
    expect([...question.select().counts()]).toEqual(before);
  });

  test("that was damaged is refused when it is needed, each time, and nothing else is", () => {
    const bytes = Uint8Array.from(read(FILE));
    // The last byte of the last member: before the trailer and its padding of zeros.
    const last = bytes.reduce((found, byte, place) => (byte === 0 ? found : place), 0);
    bytes[last] = (bytes[last] ?? 0) ^ 1;
    const engine = sealed(bytes).open(text("all.identity"));
    const before = [...engine.select(null).counts()];
    for (let time = 0; time < 2; time += 1) {
      expect(codeOf(() => engine.select(null).facet(restricted(engine)))).toBe("YongquanError open.section_altered");
      expect(codeOf(() => engine.facetFields())).toBe("YongquanError open.section_altered");
      expect(engine.sectionsInMemory()).toEqual(["s00"]);
    }
    expect([...engine.select(null).counts()]).toEqual(before);
  });
});
