// Newer things that the page has nevertheless, by the words in which they are found, each with the reason.
//
// One that is not found any more fails the test.

const DETECTED = "the generated glue asks whether it is there before it uses it";
const LOOK_ONLY = "where it is not known, the look is plainer and nothing is lost";
const OWN_NAME = "a name of our own, which an interface of newer browsers has as well; calls of that interface are not seen";

export const ALLOWED = new Map([
  ["Symbol.dispose is newer", DETECTED],
  [".detached is newer", DETECTED],
  ["(forced-colors)", LOOK_ONLY],
  ["accent-color", LOOK_ONLY],
  ["text-underline-offset", LOOK_ONLY],
  ...["bytes", "capture", "first", "forget", "identity", "inspect", "lost", "manifest", "range", "take"].map((name) => [`.${name} is newer`, OWN_NAME]),
]);

/** Names that the library of spreadsheets gives to what is its own, looked up one by one. That it writes in the oldest browser is tested in it. */
export const OF_SPREADSHEETS = new Set(["bytes", "fontFamily", "fontStyle", "fontWeight", "imageIndex"].map((name) => `.${name} is newer`));

/**
 * Names that the library of charts gives to what is its own: members are found by name alone, and it has hundreds. A new one is looked up
 * before it is added. That charts are drawn in the oldest browser is tested in it (tests/old-engines).
 */
export const OF_CHARTS = new Set(
  [
    "animation", "build", "clamp", "config", "dataType", "dispatch", "displayName", "dispose",
    "equal", "fontFamily", "fontStyle", "fontWeight", "getName", "handler", "hide", "layout",
    "lines", "local", "locale", "margin", "maxWidth", "minWidth", "opacity", "path",
    "records", "rotation", "selectRange", "states", "toArray", "transition", "union", "when",
  ].map((name) => `.${name} is newer`),
);
