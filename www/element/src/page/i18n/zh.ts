/** What the page says in Chinese, area by area. The English catalogue has the same keys with the same shapes: the compiler checks it. */
import { ask } from "./zh/ask.js";
import { charts } from "./zh/charts.js";
import { errors } from "./zh/errors.js";
import { frame } from "./zh/frame.js";
import { gate } from "./zh/gate.js";
import { help } from "./zh/help.js";
import { people } from "./zh/people.js";
import { take } from "./zh/take.js";
import type { ErrorTexts } from "./zh/errors.js";

export const zh = {
  languageName: "中文",
  switchLanguage: "English",
  pageTitle: "涌泉",
  yes: "是",
  no: "否",
  locked: "已锁",
  lock: "锁定",
  lockTitle: "立即锁定（Alt+L）",
  remove: "移除",
  close: "关闭",
  missing: "缺失",
  synthetic: "虚构演示数据",
  loading: "正在读取……",
  people: (count: string) => `${count} 人`,
  asOf: (date: string) => `数据截至 ${date}`,
  valid: (date: string) => `有效期至 ${date}`,
  version: (number: string, commit: string) => `版本 ${number} · ${commit}`,
  commits: { uncommitted: "未提交 uncommitted", unknown: "提交不详 commit unknown" },
  unknownError: (code: string): ErrorTexts => [`出现错误 ${code}`, "请把这个编号告诉发布者"],
  ...ask,
  ...charts,
  ...errors,
  ...frame,
  ...gate,
  ...help,
  ...people,
  take,
};

/** The keys and shapes of a catalogue. */
export type Catalogue = typeof zh;
