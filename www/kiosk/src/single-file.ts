/** The page as one file, opened by double click: everything comes from inside it, and nothing can be fetched. */
import { suitableEngine } from "yongquan";
import type { ChartLibrary } from "yongquan";
import { blockBytes, blockText, unpackedBlock } from "./blocks.js";
import { parsedConfig } from "./config.js";
import { configError, showKiosk, takeOver, commonOf } from "./kiosk.js";
import type { Setup } from "./kiosk.js";

/** The last part of an address. */
function fileNameOf(address: string): string {
  return address.slice(address.lastIndexOf("/") + 1);
}

/** What the configuration inside says. */
function setupInside(): Setup {
  try {
    const config = parsedConfig(blockText("yongquan-config"), "single-file");
    return { ...commonOf(config), snapshotName: config.snapshot === undefined ? undefined : fileNameOf(config.snapshot) };
  } catch (thrown) {
    return { ...commonOf({}), error: configError(thrown) };
  }
}

declare global {
  interface Window {
    /** What the script inside leaves behind. */
    yongquanCharts?: ChartLibrary;
  }
}

/**
 * What draws charts, from inside: text that no browser runs until it becomes a script here. The content security policy knows its hash,
 * so it runs only as it was built.
 */
async function chartsInside(): Promise<ChartLibrary> {
  const script = document.createElement("script");
  script.textContent = new TextDecoder().decode(await unpackedBlock("yongquan-charts"));
  document.head.append(script);
  script.remove();
  const { yongquanCharts } = window;
  if (yongquanCharts === undefined) throw new Error("the charts inside did not run");
  return yongquanCharts;
}

/** The parts inside that are no configuration. */
async function partsInside(): Promise<Pick<Setup, "snapshot" | "wasm" | "charts" | "workbookWriter">> {
  const snapshot = blockBytes("yongquan-snapshot");
  const bytes = await unpackedBlock(`yongquan-engine-${suitableEngine()}`);
  const writer = async (): Promise<string> => new TextDecoder().decode(await unpackedBlock("yongquan-xlsx"));
  return { wasm: { bytes }, workbookWriter: { text: writer }, charts: chartsInside, ...(snapshot !== undefined && { snapshot: new Blob([snapshot]) }) };
}

if (takeOver()) {
  partsInside().then(
    (parts) => showKiosk({ ...setupInside(), ...parts }),
    () => showKiosk({ ...commonOf({}), error: { code: "page.incomplete", params: {} } }),
  );
}
