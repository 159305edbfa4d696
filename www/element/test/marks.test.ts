import { describe, expect, test } from "vitest";
import { MarkStore } from "../src/page/marks.js";
import { BrokenStorage, FakeStorage } from "./storage.js";

const MARK = "7:0123456789abcdef01234567";

describe("the mark of a log", () => {
  test("is remembered by register, with what was lost until somebody has taken notice", () => {
    const storage = new FakeStorage();
    const store = new MarkStore(storage);
    expect(store.write("r", { log: "l", mark: MARK, lost: "3:ff" })).toBe(true);
    expect(new MarkStore(storage).read("r")).toEqual({ log: "l", mark: MARK, lost: "3:ff" });
    expect(store.read("s")).toBeUndefined();
    store.write("r", { log: "l", mark: MARK });
    expect(store.read("r")).toEqual({ log: "l", mark: MARK });
    expect([...storage.kept.keys()].every((key) => key.startsWith("yongquan."))).toBe(true);
  });

  test("stays as it was while there is no entry to remember", () => {
    const store = new MarkStore(new FakeStorage());
    store.write("r", { log: "l", mark: MARK });
    expect(store.write("r", { problem: "unwritable" })).toBe(false);
    expect(store.write("r", { log: "m" })).toBe(false);
    expect(store.read("r")).toEqual({ log: "l", mark: MARK });
  });

  test("is not remembered where nothing can be kept, and nothing fails", () => {
    for (const storage of [undefined, new BrokenStorage()]) {
      const store = new MarkStore(storage);
      expect(store.write("r", { log: "l", mark: MARK })).toBe(false);
      expect(store.read("r")).toBeUndefined();
    }
  });

  test.each(["", "{", "null", "[]", "7", '{"log":"l"}', '{"log":1,"mark":"1:a"}', '{"log":"l","mark":"1:a","lost":2}'])("is not read from %s", (text) => {
    const storage = new FakeStorage();
    storage.setItem("yongquan.mark:r", text);
    expect(new MarkStore(storage).read("r")).toBeUndefined();
  });
});
