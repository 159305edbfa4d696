/** Which page this is: number and commit, so that what somebody sees can be compared with what was released. */
import build from "virtual:build";
import type { Catalogue } from "./i18n/zh.js";

/** Such as `版本 0.1.0 · 3fa21bc`. */
export function versionText(say: Catalogue): string {
  const { version, commit } = build;
  return say.version(version, commit === "uncommitted" || commit === "unknown" ? say.commits[commit] : commit);
}
