/** The keys of the page, in one table: what is pressed is looked up here, and the sheet of keys and the help page are written from it. */

/** What a key does. */
export type ShortcutId = "box" | "lock" | "keys" | "help" | "look-around" | "far" | "pick" | "card" | "undo" | "redo" | "print" | "back";

/** Where a key works: everywhere on the open page, or in what it speaks of. */
export type ShortcutPlace = "page" | "part";

/** Keys pressed together, by the names that stand on them. */
export type Chord = readonly string[];

/** One line of the sheet. */
export interface Shortcut {
  readonly id: ShortcutId;
  /** Any one of these does it. */
  readonly chords: readonly Chord[];
  readonly place: ShortcutPlace;
}

export const SHORTCUTS: readonly Shortcut[] = [
  { id: "box", chords: [["/"]], place: "page" },
  { id: "lock", chords: [["Alt", "L"], ["Ctrl", "L"]], place: "page" },
  { id: "keys", chords: [["?"]], place: "page" },
  { id: "help", chords: [["F1"]], place: "page" },
  { id: "look-around", chords: [["↑"], ["↓"]], place: "part" },
  { id: "far", chords: [["PageUp"], ["PageDown"], ["Home"], ["End"]], place: "part" },
  { id: "pick", chords: [["Enter"]], place: "part" },
  { id: "card", chords: [["Enter"]], place: "part" },
  { id: "undo", chords: [["Ctrl", "Z"]], place: "part" },
  { id: "redo", chords: [["Ctrl", "Y"], ["Ctrl", "Shift", "Z"]], place: "part" },
  { id: "print", chords: [["Ctrl", "P"]], place: "part" },
  { id: "back", chords: [["Esc"]], place: "part" },
];

/** What is typed by an input method in place of the key's own sign. */
const FULL_WIDTH: Readonly<Record<string, string>> = { "？": "?", "、": "/", "／": "/" };

/** The parts of a key event that tell which key it is. */
export type KeyPress = Pick<KeyboardEvent, "key" | "code" | "altKey" | "ctrlKey" | "metaKey" | "shiftKey">;

function isPressed(chord: Chord, { key, code, altKey, ctrlKey, metaKey, shiftKey }: KeyPress): boolean {
  const last = chord[chord.length - 1] ?? "";
  if (metaKey || altKey !== chord.includes("Alt") || ctrlKey !== chord.includes("Ctrl")) return false;
  // Letters by the place of the key: with Alt held down, some layouts write another character.
  if (/^[A-Z]$/.test(last)) return code === `Key${last}` && !shiftKey;
  return (FULL_WIDTH[key] ?? key) === last;
}

/** Which of the keys that work everywhere was pressed. */
export function shortcutOf(press: KeyPress): ShortcutId | undefined {
  return SHORTCUTS.find(({ place, chords }) => place === "page" && chords.some((chord) => isPressed(chord, press)))?.id;
}
