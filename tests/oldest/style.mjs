// What a style sheet uses that the oldest browser does not have.
import { parse, walk } from "css-tree";
import {
  isNewerAtRule,
  isNewerFunction,
  isNewerKeyword,
  isNewerMediaFeature,
  isNewerProperty,
  isNewerSelector,
  isNewerUnit,
} from "./browsers.mjs";

/** What is newer in a style sheet, by name. What cannot be parsed counts as newer: a browser would drop it in silence. */
export function newerInStyle(style) {
  const found = [];
  const note = (isNewer, what) => isNewer && found.push({ what });
  const tree = parse(style, { parseCustomProperty: true, onParseError: ({ message }) => note(true, `not parsed: ${message}`) });
  walk(tree, function visit(node) {
    switch (node.type) {
      case "Declaration":
        note(isNewerProperty(node.property), node.property);
        break;
      case "Identifier":
        note(this.declaration !== null && isNewerKeyword(this.declaration.property, node.name), `${this.declaration?.property}: ${node.name}`);
        break;
      case "Function":
        note(isNewerFunction(node.name), `${node.name}()`);
        break;
      case "Dimension":
        note(isNewerUnit(node.unit), node.unit);
        break;
      case "PseudoClassSelector":
      case "PseudoElementSelector":
        note(isNewerSelector(node.name), `:${node.name}`);
        break;
      case "NestingSelector":
        note(isNewerSelector("nesting"), "&");
        break;
      case "Atrule":
        note(isNewerAtRule(node.name), `@${node.name}`);
        break;
      case "Feature":
        note(isNewerMediaFeature(node.name), `(${node.name})`);
        break;
      case "FeatureRange":
        // `(width >= 600px)` came with Chromium 104.
        note(true, "a range of a media feature");
    }
  });
  return found;
}
