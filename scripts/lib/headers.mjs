// Reads the response headers of netlify.toml, so that they stand once for the public site and for the local server.
import { readFileSync } from "node:fs";
import { parse } from "smol-toml";

/**
 * The rules of netlify.toml, in order.
 *
 * Two kinds of patterns are understood: an exact path and a folder (`/*`, `/assets/*`). Any other one is refused, because a
 * rule that is read in another way than Netlify reads it is worse than none.
 */
export function readHeaderRules(file) {
  const { headers = [] } = parse(readFileSync(file, "utf8"));
  return headers.map(({ for: pattern, values }, index) => {
    if (typeof pattern !== "string" || !/^\/([^*:]*\/)?\*$|^\/[^*:]*$/.test(pattern)) {
      throw new Error(`${file}: header rule ${index + 1} has the pattern ${pattern}; only /path and /folder/* are understood`);
    }
    return { pattern, values: Object.entries(values ?? {}) };
  });
}

/**
 * The headers that the rules give a path.
 *
 * Throws if two rules give it the same one, in any case of letters: which of them Netlify sends, or both, is not documented.
 */
export function headersFor(rules, path) {
  const isMatch = ({ pattern }) => (pattern.endsWith("*") ? path.startsWith(pattern.slice(0, -1)) : path === pattern);
  const given = rules.filter(isMatch).flatMap(({ values }) => values);
  const names = given.map(([name]) => name.toLowerCase());
  const twice = names.find((name, place) => names.indexOf(name) !== place);
  if (twice !== undefined) throw new Error(`two header rules give ${path} the header ${twice}`);
  return Object.fromEntries(given);
}
