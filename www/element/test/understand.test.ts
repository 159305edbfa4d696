import { describe, expect, test } from "vitest";
import type { Filter, Leaf } from "../src/shared/filter.js";
import { YongquanError } from "../src/shared/errors.js";
import type { Schema } from "../src/shared/schema.js";
import type { EngineSelection } from "../src/worker/engine-api.js";
import { Understanding } from "../src/worker/understand.js";
import { FakeEngine, field, schema } from "./fixture.js";

const register: Schema = {
  ...schema,
  groups: ["who", "where", "contact"].map((id) => ({ id, title: { zh: id, en: id } })),
  fields: [
    field("key", "text", { group: "who" }),
    field("name", "text", { group: "who", mask: "name" }),
    field("card", "text", { group: "who", mask: "number" }),
    field("phone", "text", { group: "contact", mask: "number" }),
    field("street", "text", { group: "where", mask: "address" }),
    field("estate", "text", { group: "where" }),
    field("house", "text", { group: "where", title: { zh: "楼栋号", en: "Building" } }),
    field("flat", "text", { group: "where", title: { zh: "房号", en: "Flat" }, open: false, mask: "address" }),
  ],
  roles: { key: "key", person_name: "name" },
  sounded: ["name"],
};

/** Reads conditions in brackets and the word `女`, as the engine reads what it knows; everything else it refuses as the engine does. */
class Grammar extends FakeEngine {
  /** What somebody has. */
  readonly held: ReadonlySet<string>;
  freed = 0;

  constructor(held: readonly string[]) {
    super();
    this.held = new Set(held);
  }

  override print(filter: Filter): string {
    return JSON.stringify(filter).replace(/[()\s]/g, "");
  }

  override parse(question = ""): Filter {
    const parts: Filter[] = [];
    let rest = question;
    const position = (): string => String(Array.from(question).length - Array.from(rest).length);
    while (rest.trim() !== "") {
      rest = rest.replace(/^[\s,]+/, "");
      const [written = ""] = /^\(\{.*?\}\)/.exec(rest) ?? [];
      const [number = ""] = /^\d+/.exec(rest) ?? [];
      if (written !== "") {
        parts.push(JSON.parse(written.slice(1, -1)) as Filter);
        rest = rest.slice(written.length);
      } else if (rest.startsWith("女")) {
        parts.push({ field: "sex", op: "eq", value: "2" });
        rest = rest.slice(1);
      } else if (number !== "") {
        rest = rest.slice(number.length);
        throw new YongquanError("query.syntax", { position: position(), expected: "岁" });
      } else {
        throw new YongquanError("query.unknown_word", { position: position(), word: rest, suggestions: "" });
      }
    }
    const [only] = parts;
    if (only === undefined) throw new YongquanError("query.syntax", { position: "0" });
    return parts.length === 1 ? only : { and: parts };
  }

  override select(filter?: Filter | null): EngineSelection {
    const asked = filter ?? null;
    const isHeld = (leaf: Filter): boolean => "and" in leaf ? leaf.and.every(isHeld) : "field" in leaf && "value" in leaf ? this.held.has(`${leaf.field} ${leaf.op} ${String(leaf.value)}`) : "field" in leaf && "values" in leaf && leaf.values.some((value) => this.held.has(`${leaf.field} eq ${String(value)}`));
    const engine = this;
    return { ...super.select(), counts: () => Uint32Array.of(asked !== null && isHeld(asked) ? 3 : 0, 0, 0, 0, 9), free: () => { engine.freed += 1; } };
  }
}

const leaf = (id: string, op: "contains" | "ends_with" | "pinyin", value: string): Leaf => ({ field: id, op, value });

function read(question: string, held: readonly string[]): ReturnType<Understanding["read"]> {
  return new Understanding(new Grammar(held), register).read(question);
}

function refused(question: string, held: readonly string[] = []): YongquanError {
  try {
    read(question, held);
  } catch (thrown) {
    if (thrown instanceof YongquanError) return thrown;
    throw thrown;
  }
  throw new Error("nothing was refused");
}

describe("a word that is no condition", () => {
  test("is a name if somebody has it", () => {
    expect(read("李春", ["name contains 李春"])).toEqual({ filter: leaf("name", "contains", "李春"), guesses: [{ word: "李春", fields: ["name"], isWithinNumber: false }] });
  });

  test("is everything that somebody has", () => {
    expect(read("泉", ["name contains 泉", "estate contains 泉"]).filter).toEqual({ or: [leaf("name", "contains", "泉"), leaf("estate", "contains", "泉")] });
  });

  test("in Latin letters is how a name sounds", () => {
    expect(read("zxm", ["name pinyin zxm"]).filter).toEqual(leaf("name", "pinyin", "zxm"));
    expect(refused("z", ["name pinyin z"]).code).toBe("query.unknown_word");
  });

  test("of four digits or more is the end of the person's own number, whatever the case of its check character", () => {
    expect(read("4432", ["card ends_with 4432", "card contains 4432", "phone ends_with 4432"])).toEqual({
      filter: leaf("card", "ends_with", "4432"), guesses: [{ word: "4432", fields: ["card"], isWithinNumber: false }],
    });
    expect(read("443X", ["card ends_with 443X"]).filter).toEqual(leaf("card", "ends_with", "443X"));
    expect(read("443x", ["card ends_with 443X"]).filter).toEqual(leaf("card", "ends_with", "443X"));
    expect(refused("4432", ["card contains 4432"]).code).toBe("query.syntax");
    expect(refused("443", ["card ends_with 443"]).code).toBe("query.syntax");
  });

  test("of seven digits or more is the end of a number of any kind, or else a part of one, and said to be a part", () => {
    expect(read("13812345678", ["phone ends_with 13812345678", "phone contains 13812345678"])).toEqual({
      filter: leaf("phone", "ends_with", "13812345678"), guesses: [{ word: "13812345678", fields: ["phone"], isWithinNumber: false }],
    });
    expect(read("19330301", ["card contains 19330301"])).toEqual({
      filter: leaf("card", "contains", "19330301"), guesses: [{ word: "19330301", fields: ["card"], isWithinNumber: true }],
    });
  });

  test("is an address in parts", () => {
    expect(read("瑞泉3栋", ["estate contains 瑞泉", "house eq 03"]).filter).toEqual({ and: [leaf("estate", "contains", "瑞泉"), { field: "house", op: "in", values: ["3", "03"] }] });
  });

  test("stands anywhere among conditions, and there may be several", () => {
    expect(read("4432 女 李春", ["card ends_with 4432", "name contains 李春"]).filter).toEqual({
      and: [leaf("card", "ends_with", "4432"), { field: "sex", op: "eq", value: "2" }, leaf("name", "contains", "李春")],
    });
  });

  test("ends where another condition is glued to it", () => {
    expect(refused("李春或周明", ["name contains 李春"]).params["position"]).toBe("2");
  });
});

describe("a word that nobody has", () => {
  test("is the engine's error, with where it was looked for and where it could not be", () => {
    expect(refused("女姓")).toMatchObject({ code: "query.unknown_word", params: { position: "1", searched: "name、street、estate、house", unsearched: "flat", lookedFor: "姓" } });
  });

  test("is not looked for in a field that is locked, whatever is in it", () => {
    expect(refused("竹苑", ["flat contains 竹苑"]).params).toMatchObject({ unsearched: "flat" });
  });

  test("has its position in the question as it was typed", () => {
    expect(refused("4432 女 姓", ["card ends_with 4432"]).params["position"]).toBe("7");
  });

  test("leaves no selection behind", () => {
    const engine = new Grammar([]);
    expect(() => new Understanding(engine, register).read("李春")).toThrow(/unknown_word/);
    expect(engine.freed).toBe(engine.calls.select);
  });
});
