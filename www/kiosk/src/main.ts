/** The page on a host: one element, set up from `config.json`. */
import "yongquan";
import { readConfig } from "./config.js";
import { configError, showKiosk, takeOver, trustOf } from "./kiosk.js";

if (takeOver()) {
  readConfig("config.json").then(
    (config) => showKiosk({ ...trustOf(config), snapshotUrl: config.snapshot }),
    (thrown: unknown) => showKiosk({ ...trustOf({}), error: configError(thrown) }),
  );
}
