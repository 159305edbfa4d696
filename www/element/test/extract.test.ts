import { describe, expect, it } from "vitest";
import type { ExtractRequest } from "../src/shared/extract.js";
import { MAX_PRINT_ROWS } from "../src/shared/extract.js";
import type { Looking, Why } from "../src/shared/journal.js";
import type { NoticeRules } from "../src/shared/protocol.js";
import type { Schema } from "../src/shared/schema.js";
import type { EngineSelection } from "../src/worker/engine-api.js";
import { extract } from "../src/worker/extract.js";
import type { Entry, Journal } from "../src/worker/journal.js";
import { Table } from "../src/worker/table.js";
import { FakeEngine, schema } from "./fixture.js";

/** A register with a key and, where there are rules, notices. */
class Register extends FakeEngine {
  readonly #notice: NoticeRules | undefined;

  constructor(notice?: NoticeRules) {
    super();
    this.#notice = notice;
  }

  override about(): ReturnType<FakeEngine["about"]> {
    return { ...super.about(), ...(this.#notice !== undefined && { notice: this.#notice }) };
  }

  override schema(): Schema {
    return { ...schema, roles: { key: "keyword" } };
  }
}

/** More people than paper takes; all of them are the same one. */
class Crowd extends Register {
  override select(): EngineSelection {
    const many = MAX_PRINT_ROWS + 1;
    return { ...super.select(), counts: () => Uint32Array.of(many, 0, 0, 0, many), rowIds: () => new Uint32Array(many) };
  }
}

interface Written {
  readonly action: Looking;
  readonly why: Why;
  readonly entry: Omit<Entry, "purpose" | "note">;
}

/** A journal that remembers, or one that cannot write. */
function journal(log: Written[], fault?: Error): Journal {
  const looking: Journal["looking"] = async (action, why, entry) => {
    if (fault !== undefined) throw fault;
    log.push({ action, why, entry });
    return `${log.length}:ab`;
  };
  return { looking } as Journal;
}

const request = (more: Partial<ExtractRequest>): ExtractRequest => ({
  action: "export", filter: null, columns: ["author", "pages"], sort: [], isWhole: false, why: { purpose: "核对" }, ...more,
});

describe("people taken away", () => {
  it("are masked unless they are asked for whole, and the log says which", async () => {
    const log: Written[] = [];
    const table = new Table(new Register());
    const masked = await extract(table, journal(log), request({ action: "print" }));
    expect(masked).toEqual({ mark: "1:ab", columns: ["author", "pages"], rows: [["王*英", 120], ["李*", 80], ["王*英", null], [null, 300]] });
    const whole = await extract(table, journal(log), request({ isWhole: true, why: { purpose: "核对", note: "xlsx" } }));
    expect(whole.rows[0]).toEqual(["王小英", 120]);
    expect(log.map(({ action, why }) => [action, why.purpose, why.note])).toEqual([["print", "核对", "masked"], ["export", "核对", "whole · xlsx"]]);
    expect(log[0]?.entry).toEqual({ question: "", rows: 4, fields: ["author", "pages"], persons: ["山", "水", "水", ""] });
  });

  it("are those of the row ids, in the order asked for", async () => {
    const table = new Table(new Register());
    const { rows } = await extract(table, journal([]), request({ columns: ["pages"], sort: [{ field: "pages", descending: true }], rowIds: [0, 2] }));
    expect(rows).toEqual([[null], [120]]);
  });

  it("are one person as on their card: the log says who, and asks no question; the household comes if it is asked for", async () => {
    const log: Written[] = [];
    const register = new Register();
    register.schema = () => ({ ...schema, roles: { key: "keyword", household_id: "bought", age: "pages" } });
    const card = request({ action: "print", columns: ["author"], rowIds: [0], why: { purpose: "核对", note: "card" } });
    const alone = await extract(new Table(register), journal(log), card);
    expect(alone).toEqual({ mark: "1:ab", columns: ["author"], rows: [["王*英"]] });
    const { household } = await extract(new Table(register), journal(log), { ...card, withHousehold: true });
    expect(household?.columns[0]).toBe("pages");
    expect(household?.members.length).toBeGreaterThan(1);
    expect(log[0]).toEqual({ action: "print", why: { purpose: "核对", note: "masked · card" }, entry: { rows: 1, fields: ["author"], persons: ["山"] } });
    expect(log[1]?.entry).toEqual({ rows: household?.members.length, fields: ["author", ...(household?.columns ?? [])], persons: expect.arrayContaining(["山"]) });
  });

  it("are named by their row where they have no key", async () => {
    const log: Written[] = [];
    const register = new Register();
    register.schema = () => ({ ...schema, roles: {} });
    await extract(new Table(register), journal(log), request({ action: "print", columns: ["author"], rowIds: [2] }));
    expect(log[0]).toEqual({ action: "print", why: { purpose: "核对", note: "masked · row 2" }, entry: { rows: 1, fields: ["author"] } });
  });

  it("do not come with a field that is not open or is none", async () => {
    const log: Written[] = [];
    const table = new Table(new Register());
    await expect(extract(table, journal(log), request({ columns: ["author", "price"] }))).rejects.toMatchObject({ code: "query.locked_field" });
    await expect(extract(table, journal(log), request({ columns: ["nothing"] }))).rejects.toMatchObject({ code: "query.unknown_field" });
    await expect(extract(table, journal(log), request({ sort: [{ field: "price", descending: false }] }))).rejects.toMatchObject({ code: "query.locked_field" });
    expect(log).toEqual([]);
  });

  it("do not come where the log cannot be written", async () => {
    const engine = new Register();
    const fault = new Error("no room");
    await expect(extract(new Table(engine), journal([], fault), request({ columns: ["author"] }))).rejects.toBe(fault);
  });

  it("do not come when they are more than fit", async () => {
    const log: Written[] = [];
    const table = new Table(new Crowd());
    await expect(extract(table, journal(log), request({ action: "print" }))).rejects.toMatchObject({ code: "page.too_many_rows" });
    expect(log).toEqual([]);
    await extract(table, journal(log), request({ action: "export" }));
    expect(log[0]?.entry.persons).toBeUndefined();
  });
});

describe("people for the notice board", () => {
  const rules: NoticeRules = { fields: ["author", "bought", "shelf"], cut: { author: "surname", bought: "month" } };

  it("are cut by the rules, also when they are asked for whole", async () => {
    const log: Written[] = [];
    const { rows } = await extract(new Table(new Register(rules)), journal(log), request({ action: "notice", columns: ["author", "bought", "shelf"], isWhole: true }));
    expect(rows).toEqual([["王**", "2013-03", "1"], ["李**", null, "1"], ["王**", "2012-01", "2"], [null, "2013-03", null]]);
    expect(log[0]?.why.note).toBe("cut");
  });

  it("stay masked where a masked field has no rule", async () => {
    const lax: NoticeRules = { fields: ["author"], cut: {} };
    const { rows } = await extract(new Table(new Register(lax)), journal([]), request({ action: "notice", columns: ["author"], isWhole: true }));
    expect(rows[0]).toEqual(["王*英"]);
  });

  it("have no other columns than the rules allow, and do not come without rules", async () => {
    const log: Written[] = [];
    const noticed = request({ action: "notice", columns: ["author", "pages"] });
    await expect(extract(new Table(new Register(rules)), journal(log), noticed)).rejects.toMatchObject({ code: "page.notice_field", params: { field: "pages" } });
    await expect(extract(new Table(new Register()), journal(log), noticed)).rejects.toMatchObject({ code: "page.no_notice" });
    expect(log).toEqual([]);
  });
});
