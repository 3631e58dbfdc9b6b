import { type JsonObject, objectOf, parsedOrUndefined } from "./json-value.js";

/** The text of an event that holds text of the answer and nothing else that is read; null of every other event. */
export type PlainText = (event: JsonObject) => string | null;

/** What may not stand in the text: JSON would mean something else by it, or refuse it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON allows none of them inside a text.
const NOT_LITERAL = /["\\\u0000-\u001f]/;
/** No event of a server holds it. */
const PROBE = "benchbook probe 5e1f";
/** So many events in a row that each differ in more than their text: the stream is not of this kind. */
const ENOUGH_MISSES = 8;
const MOST_PLACES = 4;

/**
 * Reads an event that repeats an earlier one in all but its text, without parsing it again. Most servers write the same JSON
 * around every piece of text, and parsing is a third of what an event costs.
 *
 * Exact, not a guess: where the text stands was proved by parsing the earlier event with another text in its place, every
 * other character is the same, and a text with a quote, a backslash or a control character is left to the parser.
 */
export class RepeatedEvent {
  readonly #plainText: PlainText;
  /** What stands before the text, its opening quote included, and what stands after it. Null while it is not known. */
  #around: { readonly before: string; readonly after: string } | null = null;
  #misses = 0;

  constructor(plainText: PlainText) {
    this.#plainText = plainText;
  }

  /** The text of an event that differs in nothing else; null where it has to be parsed. */
  textOf(data: string): string | null {
    const text = this.#between(data);
    if (text === null || NOT_LITERAL.test(text)) return null;
    this.#misses = 0;
    return text;
  }

  /** Learns from an event that had to be parsed. */
  learn(data: string, event: JsonObject): void {
    if (this.#misses >= ENOUGH_MISSES || this.#between(data) !== null) return;
    const text = this.#plainText(event);
    if (text === null) return;
    this.#misses += 1;
    this.#around = this.#find(data, JSON.stringify(text)) ?? this.#around;
  }

  #between(data: string): string | null {
    if (this.#around === null) return null;
    const { before, after } = this.#around;
    if (data.length <= before.length + after.length || !data.startsWith(before) || !data.endsWith(after)) return null;
    return data.slice(before.length, data.length - after.length);
  }

  /** The same text may stand in several places: the right one is where another text would be read in its stead. */
  #find(data: string, quoted: string): { before: string; after: string } | null {
    let at = data.indexOf(quoted);
    for (let place = 0; at !== -1 && place < MOST_PLACES; place += 1) {
      const before = data.slice(0, at + 1);
      const after = data.slice(at + quoted.length - 1);
      const probed = objectOf(parsedOrUndefined(before + PROBE + after));
      if (probed !== null && this.#plainText(probed) === PROBE) return { before, after };
      at = data.indexOf(quoted, at + 1);
    }
    return null;
  }
}
