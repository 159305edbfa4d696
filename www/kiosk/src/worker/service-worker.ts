/**
 * The service worker: keeps the page for times without a network. It holds exactly the files of one build, each checked by its hash, and
 * never those of two builds under one address.
 *
 * Configuration and snapshot are put into a cache by the page, which has checked them; here they are only found when the network fails.
 */
import { keptCache, pageCache, pageCachePrefix } from "../caches.js";

declare const self: ServiceWorkerGlobalScope;

/** What the build has made: its name, and each file's path and hash. Put in by build/service-worker.mjs. */
declare const BUILD: { readonly id: string; readonly files: readonly (readonly [path: string, integrity: string])[] };

/** Shown where nothing is left of the page and there is no network. */
const NOTHING_LEFT = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>涌泉 Yongquan</title>
<p>现在没有网络，浏览器又删除了本页的离线副本。请连上网络后重新打开，或改用U盘里的 yongquan.html。</p>
<p lang="en">There is no network, and the browser has removed its copy of this page. Connect and open it again, or use yongquan.html from the stick.</p>`;

const scope = new URL(self.registration.scope);
// Named once, since the build puts the whole list where the name stands.
const { id, files } = BUILD;
const own = pageCache(scope, id);

/** Fetches what is missing of this build. A file that is not what the build made is an error: the host has another build by now. */
async function complete(): Promise<void> {
  const cache = await caches.open(own);
  await Promise.all(
    files.map(async ([path, integrity]) => {
      const url = new URL(path, scope).href;
      if ((await cache.match(url)) !== undefined) return;
      const response = await fetch(url, { integrity, cache: "no-cache", credentials: "same-origin" });
      if (!response.ok || response.redirected) throw new Error(`${path}: ${response.status}`);
      await cache.put(url, response);
    }),
  );
}

/** Removes what earlier builds left. Pages of the last one may still be open, and get its engine from its cache. */
async function removeEarlier(): Promise<void> {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const earlier = (await caches.keys()).filter((name) => name.startsWith(pageCachePrefix(scope)) && name !== own);
  const stays = pages.some(({ url }) => url.startsWith(scope.href)) ? earlier.pop() : undefined;
  await Promise.all(earlier.filter((name) => name !== stays).map((name) => caches.delete(name)));
}

/** A file of this build; a file named by its hash, of any build that is here. */
async function fileOfPage(url: URL): Promise<Response | undefined> {
  const found = await (await caches.open(own)).match(url.href);
  if (found !== undefined || !url.pathname.startsWith(`${scope.pathname}assets/`)) return found;
  const all = (await caches.keys()).filter((name) => name.startsWith(pageCachePrefix(scope)));
  const answers = await Promise.all(all.map(async (name) => (await caches.open(name)).match(url.href)));
  return answers.find((answer) => answer !== undefined);
}

async function answer(request: Request, url: URL): Promise<Response> {
  const isPage = request.mode === "navigate" && [scope.pathname, `${scope.pathname}index.html`].includes(url.pathname);
  const file = await fileOfPage(isPage ? scope : url);
  if (file !== undefined) return file;
  try {
    return await fetch(request);
  } catch (reason) {
    const kept = await (await caches.open(keptCache(scope))).match(url.href);
    if (kept !== undefined) return kept;
    if (!isPage) throw reason;
    return new Response(NOTHING_LEFT, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": "default-src 'none'" } });
  }
}

self.addEventListener("install", (event) => {
  // Half a build is none: the one before stays in charge.
  event.waitUntil(
    complete().catch(async (reason: unknown) => {
      await caches.delete(own);
      throw reason;
    }),
  );
});

self.addEventListener("activate", (event) => event.waitUntil(removeEarlier()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  // A part of a file is asked for to see whether it has changed: only the host knows.
  if (request.method !== "GET" || request.headers.has("range") || !url.href.startsWith(scope.href)) return;
  event.respondWith(answer(request, url));
});

self.addEventListener("message", (event) => {
  if (event.data === "take-over") event.waitUntil(self.skipWaiting());
  // The browser, or a visitor, may have removed files since this build was installed.
  if (event.data === "complete") event.waitUntil(complete().catch(() => undefined));
});
