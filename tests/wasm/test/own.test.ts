// What the office decided about looking and publishing, and texts that a page keeps for one operator, asked of the engine as WebAssembly.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { type Engine, SealedSnapshot, initSync } from "yongquan/engine";

/** 2026-01-01 and a minute: the snapshots were issued at midnight. */
const NOW = 1_767_225_660;
const MAX_OWN_TEXT_BYTES = 256 * 1024;

const folder = inject("sealedFolder");
const read = (file: string): Uint8Array => readFileSync(join(folder, file));
const text = (file: string): string => Buffer.from(read(file)).toString("utf8");

interface Disclosure {
  purposes: { id: string; title: string; titleEn: string }[];
  notice?: { fields: string[]; cut: Record<string, string> };
}

interface Refusal {
  name: string;
  code: string;
  params: Record<string, string>;
}

beforeAll(() => {
  const wasm = createRequire(import.meta.url).resolve(`yongquan/yongquan-${inject("engine")}.wasm`);
  initSync({ module: readFileSync(wasm) });
});

function open(key: "all" | "base", register = "choir"): Engine {
  const trust = { publisherKey: text("publisher.pub"), register: "cases", minSeq: 1, now: NOW };
  return new SealedSnapshot(read(`${register}.yqs`), trust).open(text(`${key}.identity`));
}

function refusalOf(run: () => unknown): Refusal {
  try {
    run();
  } catch (thrown) {
    return thrown as Refusal;
  }
  throw new Error("nothing was thrown");
}

describe("what the office decided", () => {
  test("is told by every key", () => {
    for (const key of ["all", "base"] as const) {
      const engine = open(key);
      const about = engine.about() as Disclosure;
      expect(about.purposes).toEqual([{ id: "visit", title: "走访", titleEn: "Visit" }]);
      const fields = (engine.schema() as { fields: { id: string; kind: string }[] }).fields;
      const notice = about.notice;
      if (notice === undefined) throw new Error("the register has rules for notices");
      expect(notice.fields.length).toBeGreaterThan(1);
      for (const id of notice.fields) expect(fields.map((field) => field.id)).toContain(id);
      const cut = Object.entries(notice.cut);
      expect(cut.map(([, rule]) => rule)).toEqual(["month"]);
      expect(fields.find(({ id }) => id === cut[0]?.[0])?.kind).toBe("date");
    }
  });
});

describe("a text of an operator's own", () => {
  test.each(["", "80岁以上 女", "𠮷\0\n", "a".repeat(MAX_OWN_TEXT_BYTES)])("comes back in another session (%#)", (own) => {
    const kept = open("all").sealOwn(own);
    expect(open("all").openOwn(kept)).toBe(own);
  });

  test("is ciphertext, and another one every time", () => {
    const engine = open("all");
    const [first, second] = [engine.sealOwn("80岁以上 女"), engine.sealOwn("80岁以上 女")];
    expect(Buffer.from(first).equals(Buffer.from(second))).toBe(false);
    expect(Buffer.from(first).toString("utf8").startsWith("age-encryption.org/v1\n")).toBe(true);
    expect(Buffer.from(first).includes(Buffer.from("80岁以上"))).toBe(false);
  });

  test("is read by no other operator", () => {
    const kept = open("all").sealOwn("80岁以上 女");
    const { name, code } = refusalOf(() => open("base").openOwn(kept));
    expect([name, code]).toEqual(["YongquanError", "own.not_ours"]);
  });

  test("is read on another register by the same operator", () => {
    expect(open("all", "hamlet").openOwn(open("all").sealOwn("女"))).toBe("女");
  });

  test("is noticed where it was altered, cut, or is something else", () => {
    const engine = open("all");
    const kept = engine.sealOwn("80岁以上 女");
    const altered = Uint8Array.from(kept);
    altered[altered.length - 1] = (altered[altered.length - 1] ?? 0) ^ 1;
    for (const wrong of [altered, kept.subarray(0, kept.length - 1), new Uint8Array(), read("choir.yqs")]) {
      expect(refusalOf(() => engine.openOwn(wrong)).code).toBe("own.damaged");
    }
    expect(engine.openOwn(kept)).toBe("80岁以上 女");
  });

  test("is refused above its limit, counted in bytes", () => {
    const engine = open("all");
    const refusal = refusalOf(() => engine.sealOwn("女".repeat(MAX_OWN_TEXT_BYTES / 3 + 1)));
    expect(refusal.code).toBe("own.too_large");
    expect(refusal.params["limit"]).toBe(String(MAX_OWN_TEXT_BYTES));
    expect(refusalOf(() => engine.openOwn(new Uint8Array(2 * MAX_OWN_TEXT_BYTES))).code).toBe("own.too_large");
  });
});
