/** What a model writes when it has no value and should have left the field out. Compared in lower case, trimmed. */
const placeholders: ReadonlySet<string> = new Set([
  ...[
    "n/a",
    "n.a.",
    "na",
    "none",
    "null",
    "nil",
    "undefined",
    "unknown",
    "unspecified",
    "not available",
    "not applicable",
  ],
  ...["not provided", "not specified", "not mentioned", "not given", "not found", "not known", "not stated"],
  ...["tbd", "tba", "to be determined", "to be announced", "placeholder", "lorem ipsum", "string", "value", "example"],
  ...["your name", "your email", "first last", "name surname", "xxx", "...", "…", "?", "??", "???", "-", "--", "—"],
  ...["example@example.com", "user@example.com", "name@example.com", "email@example.com", "your.email@example.com"],
  ...["123-456-7890", "000-000-0000", "yyyy-mm-dd"],
]);

/**
 * True for a text that stands where a value was not known: "N/A", "Unknown", "TBD", "example@example.com", "<name>" …
 * A JSON null and an empty text are no placeholders: they are the honest way to say that there is nothing.
 *
 * @example
 * isPlaceholder(" N/A "); // => true
 */
export function isPlaceholder(text: string): boolean {
  const value = text.trim().toLowerCase();
  return placeholders.has(value) || /^(<[^<>]*>|\[[^[\]]*\]|\{[^{}]*\})$/.test(value);
}

/** All placeholders among the texts of a JSON value, however deep, in the order in which they stand, as written. */
export function placeholderValues(json: unknown): readonly string[] {
  const found: string[] = [];
  const open: unknown[] = [json];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value === "string" && isPlaceholder(value)) found.push(value);
    else if (typeof value === "object" && value !== null) {
      for (const inner of Object.values(value).reverse()) open.push(inner);
    }
  }
  return found;
}
