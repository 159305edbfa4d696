/** The page's configuration: `config.json` beside it, written by whoever hosts a snapshot. A page without one asks for files. */

/** What the configuration may say. */
export interface Config {
  /** Address of the snapshot, relative to the page. */
  readonly snapshot?: string;
  /** Second line of the publisher's `publisher.pub`. */
  readonly publisherKey?: string;
  /** Id of the register. */
  readonly register?: string;
  /** Passphrase of a public demonstration, which the page shows. One that opens real people's data never stands in a configuration. */
  readonly demoPassphrase?: string;
}

const KEYS = ["snapshot", "publisherKey", "register", "demoPassphrase"] as const;

/** Why a configuration is refused. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/**
 * Checks what was read. An unknown key is an error: a misspelt publisher's key must not pass for none.
 *
 * @throws ConfigError if it is not an object of the known texts, each at most once and not empty.
 */
export function checkedConfig(read: unknown): Config {
  if (typeof read !== "object" || read === null || Array.isArray(read)) throw new ConfigError("{…}");
  const config: { -readonly [K in keyof Config]: string } = {};
  for (const [key, value] of Object.entries(read)) {
    const known = KEYS.find((name) => name === key);
    if (known === undefined || typeof value !== "string" || value === "") throw new ConfigError(key);
    config[known] = value;
  }
  return config;
}

/**
 * Reads the configuration.
 *
 * @throws ConfigError if there is one and it is not what it must be.
 */
export async function readConfig(url: string): Promise<Config> {
  const response = await fetch(url, { cache: "no-cache", credentials: "same-origin" }).catch(() => undefined);
  // No configuration is a page for files chosen by hand.
  if (response === undefined || response.status === 404) return {};
  if (!response.ok) throw new ConfigError(`HTTP ${response.status}`);
  const text = await response.text();
  // Hosts of single-page sites answer every unknown address with the page itself.
  if (response.headers.get("content-type")?.includes("text/html") === true) return {};
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    // The parser's own text would repeat what is in the file.
    throw new ConfigError("JSON");
  }
  return checkedConfig(read);
}
