/** The workers, each bundled by `build.mjs` into one classic script. */
declare module "virtual:engine-worker" {
  const source: string;
  export default source;
}
declare module "virtual:unlock-worker" {
  const source: string;
  export default source;
}
