/**
 * What a page on a host does to work without a network and to be installed: a service worker, and a cache for configuration and snapshot.
 * An extra: on plain http and in browsers without it everything else works.
 */
import type { YongquanKioskElement } from "yongquan";
import { keptCache } from "./caches.js";
import type { Config } from "./config.js";

const HOUR_MS = 3_600_000;
/** Bytes by which a snapshot is known: format 1 puts the manifest first, with the hashes of everything. */
const BEGINNING_LEN = 4_096;

/** Detail of the element's event `yongquan-verified`. */
interface Verified {
  readonly snapshot: Blob;
  readonly url: string;
}

/** The configuration and the newest snapshot whose signature was checked, in a cache: what is public, and ciphertext. */
class KeptCache {
  readonly #scope: URL;
  /** One change after the other. */
  #changing: Promise<unknown> = Promise.resolve();
  #isOver = false;

  constructor(scope: URL) {
    this.#scope = scope;
  }

  keepConfig(address: string, config: Config): void {
    const body = JSON.stringify(config);
    this.#change((cache) => cache.put(this.#url(address), new Response(body, { headers: { "Content-Type": "application/json" } })));
  }

  keepSnapshot({ snapshot, url }: Verified, configAddress: string): void {
    this.#change(async (cache) => {
      const before = await cache.match(this.#url(url));
      if (before !== undefined && (await isSame(await before.blob(), snapshot))) return;
      await cache.put(this.#url(url), new Response(snapshot, { headers: { "Content-Length": String(snapshot.size) } }));
      const stay = [this.#url(url), this.#url(configAddress)];
      await Promise.all((await cache.keys()).filter((request) => !stay.includes(request.url)).map((request) => cache.delete(request)));
    });
  }

  /** Keeps nothing from now on. */
  end(): void {
    this.#isOver = true;
  }

  #url(address: string): string {
    return new URL(address, document.baseURI).href;
  }

  #change(act: (cache: Cache) => Promise<void>): void {
    this.#changing = this.#changing.then(async () => {
      // Full or forbidden: then there is no copy for times without a network.
      if (!this.#isOver) await caches.open(keptCache(this.#scope)).then(act, () => undefined).catch(() => undefined);
    });
  }
}

async function isSame(a: Blob, b: Blob): Promise<boolean> {
  if (a.size !== b.size) return false;
  const [left, right] = await Promise.all([a, b].map(async (blob) => new Uint8Array(await blob.slice(0, BEGINNING_LEN).arrayBuffer())));
  return left !== undefined && right !== undefined && left.every((byte, place) => byte === right[place]);
}

/** Says when another build is ready, and changes to it when the visitor wants it: never by itself. */
function watchForUpdates(registration: ServiceWorkerRegistration, kiosk: YongquanKioskElement): void {
  const look = (): void => {
    if (registration.waiting !== null && registration.active !== null) kiosk.showUpdate();
  };
  look();
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", look));
  // Another window has changed to the other build: this one goes on with its own until it is loaded again.
  if (navigator.serviceWorker.controller !== null) navigator.serviceWorker.addEventListener("controllerchange", () => kiosk.showUpdate());
  kiosk.addEventListener("yongquan-update", () => {
    const next = registration.waiting;
    if (next === null) return location.reload();
    next.addEventListener("statechange", () => {
      if (next.state === "activated") location.reload();
    });
    next.postMessage("take-over");
  });
  setInterval(() => void registration.update().catch(() => undefined), HOUR_MS);
}

/** Sets it up, once the page is shown. `config` is what was read from `configAddress`; nothing if that failed. */
export function workOffline(kiosk: YongquanKioskElement, configAddress: string, config: Config | undefined): void {
  if (!window.isSecureContext || !("serviceWorker" in navigator) || !("caches" in window)) return;
  let isCleared = false;
  let kept: KeptCache | undefined;
  let verified: Verified | undefined;
  const keep = (): void => {
    if (verified !== undefined) kept?.keepSnapshot(verified, configAddress);
  };
  kiosk.addEventListener("yongquan-verified", (event) => {
    verified = (event as CustomEvent<Verified>).detail;
    keep();
  });
  const registering = navigator.serviceWorker.register("sw.js", { updateViaCache: "none" }).catch(() => undefined);
  kiosk.addEventListener("yongquan-clear", () => {
    isCleared = true;
    kept?.end();
    // The next visit begins anew, as the first one did.
    void registering.then((registration) => registration?.unregister());
  });
  void registering.then((registration) => {
    // A browser may refuse; a host may not have the file.
    if (registration === undefined || isCleared) return;
    watchForUpdates(registration, kiosk);
    registration.active?.postMessage("complete");
    kept = new KeptCache(new URL(registration.scope));
    if (config !== undefined) kept.keepConfig(configAddress, config);
    keep();
  });
}
