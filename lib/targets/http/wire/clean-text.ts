/** The most bytes of UTF-8 that a message kept in a trial may have. */
export const LONGEST_MESSAGE_BYTES = 2048;

/** Replaces every secret in a text. The identity where there is no secret. */
export type Scrub = (text: string) => string;

/**
 * Makes the function that takes secrets out of text: as they are, as JSON and a URL write them, as Base64 and in hexadecimal.
 * Secrets shorter than four characters are left alone, since taking them out would eat ordinary words.
 */
export function scrubber(secrets: readonly (string | null | undefined)[]): Scrub {
  const forms = [...new Set(secrets.flatMap((secret) => (secret && secret.length >= 4 ? formsOf(secret) : [])))];
  if (forms.length === 0) return (text) => text;
  const longestFirst = forms.sort((a, b) => b.length - a.length);
  const shortest = longestFirst.at(-1)?.length ?? 0;
  return (text) => {
    if (text.length < shortest) return text; // most pieces of an answer are
    return longestFirst.reduce((kept, form) => (kept.includes(form) ? kept.replaceAll(form, "[key]") : kept), text);
  };
}

/** The coded forms of a longer secret only: those of a short one are short, and occur in ordinary text. */
function formsOf(secret: string): readonly string[] {
  const plain = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)];
  if (secret.length < 8) return plain;
  const bytes = Buffer.from(secret, "utf8");
  const whole = bytes.subarray(0, bytes.length - (bytes.length % 3)); // the end of Base64 depends on what follows
  const hex = bytes.toString("hex");
  const coded = [
    bytes.toString("base64"),
    whole.toString("base64"),
    whole.toString("base64url"),
    hex,
    hex.toUpperCase(),
  ];
  return [...plain, secret.toLowerCase(), secret.toUpperCase(), ...coded];
}

// Terminal escapes whole, then what else is a control character or turns the direction of writing.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to take out.
const UNPRINTABLE = /\u001b\[[0-?]*[ -/]*[@-~]|[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]+/g;

/** Text of a stranger made fit for a terminal and a file: no secret, no control character, at most 2 KiB. */
export function cleanMessage(text: string, scrub: Scrub): string {
  const printable = scrub(text.slice(0, 64 * 1024))
    .replace(UNPRINTABLE, " ")
    .trim();
  const bytes = Buffer.from(printable, "utf8");
  if (bytes.length <= LONGEST_MESSAGE_BYTES) return printable;
  const cut = bytes.subarray(0, LONGEST_MESSAGE_BYTES - 3).toString("utf8");
  return `${cut.replace(/\uFFFD+$/, "")}…`;
}

/** Text of a stranger made fit for a file, or null where there is none. */
export function cleanOrNull(text: string | null, scrub: Scrub): string | null {
  return text === null ? null : cleanMessage(text, scrub);
}
