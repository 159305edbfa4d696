/**
 * How the page looks on this device: a theme and a size of type. A setting and no data, so it is remembered in the browser's storage.
 *
 * Every size of type on the page is in `rem`, which goes by the size of the document's root. So a chosen size is set there: the one thing that
 * the element changes outside itself, and takes back when it leaves the page.
 */
import { objectIn } from "../shared/json.js";
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { PaletteName } from "./palette.js";
import { KEPT_PREFIX } from "./seen.js";

/** A palette, or whichever the system asks for. */
export type Theme = "system" | PaletteName;
export const THEMES: readonly Theme[] = ["system", "light", "dark", "contrast-light", "contrast-dark"];

/** Sizes of type: the browser's own, usually 16 px; 18 px for kiosks; 22 px for eyes that need it. */
export const TYPE_SIZES = { normal: "", large: "112.5%", larger: "137.5%" } as const;
export type TypeSize = keyof typeof TYPE_SIZES;

/** What somebody chose. */
export interface Look {
  readonly theme: Theme;
  readonly size: TypeSize;
}

/** What a page looks like before anybody chose. */
export const DEFAULT_LOOK: Look = { theme: "system", size: "normal" };

/** Where the choice is kept. */
export const LOOK_KEY = `${KEPT_PREFIX}look`;

/** The choice that a text holds; what is not one of ours is the default. */
export function lookIn(text: string | null): Look {
  const { theme, size } = objectIn<keyof Look>(text ?? "") ?? {};
  const isSize = (name: unknown): name is TypeSize => typeof name === "string" && Object.keys(TYPE_SIZES).includes(name);
  return { theme: THEMES.find((known) => known === theme) ?? DEFAULT_LOOK.theme, size: isSize(size) ? size : DEFAULT_LOOK.size };
}

/** The palette of a theme, by what the system asks for. */
export function paletteOf(theme: Theme, wantsDark: boolean, wantsContrast: boolean): PaletteName {
  if (theme !== "system") return theme;
  if (wantsContrast) return wantsDark ? "contrast-dark" : "contrast-light";
  return wantsDark ? "dark" : "light";
}

/** Whether a palette has light text on a dark ground. */
export function isDark(palette: PaletteName): boolean {
  return palette === "dark" || palette === "contrast-dark";
}

/** Dresses an element, and tells it of each change of palette. */
export class Appearance implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #storage: Storage | undefined;
  readonly #changed: (palette: PaletteName) => void;
  readonly #wantsDark = window.matchMedia("(prefers-color-scheme: dark)");
  /** Older browsers do not know the question, and answer no. */
  readonly #wantsContrast = window.matchMedia("(prefers-contrast: more)");
  /** The root's own size of type, to give back. */
  #rootSize = "";
  look: Look;

  constructor(host: ReactiveControllerHost & HTMLElement, storage: Storage | undefined, changed: (palette: PaletteName) => void) {
    this.#host = host;
    this.#storage = storage;
    this.#changed = changed;
    this.look = this.#remembered();
    host.addController(this);
  }

  hostConnected(): void {
    this.#rootSize = document.documentElement.style.fontSize;
    for (const query of [this.#wantsDark, this.#wantsContrast]) query.addEventListener("change", this.#apply);
    this.#apply();
  }

  hostDisconnected(): void {
    for (const query of [this.#wantsDark, this.#wantsContrast]) query.removeEventListener("change", this.#apply);
    document.documentElement.style.fontSize = this.#rootSize;
  }

  /** Takes a choice and remembers it, as far as the browser keeps anything. */
  choose(look: Look): void {
    this.look = look;
    try {
      this.#storage?.setItem(LOOK_KEY, JSON.stringify(look));
    } catch {
      // Full or forbidden: it holds until the page is closed.
    }
    this.#apply();
    this.#host.requestUpdate();
  }

  #remembered(): Look {
    try {
      return lookIn(this.#storage?.getItem(LOOK_KEY) ?? null);
    } catch {
      // Storage that cannot be read holds no choice.
      return DEFAULT_LOOK;
    }
  }

  readonly #apply = (): void => {
    const palette = paletteOf(this.look.theme, this.#wantsDark.matches, this.#wantsContrast.matches);
    this.#host.setAttribute("data-palette", palette);
    this.#host.setAttribute("data-size", this.look.size);
    const size = TYPE_SIZES[this.look.size];
    document.documentElement.style.fontSize = size === "" ? this.#rootSize : size;
    this.#changed(palette);
  };
}
