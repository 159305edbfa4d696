import { describe, expect, test } from "vitest";
import { YongquanError } from "../src/shared/errors.js";
import { maskedFields } from "../src/worker/people.js";
import { Table } from "../src/worker/table.js";
import { FakeEngine } from "./fixture.js";

const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (thrown) {
    return thrown instanceof YongquanError ? thrown.code : String(thrown);
  }
  return "nothing was thrown";
};

describe("a card", () => {
  test("has every open field, masked, and none that is locked", () => {
    const { card } = new Table(new FakeEngine()).people.card(0);
    expect(card).toEqual({ row: 0, cells: { shelf: "1", author: "王*英", pages: 120, bought: "2013-03-02", lent: true, keyword: "山" } });
    expect(JSON.stringify(card)).not.toContain("王小英");
  });

  test("says whom it is about by the key, for the log", () => {
    expect(new Table(new FakeEngine()).people.card(1).persons).toEqual(["水"]);
  });

  test("is about nobody who can be named where the register has no keys", () => {
    const engine = new FakeEngine();
    const { roles, ...without } = engine.schema();
    expect(roles.key).toBe("keyword");
    engine.schema = () => ({ ...without, roles: {} });
    expect(new Table(engine).people.card(1).persons).toEqual([]);
  });
});

describe("values shown whole", () => {
  test("are those that were asked for, and are kept nowhere", () => {
    const table = new Table(new FakeEngine());
    expect(table.people.whole(0, ["author"])).toEqual({ author: "王小英" });
    expect(table.people.whole(3, ["author"])).toEqual({ author: null });
    expect(table.people.card(0).card.cells["author"]).toBe("王*英");
  });

  test("can be had of masked fields that are open alone", () => {
    const table = new Table(new FakeEngine());
    expect(maskedFields(table, ["author"])).toEqual(["author"]);
    expect(codeOf(() => maskedFields(table, ["author", "pages"]))).toBe("page.unexpected");
    expect(codeOf(() => maskedFields(table, []))).toBe("page.unexpected");
    expect(codeOf(() => maskedFields(table, ["price"]))).toBe("query.locked_field");
    expect(codeOf(() => maskedFields(table, ["nowhere"]))).toBe("query.unknown_field");
  });
});

describe("a household", () => {
  const withHousehold = (): FakeEngine => {
    const engine = new FakeEngine();
    const schema = engine.schema();
    engine.schema = () => ({ ...schema, roles: { ...schema.roles, household_id: "bought", age: "pages" } });
    return engine;
  };

  test("has its members by name, age and what tells them apart, masked", () => {
    // The engine of the fixture answers every question with everybody.
    const { card, persons } = new Table(withHousehold()).people.card(0);
    expect(card.household?.columns).toEqual(["author", "pages", "shelf", "lent"]);
    expect(card.household?.members[1]).toEqual({ row: 1, cells: { author: "李*", pages: 80, shelf: "1", lent: false } });
    expect(card.household?.more).toBe(0);
    // Those whose names are on the card are all in the log, the person first.
    expect(persons).toEqual(["山", "水", "水", ""]);
  });

  const withRelation = (relation: string): FakeEngine => {
    const engine = withHousehold();
    const schema = engine.schema();
    engine.schema = () => ({ ...schema, roles: { ...schema.roles, relation } });
    return engine;
  };

  test("says first what its members are to its head, once, where the register has a field for that", () => {
    const { household } = new Table(withRelation("shelf")).people.card(0).card;
    expect(household?.columns).toEqual(["shelf", "author", "pages", "lent"]);
    expect(household?.members[1]).toEqual({ row: 1, cells: { shelf: "1", author: "李*", pages: 80, lent: false } });
  });

  test("is as without that field where its section is closed", () => {
    const { household } = new Table(withRelation("price")).people.card(0).card;
    expect(household?.columns).toEqual(["author", "pages", "shelf", "lent"]);
  });

  test("is not there for somebody who belongs to none", () => {
    expect(new Table(withHousehold()).people.card(1).card.household).toBeUndefined();
  });
});

describe("a list", () => {
  test("is put in order once for all its rows", () => {
    const engine = new FakeEngine();
    let orders = 0;
    const select = engine.select.bind(engine);
    engine.select = () => {
      const selection = select();
      return { ...selection, rowIds: (...given) => (orders += 1, selection.rowIds(...given)) };
    };
    const table = new Table(engine);
    const request = { columns: ["author"], sort: [{ field: "pages", descending: true }], limit: 2, why: { purpose: "p" } };
    expect(Array.from(table.people.list(null, { ...request, offset: 0 }, "1:a").rowIds)).toEqual([3, 2]);
    expect(Array.from(table.people.list(null, { ...request, offset: 2 }, "1:a").rowIds)).toEqual([1, 0]);
    expect(orders).toBe(1);
    table.people.list(null, { ...request, sort: [], offset: 0 }, "1:a");
    expect(orders).toBe(2);
  });
});
