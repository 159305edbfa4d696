/** The static page: one element, set up from `config.json`. */
import "yongquan";
import { ConfigError, readConfig } from "./config.js";
import type { Config } from "./config.js";

/** Attributes of the element by key of the configuration. */
const ATTRIBUTES: readonly (readonly [keyof Config, string])[] = [
  ["publisherKey", "publisher-key"],
  ["register", "register"],
  ["demoPassphrase", "demo-passphrase"],
  // The last one, since it starts the reading.
  ["snapshot", "snapshot-url"],
];

function show(config: Config, problem: string | undefined): void {
  const kiosk = document.createElement("yongquan-kiosk");
  // Chinese first: the offices that this page is for speak it, whatever their browser was installed in.
  kiosk.lang = "zh-CN";
  document.documentElement.lang = kiosk.lang;
  kiosk.addEventListener("yongquan-language", () => {
    document.documentElement.lang = kiosk.lang;
  });
  for (const [key, attribute] of ATTRIBUTES) {
    const value = config[key];
    if (value !== undefined) kiosk.setAttribute(attribute, value);
  }
  if (problem !== undefined) kiosk.showError("page.config_invalid", { problem });
  document.body.append(kiosk);
}

readConfig("config.json").then(
  (config) => show(config, undefined),
  (thrown: unknown) => show({}, thrown instanceof ConfigError ? thrown.message : "?"),
);
