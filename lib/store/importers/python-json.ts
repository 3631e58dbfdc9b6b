import { parseSafely } from "../run-folder/files/safe-json.js";

/** A string of JSON, or one of the three words that Python's `json.dumps` writes for numbers that JSON does not have. */
const STRING_OR_WORD = /"[^"\\]*(?:\\.[^"\\]*)*"|\b(?:NaN|Infinity)\b/gs;

/**
 * Parses JSON as Python's `json` module writes it: `Infinity` and `-Infinity` are read as numbers, `NaN` as null, since it
 * says that there is no number. Words within strings stay as they are. Throws as `parseSafely` does.
 *
 * @example parsePythonJson('{"rate": Infinity, "p99": NaN, "text": "NaN"}'); // => {"rate": Infinity, "p99": null, "text": "NaN"}
 */
export function parsePythonJson(text: string): unknown {
  try {
    return parseSafely(text);
  } catch (error) {
    if (!/\b(?:NaN|Infinity)\b/.test(text)) throw error;
    return parseSafely(text.replace(STRING_OR_WORD, (found) => words[found] ?? found));
  }
}

/** A number beyond the range of doubles is how JSON can spell infinity. */
const words: Readonly<Record<string, string>> = { NaN: "null", Infinity: "1e999" };
