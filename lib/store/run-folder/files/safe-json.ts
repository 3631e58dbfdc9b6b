/** How deep JSON from a file may be nested; what Benchbook writes stays under 12. */
const DEEPEST = 64;

/** The largest JSON text that is read at once, in characters: 64 Mi. */
const LONGEST = 64 * 1024 * 1024;

/**
 * Parses JSON that somebody else may have written. Throws when it is not JSON, longer than 64 Mi characters, nested
 * deeper than 64, or holds a key `__proto__`, which a careless copy would turn into a changed prototype.
 *
 * @example parseSafely('{"a":[1]}'); // => {"a":[1]}
 */
export function parseSafely(text: string): unknown {
  if (text.length > LONGEST) throw new Error(`expected at most ${LONGEST} characters of JSON, got ${text.length}`);
  const value: unknown = JSON.parse(text);
  refuseHostile(value, 0);
  return value;
}

function refuseHostile(value: unknown, depth: number): void {
  if (typeof value !== "object" || value === null) return;
  if (depth >= DEEPEST) throw new Error(`expected JSON nested at most ${DEEPEST} deep`);
  if (Array.isArray(value)) {
    for (const item of value) refuseHostile(item, depth + 1);
    return;
  }
  for (const [key, item] of Object.entries(value)) {
    if (key === "__proto__") throw new Error("expected JSON without a key __proto__");
    refuseHostile(item, depth + 1);
  }
}
