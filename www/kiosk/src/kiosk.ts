/** Puts the element onto the page: the same for the site and for the single file. */
import type { ChartSource, ErrorParams, WasmSource, WriterSource, YongquanKioskElement } from "yongquan";
import { ConfigError } from "./config.js";
import type { Config } from "./config.js";

/** What the page knows when it begins. */
export interface Setup {
  readonly publisherKey: string | undefined;
  readonly register: string | undefined;
  /** Passphrase of a public demonstration, to be shown. */
  readonly demoPassphrase?: string | undefined;
  /** Address of the snapshot. */
  readonly snapshotUrl?: string | undefined;
  /** Name of the snapshot's file, where it cannot be fetched. */
  readonly snapshotName?: string | undefined;
  /** The snapshot itself. */
  readonly snapshot?: Blob | undefined;
  /** The engine, where it cannot be fetched. */
  readonly wasm?: WasmSource;
  /** What draws charts, where it cannot be fetched. */
  readonly charts?: ChartSource;
  /** What writes spreadsheets, where it cannot be fetched. */
  readonly workbookWriter?: WriterSource;
  /** What is wrong, by a code of the catalogue. */
  readonly error?: { readonly code: string; readonly params: ErrorParams } | undefined;
}

/** The parts of a configuration that mean the same everywhere. */
export function commonOf({ publisherKey, register, demoPassphrase }: Config): Pick<Setup, "publisherKey" | "register" | "demoPassphrase"> {
  return { publisherKey, register, demoPassphrase };
}

/** Why there is no configuration, as an error for the visitor. */
export function configError(thrown: unknown): Setup["error"] {
  const { code, message } = thrown instanceof ConfigError ? thrown : new ConfigError("?");
  return { code, params: { problem: message } };
}

/**
 * Takes the page over from `browser-check.js`, which otherwise brings back the advice that the page begins with. False if it has
 * found that this browser cannot show the page: then the advice stays.
 */
export function takeOver(): boolean {
  const root = document.documentElement;
  if (root.getAttribute("data-page") === "refused") return false;
  root.setAttribute("data-page", "running");
  return true;
}

/** Makes the element and shows it, in place of the advice that the page begins with. */
export function showKiosk({ publisherKey, register, demoPassphrase, snapshotUrl, snapshotName, snapshot, wasm, charts, workbookWriter, error }: Setup): YongquanKioskElement {
  const kiosk = document.createElement("yongquan-kiosk");
  // Chinese first: the offices that this page is for speak it, whatever their browser was installed in.
  kiosk.lang = "zh-CN";
  document.documentElement.lang = kiosk.lang;
  kiosk.addEventListener("yongquan-language", () => {
    document.documentElement.lang = kiosk.lang;
  });
  // What is seen of the document beside the element, at its edges and behind it, goes with it.
  kiosk.addEventListener("yongquan-appearance", () => {
    const shown = getComputedStyle(kiosk);
    document.body.style.backgroundColor = shown.backgroundColor;
    document.documentElement.style.setProperty("color-scheme", shown.getPropertyValue("color-scheme"));
  });
  if (wasm !== undefined) kiosk.wasm = wasm;
  if (charts !== undefined) kiosk.charts = charts;
  if (workbookWriter !== undefined) kiosk.workbookWriter = workbookWriter;
  Object.assign(kiosk, { publisherKey, register, demoPassphrase, snapshotUrl, snapshotName, snapshot });
  if (error !== undefined) kiosk.showError(error.code, error.params);
  document.getElementById("not-started")?.remove();
  document.body.append(kiosk);
  return kiosk;
}
