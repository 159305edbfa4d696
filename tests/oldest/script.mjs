// What a script uses that the oldest browser does not have: syntax and objects of the language, and interfaces of browsers.
import { Linter } from "eslint";
import esx from "eslint-plugin-es-x";
import { isNewerGlobal, isNewerMember } from "./browsers.mjs";

/** Syntax that Chromium 86 lacks. Objects of the language are looked up in the same data as those of browsers. */
const NEWER_SYNTAX = [
  "no-arbitrary-module-namespace-names",
  "no-class-static-block",
  "no-dynamic-import-options",
  "no-error-cause",
  "no-hashbang",
  "no-import-attributes",
  "no-json-modules",
  "no-private-in",
  "no-regexp-d-flag",
  "no-regexp-duplicate-named-capturing-groups",
  "no-regexp-modifiers",
  "no-regexp-unicode-property-escapes-2022",
  "no-regexp-unicode-property-escapes-2023",
  "no-regexp-v-flag",
  "no-top-level-await",
  "no-trailing-dynamic-import-commas",
  "no-using-declarations",
];
/** Length from which a text inside a script is looked at as a script: workers travel so. */
const SHORTEST_SCRIPT_LEN = 2_000;

const syntaxRules = Object.fromEntries(NEWER_SYNTAX.map((rule) => [`es-x/${rule}`, "error"]));

/** The identifiers in a script that name something of the global object. */
function globalReferences({ scopeManager: { globalScope } }) {
  const known = globalScope.variables.filter(({ defs }) => defs.length === 0).flatMap(({ references }) => references);
  return new Set([...globalScope.through, ...known].map(({ identifier }) => identifier));
}

/** Finds interfaces of browsers and of the language by name. */
const newerInterface = {
  create(context) {
    const globals = globalReferences(context.sourceCode);
    const report = (node, name) => context.report({ node, message: `${name} is newer` });
    for (const identifier of globals) if (isNewerGlobal(identifier.name)) report(identifier, identifier.name);
    return {
      MemberExpression({ object, property, computed }) {
        const name = computed ? property.value : property.name;
        if (typeof name !== "string" || property.type === "PrivateIdentifier") return;
        const owner = globals.has(object) ? object.name : undefined;
        if (isNewerMember(owner, name)) report(property, `${owner ?? ""}.${name}`);
      },
    };
  },
};

/** Reports a text whole, so that it can be looked at in another way. */
function reportText(context, text) {
  context.report({ loc: { line: 1, column: 0 }, message: "{{text}}", data: { text } });
}

/** Finds the texts that are long enough for a script, and reports them whole. */
const longText = {
  create(context) {
    const note = (text) => typeof text === "string" && text.length >= SHORTEST_SCRIPT_LEN && reportText(context, text);
    return {
      Literal: ({ value }) => note(value),
      TemplateLiteral: ({ parent, quasis }) => parent.type !== "TaggedTemplateExpression" && quasis.length === 1 && note(quasis[0].value.cooked),
    };
  },
};

/**
 * Finds the style sheets that are written as css`…`, also where a build has given the tag another name: they have rules and,
 * unlike the others, no elements. What is put into them, colours and other style sheets, is left out.
 */
const styleSheet = {
  create: (context) => ({
    TaggedTemplateExpression({ quasi }) {
      const text = quasi.quasis.map(({ value }) => value.cooked).join(" ");
      if (text.includes("{") && !text.includes("<")) reportText(context, text);
    },
  }),
};

/** Runs rules over a script. Comments in it must not turn them off. */
function verified(script, sourceType, rules) {
  const config = {
    languageOptions: { ecmaVersion: "latest", sourceType },
    plugins: { "es-x": esx, oldest: { rules: { "newer-interface": newerInterface, "long-text": longText, "style-sheet": styleSheet } } },
    rules,
  };
  return new Linter().verify(script, config, { allowInlineConfig: false });
}

/** The scripts that travel inside a script as text. */
export function scriptsWithin(script, sourceType = "module") {
  return verified(script, sourceType, { "oldest/long-text": "error" }).map(({ message }) => message);
}

/** The style sheets that a script of ours brings. */
export function stylesWithin(script, sourceType = "module") {
  return verified(script, sourceType, { "oldest/style-sheet": "error" }).map(({ message }) => message);
}

/** What is newer in a script, each with its place. What cannot be parsed at all is newer too. */
export function newerInScript(script, sourceType = "module") {
  const found = verified(script, sourceType, { ...syntaxRules, "oldest/newer-interface": "error" });
  return found.map(({ line, column, message }) => ({ line, column, what: message.replace(/\.$/, "") }));
}
