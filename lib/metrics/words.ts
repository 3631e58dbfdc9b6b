// JavaScript's \s is not the same set: it has U+FEFF and lacks U+0085 and the four separators U+001C to U+001F.
const separators = `${String.fromCharCode(0x1c)}-${String.fromCharCode(0x1f)}`;
const space = `[\\p{White_Space}${separators}]`;
const spaces = new RegExp(`${space}+`, "u");
const lastSpaces = new RegExp(`(?<!${space})${space}+$`, "u");

/**
 * A text's words, parted by white space as Python's `str.split()` does: what the seed scripts count, and the first step of the
 * reference implementations of BLEU, chrF and SQuAD's F1.
 *
 * @example
 * splitWords(" two  words "); // => ["two", "words"]
 */
export function splitWords(text: string): readonly string[] {
  return text.split(spaces).filter(Boolean);
}

/** A text without the white space at its end, as Python's `str.rstrip()` leaves it. */
export function withoutLastSpaces(text: string): string {
  return text.replace(lastSpaces, "");
}
