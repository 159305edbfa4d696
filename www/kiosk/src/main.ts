/** The page on a host: one element, set up from `config.json`. */
import "yongquan";
import { readConfig } from "./config.js";
import { configError, showKiosk, takeOver, commonOf } from "./kiosk.js";
import { workOffline } from "./offline.js";

const CONFIG = "config.json";

if (takeOver()) {
  readConfig(CONFIG).then(
    (config) => workOffline(showKiosk({ ...commonOf(config), snapshotUrl: config.snapshot }), CONFIG, config),
    (thrown: unknown) => workOffline(showKiosk({ ...commonOf({}), error: configError(thrown) }), CONFIG, undefined),
  );
}
