import type { ReactiveController } from "lit";
import { expect, test } from "vitest";
import { Listening } from "../src/page/view/listening.js";

test("listens while its element is on the page, however often that comes and goes, and never twice", () => {
  const target = new EventTarget();
  const heard: string[] = [];
  const controllers: ReactiveController[] = [];
  const host = { addController: (controller: ReactiveController) => controllers.push(controller), removeController: () => undefined, requestUpdate: () => undefined, updateComplete: Promise.resolve(true) };
  new Listening(host, target, ["keydown", "keyup"], ({ type }) => heard.push(type));
  const press = (): void => {
    target.dispatchEvent(new Event("keydown"));
    target.dispatchEvent(new Event("keyup"));
  };
  press();
  expect(heard).toEqual([]);
  for (let time = 0; time < 2; time += 1) {
    for (const controller of controllers) controller.hostConnected?.();
    for (const controller of controllers) controller.hostConnected?.();
    press();
    for (const controller of controllers) controller.hostDisconnected?.();
    press();
  }
  expect(heard).toEqual(["keydown", "keyup", "keydown", "keyup"]);
});
