import { describeValue } from "../arguments/describe-value.js";
import { secretIn } from "./secrets/secret-names.js";

/** A value that JSON can carry without loss. */
export type PlainJson = null | boolean | number | string | readonly PlainJson[] | { readonly [key: string]: PlainJson };

/**
 * An http or https address without a trailing slash. A user name, a password or a query is refused: it would be written into
 * the manifest of every run. `query` says where a query belongs. No such part of an invalid address is shown.
 */
export function serverAddress(caller: string, name: string, value: unknown, query = "leave it out"): string {
  const expected = `${caller} expected ${name} to be an address like "http://127.0.0.1:8080"`;
  const url = typeof value === "string" ? urlOrNull(value) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    const visible = typeof value === "string" ? value.replace(/[?#].*$/s, "?…").replace(/^.*@/s, "…@") : value;
    throw new Error(`${expected}, got ${describeValue(visible)}`);
  }
  if (url.username !== "" || url.password !== "")
    throw new Error(
      `${expected}, got one with a user name or password: name an environment variable instead (apiKeyEnv)`,
    );
  if (url.search !== "" || url.hash !== "")
    throw new Error(`${expected}, got one with a query or a fragment: ${query}`);
  return url.href.replace(/\/+$/, "");
}

/** The address of a page of metrics, by the rules of {@link serverAddress}; what ends it stays, since servers tell `/metrics/` apart. */
export function metricsAddress(caller: string, value: unknown): string {
  const address = serverAddress(caller, "metricsUrl", value);
  return typeof value === "string" && /\/$/.test(value.trim()) && new URL(address).pathname !== "/"
    ? `${address}/`
    : address;
}

function urlOrNull(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

/** An object that JSON can carry without loss, copied; or an error that says where it cannot, and shows no value. */
export function plainObject(caller: string, name: string, value: unknown): { readonly [key: string]: PlainJson } {
  if (!isRecord(value)) throw new Error(`${caller} expected ${name} to be a plain object, got ${kindOf(value)}`);
  return copyRecord(caller, name, value, 0);
}

function copyRecord(caller: string, path: string, value: Record<string, unknown>, depth: number) {
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(
    entries.map(([key, inner]) => [key, copyPlain(caller, `${path}.${key}`, inner, depth + 1)]),
  );
}

function copyPlain(caller: string, path: string, value: unknown, depth: number): PlainJson {
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (depth <= 32) {
    if (Array.isArray(value))
      return value.map((inner, index) => copyPlain(caller, `${path}[${index}]`, inner, depth + 1));
    if (isRecord(value)) return copyRecord(caller, path, value, depth);
  }
  throw new Error(
    `${caller} expected ${path} to be plain JSON (text, number, boolean, null, list, object), got ${kindOf(value)}`,
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/**
 * Throws when a name, at any depth of these settings, looks like that of a secret and holds a value: it would be written into the
 * manifest of every run. `way` says how to give a key instead.
 */
export function refuseSecrets(
  caller: string,
  where: string,
  settings: { readonly [name: string]: PlainJson },
  way: (name: string) => string,
): void {
  const name = secretIn(settings);
  if (name === null) return;
  throw new Error(
    `${caller} expected ${where} without secrets, got "${name}": it would be written into the manifest. ${way(name)}`,
  );
}

const keyInHeader = (name: string): string =>
  `Put the key into an environment variable and name both: apiKeyEnv: "MY_KEY", apiKeyHeader: "${name}"`;

/** The way to give a key that was found in a query or a body. */
export const keyElsewhere = (): string =>
  "Put the key into an environment variable and name it with apiKeyEnv; where the server wants it in a header of its own, name " +
  "that with apiKeyHeader";

/**
 * Extra request headers, copied. A header that looks like it carries a secret is refused, since a target is written into the
 * manifest; so is one that the transport sets itself. No message shows a value.
 */
export function plainHeaders(caller: string, value: unknown): { readonly [header: string]: string } {
  const headers = plainObject(caller, "headers", value);
  refuseSecrets(caller, "headers", headers, (name) =>
    /^authorization$/i.test(name) ? keyElsewhere() : keyInHeader(name),
  );
  const checked: [string, string][] = [];
  for (const [header, content] of Object.entries(headers)) {
    headerName(caller, "headers", header);
    if (typeof content !== "string" || /[^\t\x20-\x7e]/.test(content))
      throw new Error(
        `${caller} expected headers to be names and printable text, got something else as ${describeValue(header)}`,
      );
    checked.push([header, content]);
  }
  return Object.fromEntries(checked);
}

/** A name that a request header may have, or an error that names the setting. */
export function headerName(caller: string, where: string, header: unknown): string {
  if (typeof header !== "string" || !/^[!#$%&'*+.^_`|~0-9a-z-]{1,100}$/i.test(header))
    throw new Error(
      `${caller} expected ${where} to be names and printable text, got a name that no header has (letters, digits, hyphens)`,
    );
  if (/^(host|connection|content-length|transfer-encoding|accept-encoding|content-type)$/i.test(header))
    throw new Error(`${caller} expected ${where} without "${header}": the transport sets it`);
  return header;
}

/** What is added to the address of every request, copied: names and texts. A name that looks like that of a secret is refused. */
export function plainQuery(caller: string, value: unknown): { readonly [name: string]: string } {
  const query = plainObject(caller, "query", value);
  refuseSecrets(caller, "query", query, keyElsewhere);
  const checked: [string, string][] = [];
  for (const [name, content] of Object.entries(query)) {
    if (name === "" || typeof content !== "string")
      throw new Error(
        `${caller} expected query to be names and texts, as in { "api-version": "2024-10-21" }, got something else as ${describeValue(name)}`,
      );
    checked.push([name, content]);
  }
  return Object.fromEntries(checked);
}

/** What something is, without what it holds: that may be a secret. */
function kindOf(value: unknown): string {
  if (typeof value === "number" || value === null || value === undefined) return String(value);
  if (typeof value === "string") return "a text";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object of another kind" : `a ${typeof value}`;
}
