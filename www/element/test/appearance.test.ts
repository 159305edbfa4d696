import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { DEFAULT_LOOK, lookIn, paletteOf } from "../src/page/appearance.js";
import { FORCED, PALETTES } from "../src/page/palette.js";
import { tokenOf, tokens } from "../src/page/view/styles.js";

describe("what is remembered of the look", () => {
  test("is taken as it was chosen", () => expect(lookIn('{"theme":"contrast-dark","size":"larger"}')).toEqual({ theme: "contrast-dark", size: "larger" }));
  test.each([null, "", "{", "7", "null", "[]", '{"theme":"pink","size":"huge"}', '{"theme":{},"size":3}', '{"size":"toString"}'])("falls back on the default: %s", (text) =>
    expect(lookIn(text)).toEqual(DEFAULT_LOOK));
  test("is taken by halves", () => expect(lookIn('{"theme":"dark","size":9}')).toEqual({ theme: "dark", size: "normal" }));
});

test.each([
  ["system", false, false, "light"],
  ["system", true, false, "dark"],
  ["system", false, true, "contrast-light"],
  ["system", true, true, "contrast-dark"],
  ["light", true, true, "light"],
  ["contrast-dark", false, false, "contrast-dark"],
] as const)("the theme %s, with dark wanted %s and contrast %s, is %s", (theme, wantsDark, wantsContrast, palette) =>
  expect(paletteOf(theme, wantsDark, wantsContrast)).toBe(palette));

describe("the tokens", () => {
  const sheet = tokens.cssText;
  const readme = readFileSync(join(import.meta.dirname, "../README.md"), "utf8");
  const names = Object.keys(PALETTES.light).map(tokenOf).concat(["--yq-font", "--yq-radius", "--yq-target", "--yq-gap"]);

  test("are in the style sheet, each palette whole", () => {
    for (const palette of [...Object.values(PALETTES), FORCED]) {
      for (const [name, colour] of Object.entries(palette)) expect(sheet).toContain(`${tokenOf(name)}: ${colour};`);
    }
  });
  test("are told to embedders, every one of them and no other", () => {
    const told = [...readme.matchAll(/^\| `(--yq-[a-z-]+)` \|/gm)].map(([, name]) => name);
    expect(told.sort()).toEqual([...names].sort());
  });
});
