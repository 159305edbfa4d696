/**
 * What is needed once a snapshot is open, or help is asked for: a file of its own, so that the screen which asks for the passphrase is light.
 */
import "./view/desk-screen.js";
import "./view/help.js";
import "./view/shortcuts.js";

export { Desk } from "./desk.js";
export { Words } from "./words.js";
