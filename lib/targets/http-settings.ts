import { inspect } from "node:util";

/** A value that JSON can carry without loss. */
export type PlainJson = null | boolean | number | string | readonly PlainJson[] | { readonly [key: string]: PlainJson };

/** Text that is not empty, or an error that names the maker and the setting. */
export function filledText(maker: string, name: string, value: unknown): string {
  if (typeof value === "string" && value.trim() !== "") return value;
  throw new Error(`${maker} expected ${name} to be text that is not empty, got ${shown(value)}`);
}

/** True or false, or an error that names the maker and the setting. */
export function trueOrFalse(maker: string, name: string, value: unknown): boolean {
  if (typeof value === "boolean") return value;
  throw new Error(`${maker} expected ${name} to be true or false, got ${shown(value)}`);
}

/** One of the words, or an error that names them. */
export function oneOf<Word extends string>(maker: string, name: string, value: unknown, words: readonly Word[]): Word {
  const found = words.find((word) => word === value);
  if (found !== undefined) return found;
  throw new Error(
    `${maker} expected ${name} to be ${words.map((word) => `"${word}"`).join(" or ")}, got ${shown(value)}`,
  );
}

/**
 * An http or https address without a trailing slash. A user name, a password or a query is refused: it would be written into
 * the manifest of every run.
 */
export function serverAddress(maker: string, name: string, value: unknown): string {
  const expected = `${maker} expected ${name} to be an address like "http://127.0.0.1:8080"`;
  const url = typeof value === "string" ? urlOrNull(value) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) throw new Error(`${expected}, got ${shown(value)}`);
  if (url.username !== "" || url.password !== "")
    throw new Error(
      `${expected}, got one with a user name or password: name an environment variable instead (apiKeyEnv)`,
    );
  if (url.search !== "" || url.hash !== "")
    throw new Error(`${expected}, got one with a query or a fragment: leave it out`);
  return url.href.replace(/\/+$/, "");
}

function urlOrNull(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

/** An object that JSON can carry without loss, copied; or an error that says where it cannot. */
export function plainObject(maker: string, name: string, value: unknown): { readonly [key: string]: PlainJson } {
  if (!isRecord(value)) throw new Error(`${maker} expected ${name} to be a plain object, got ${shown(value)}`);
  return copyRecord(maker, name, value, 0);
}

function copyRecord(maker: string, path: string, value: Record<string, unknown>, depth: number) {
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(entries.map(([key, inner]) => [key, copyPlain(maker, `${path}.${key}`, inner, depth + 1)]));
}

function copyPlain(maker: string, path: string, value: unknown, depth: number): PlainJson {
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (depth <= 32) {
    if (Array.isArray(value))
      return value.map((inner, index) => copyPlain(maker, `${path}[${index}]`, inner, depth + 1));
    if (isRecord(value)) return copyRecord(maker, path, value, depth);
  }
  throw new Error(
    `${maker} expected ${path} to be plain JSON (text, number, boolean, null, list, object), got ${shown(value)}`,
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

const SECRET_NAME =
  /authoriz|authentic|(^|[-_])auth([-_]|$)|api[-_]?key|secret|cookie|password|credential|signature|token$/i;

/** Throws when a name looks like that of a secret: what it holds would be written into the manifest of every run. */
export function refuseSecret(maker: string, where: string, name: string): void {
  if (!SECRET_NAME.test(name)) return;
  throw new Error(
    `${maker} expected ${where} without secrets, got "${name}": it would be written into the manifest. ` +
      "Put the key into an environment variable and name it with apiKeyEnv",
  );
}

/**
 * Extra request headers, copied. A header that looks like it carries a secret is refused, since a target is written into the
 * manifest; so is one that the transport sets itself.
 */
export function plainHeaders(maker: string, value: unknown): { readonly [header: string]: string } {
  const headers = plainObject(maker, "headers", value);
  const checked: [string, string][] = [];
  for (const [header, content] of Object.entries(headers)) {
    refuseSecret(maker, "headers", header);
    if (!/^[!#$%&'*+.^_`|~0-9a-z-]+$/i.test(header) || typeof content !== "string" || /[^\t\x20-\x7e]/.test(content))
      throw new Error(
        `${maker} expected headers to be names and printable text, got ${shown(header)}: ${shown(content)}`,
      );
    if (/^(host|connection|content-length|transfer-encoding|accept-encoding|content-type)$/i.test(header))
      throw new Error(`${maker} expected headers without "${header}": the transport sets it`);
    checked.push([header, content]);
  }
  return Object.fromEntries(checked);
}

function shown(value: unknown): string {
  const isObject = typeof value === "object" && value !== null;
  const text = isObject
    ? inspect(value, { depth: 1, breakLength: Infinity })
    : (JSON.stringify(value) ?? String(value));
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
