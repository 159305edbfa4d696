/** The workers, each bundled by `build.mjs` into one classic script. */
declare module "virtual:engine-worker" {
  const source: string;
  export default source;
}
declare module "virtual:unlock-worker" {
  const source: string;
  export default source;
}
/** What `build.mjs` knows of the build: the number of the package, and its commit or why there is none. */
declare module "virtual:build" {
  const build: { readonly version: string; readonly commit: string };
  export default build;
}
/** What draws charts, bundled by `build.mjs` into a file beside this script. */
declare module "virtual:charts" {
  export const draw: import("./chart-library.js").ChartLibrary["draw"];
}
