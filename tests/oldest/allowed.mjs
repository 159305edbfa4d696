// Newer things that the page has nevertheless, by the words in which they are found, each with the reason.
//
// One that is not found any more fails the test.

const DETECTED = "the generated glue asks whether it is there before it uses it";
const LOOK_ONLY = "where it is not known, the look is plainer and nothing is lost";
const OWN_NAME = "a name of our own, which an interface of newer browsers has as well; calls of that interface are not seen";

export const ALLOWED = new Map([
  ["Symbol.dispose is newer", DETECTED],
  [".detached is newer", DETECTED],
  ["accent-color", LOOK_ONLY],
  ["text-underline-offset", LOOK_ONLY],
  ...["bytes", "capture", "first", "forget", "identity", "inspect", "lost", "manifest", "range", "take"].map((name) => [`.${name} is newer`, OWN_NAME]),
]);
