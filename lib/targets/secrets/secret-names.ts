import type { PlainJson } from "../http-settings.js";

/** Words that mean a secret wherever they occur in a name. */
const ANYWHERE =
  /authoriz|authentic|(^|[-_.])auth([-_.]|$)|api[-_.]?key|secret|cookie|passw|credential|signature|bearer/i;
/** Words that mean one at the end of a name: `x-functions-key`, `clientPass`, `sessiontoken`. */
const AT_THE_END = /(key|keys|pass|passphrase|passcode|pwd|token|session|jwt|sig|otp|([-_.]|^)(pin|sas|creds?))$/i;
/** Names that end so and mean something else. */
const HARMLESS = /^prompt_cache_key$|by-?pass$/i;

/** Whether a name looks like that of a secret: `X-Access-Key`, `client_secret`, `apiToken`, `key`. */
export function isSecretName(name: string): boolean {
  return !HARMLESS.test(name) && (ANYWHERE.test(name) || AT_THE_END.test(name));
}

/**
 * The first name in settings, however deep, that looks like that of a secret and holds a text or a number; null where there is
 * none. What holds true, false, null or further settings is no secret itself: `{ properties: { password: { type: "string" } } }`.
 */
export function secretIn(settings: { readonly [name: string]: PlainJson }): string | null {
  for (const [name, value] of Object.entries(settings)) {
    if (isSecretName(name) && hasText(value)) return name;
    const deeper = secretInside(value);
    if (deeper !== null) return deeper;
  }
  return null;
}

function secretInside(value: PlainJson): string | null {
  if (typeof value !== "object" || value === null) return null;
  if (!isList(value)) return secretIn(value);
  for (const one of value) {
    const found = secretInside(one);
    if (found !== null) return found;
  }
  return null;
}

const hasText = (value: PlainJson): boolean =>
  typeof value === "string" || typeof value === "number" || (isList(value) && value.some(hasText));

/** Whether plain JSON is a list; `Array.isArray` alone does not narrow one that is readonly. */
export function isList(value: PlainJson): value is readonly PlainJson[] {
  return Array.isArray(value);
}
