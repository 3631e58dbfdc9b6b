/**
 * JSON with the keys of every object in order and no spaces, so that equal data gives equal text whatever wrote it
 * (RFC 8785, JSON Canonicalization Scheme: keys by UTF-16 code units, numbers and strings as ECMAScript writes them).
 *
 * @example
 * canonicalJson({ b: 1, a: [true, null] }); // => "{\"a\":[true,null],\"b\":1}"
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner !== "object" || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
