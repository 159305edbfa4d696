/** What the page says in English, area by area. */
import { ask } from "./en/ask.js";
import { charts } from "./en/charts.js";
import { errors } from "./en/errors.js";
import { frame } from "./en/frame.js";
import { gate } from "./en/gate.js";
import { help } from "./en/help.js";
import { people } from "./en/people.js";
import { take } from "./en/take.js";
import type { Catalogue } from "./zh.js";

export const en: Catalogue = {
  languageName: "English",
  switchLanguage: "中文",
  pageTitle: "Yongquan",
  yes: "yes",
  no: "no",
  locked: "locked",
  lock: "Lock",
  lockTitle: "Lock now (Alt+L)",
  remove: "Remove",
  close: "Close",
  missing: "missing",
  synthetic: "Invented demonstration data",
  loading: "Reading…",
  people: (count) => `${count} people`,
  asOf: (date) => `as of ${date}`,
  valid: (date) => `valid until ${date}`,
  version: (number, commit) => `Version ${number} · ${commit}`,
  commits: { uncommitted: "uncommitted", unknown: "commit unknown" },
  unknownError: (code) => [`Error ${code}`, "Tell the publisher this code"],
  ...ask,
  ...charts,
  ...errors,
  ...frame,
  ...gate,
  ...help,
  ...people,
  take,
};
