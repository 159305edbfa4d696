import { describe, expect, test } from "vitest";
import { History } from "../src/page/history.js";

function walked(): History<number> {
  const history = new History(0);
  history.record(1);
  history.record(2);
  return history;
}

describe("a history", () => {
  test("begins with nothing to go back to", () => {
    const history = new History(0);
    expect([history.canUndo, history.canRedo, history.undo(), history.redo(), history.present]).toEqual([false, false, undefined, undefined, 0]);
  });

  test("goes back step by step and forward again", () => {
    const history = walked();
    expect([history.undo(), history.undo(), history.undo()]).toEqual([1, 0, undefined]);
    expect([history.redo(), history.redo(), history.redo()]).toEqual([1, 2, undefined]);
    expect(history.present).toBe(2);
  });

  test("forgets what was taken back when something else is done", () => {
    const history = walked();
    history.undo();
    history.record(3);
    expect(history.canRedo).toBe(false);
    expect([history.undo(), history.undo()]).toEqual([1, 0]);
  });

  test("amends the present without a step", () => {
    const history = walked();
    history.amend(9);
    expect([history.present, history.undo(), history.redo()]).toEqual([9, 1, 9]);
  });

  test("drops what was refused, without a way forward to it", () => {
    const history = walked();
    history.drop();
    expect([history.present, history.canRedo, history.undo()]).toEqual([1, false, 0]);
  });

  test("keeps as many steps as it may", () => {
    const history = new History(0, 3);
    for (let step = 1; step <= 5; step += 1) history.record(step);
    expect([history.undo(), history.undo(), history.undo(), history.undo()]).toEqual([4, 3, 2, undefined]);
  });
});
