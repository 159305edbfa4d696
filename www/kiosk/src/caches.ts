/**
 * Names of the caches, which page and service worker share. They begin with `yongquan.`, so that *Clear this device* removes them, and
 * name the folder of the page: one host may have several.
 */

/** What the names of all caches with files of the page begin with. */
export function pageCachePrefix(scope: URL): string {
  return `yongquan.page:${scope.pathname}:`;
}

/** The cache with the files of one build. */
export function pageCache(scope: URL, build: string): string {
  return pageCachePrefix(scope) + build;
}

/** The cache with configuration and snapshot. */
export function keptCache(scope: URL): string {
  return `yongquan.kept:${scope.pathname}`;
}
