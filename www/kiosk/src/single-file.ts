/** The page as one file, opened by double click: everything comes from inside it, and nothing can be fetched. */
import { suitableEngine } from "yongquan";
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

/** The parts inside that are no configuration. */
async function partsInside(): Promise<Pick<Setup, "snapshot" | "wasm">> {
  const snapshot = blockBytes("yongquan-snapshot");
  const bytes = await unpackedBlock(`yongquan-engine-${suitableEngine()}`);
  return { wasm: { bytes }, ...(snapshot !== undefined && { snapshot: new Blob([snapshot]) }) };
}

if (takeOver()) {
  partsInside().then(
    (parts) => showKiosk({ ...setupInside(), ...parts }),
    () => showKiosk({ ...commonOf({}), error: { code: "page.incomplete", params: {} } }),
  );
}
