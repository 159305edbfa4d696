/**
 * The page's configuration: `config.json` beside it, written by whoever hosts a snapshot, or the same text inside the single file. A page
 * without one asks for files.
 */
import keys from "../config-keys.json";

/** Where a configuration stands: beside the page on a host, or inside the single file. */
export type Place = "site" | "single-file";

/** What the configuration may say. The scripts know the same keys by the same file, `config-keys.json`, with the places that each may stand in. */
export interface Config {
  /** Address of the snapshot, relative to the page. The single file asks for the file of this name. */
  readonly snapshot?: string;
  /** Second line of the publisher's `publisher.pub`. */
  readonly publisherKey?: string;
  /** Id of the register. */
  readonly register?: string;
  /**
   * Passphrase of a public demonstration, which the page shows. One that opens real people's data never stands in a configuration. Only a site
   * may have it: the single file is handed on and takes any snapshot, so none is made or shown with a passphrase inside.
   */
  readonly demoPassphrase?: string;
}

const PLACES: { readonly [K in keyof Config]-?: readonly string[] } = keys;
const KEYS = Object.keys(keys) as (keyof typeof keys)[];

/** Why there is no configuration to go by. `code` is one of the catalogue. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly code: string;

  constructor(problem: string, code = "page.config_invalid") {
    super(problem);
    this.code = code;
  }
}

/**
 * Checks what was read. An unknown key is an error: a misspelt publisher's key must not pass for none.
 *
 * @throws ConfigError if it is not an object of the texts that this place may have, each at most once and not empty.
 */
export function checkedConfig(read: unknown, place: Place): Config {
  if (typeof read !== "object" || read === null || Array.isArray(read)) throw new ConfigError("{…}");
  const config: { -readonly [K in keyof Config]: string } = {};
  for (const [key, value] of Object.entries(read)) {
    const known = KEYS.find((name) => name === key && PLACES[name].includes(place));
    if (known === undefined || typeof value !== "string" || value === "") throw new ConfigError(key);
    config[known] = value;
  }
  return config;
}

/**
 * The configuration in a text.
 *
 * @throws ConfigError if it is not what it must be.
 */
export function parsedConfig(text: string, place: Place): Config {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    // The parser's own text would repeat what is in the file.
    throw new ConfigError("JSON");
  }
  return checkedConfig(read, place);
}

/**
 * Reads the configuration of a page on a host.
 *
 * @throws ConfigError if there is one and it is not what it must be, or if there is no answer.
 */
export async function readConfig(url: string): Promise<Config> {
  const response = await fetch(url, { cache: "no-cache", credentials: "same-origin" }).catch(() => undefined);
  // Whether there is one is not known then: a page that was set up must not pass for one that was not.
  if (response === undefined) throw new ConfigError("", "page.config_unreachable");
  // No configuration is a page for files chosen by hand.
  if (response.status === 404) return {};
  if (!response.ok) throw new ConfigError(`HTTP ${response.status}`);
  const text = await response.text();
  // Hosts of single-page sites answer every unknown address with the page itself.
  if (response.headers.get("content-type")?.includes("text/html") === true) return {};
  return parsedConfig(text, "site");
}
