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
/** What `build.mjs` takes out of `data-schema/query.md`: how things are written in a question. */
declare module "virtual:contract" {
  type Spellings = readonly string[];
  const contract: {
    readonly words: Readonly<
      Record<
        | "and" | "or" | "not" | "eq" | "ne" | "lt" | "le" | "gt" | "ge" | "in" | "under" | "between" | "contains" | "starts_with" | "ends_with" | "pinyin" | "missing",
        Spellings
      >
    >;
    readonly quantifiers: Readonly<Record<"any" | "all" | "count", Spellings>>;
    readonly truth: Readonly<Record<"yes" | "no", Spellings>>;
    /** Whole conditions on ages. */
    readonly years: Spellings;
    /** One day in each of the forms. */
    readonly dates: Spellings;
  };
  export default contract;
}
/** What draws charts, bundled by `build.mjs` into a file beside this script. */
declare module "virtual:charts" {
  export const draw: import("./chart-library.js").ChartLibrary["draw"];
}
