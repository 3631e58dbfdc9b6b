/** A JSON object as `JSON.parse` gives it. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The number of opening braces tried as the start of an object before the search gives up. */
const mostStarts = 64;

/**
 * The longest JSON object or list in a text, as it is written; null where there is none. Not the first: that may be a note such as [1].
 *
 * @example
 * jsonInText('As in [1], it is {"a": [2]}.'); // => '{"a": [2]}'
 */
export function jsonInText(text: string): string | null {
  let longest = "";
  let start = text.search(/[{[]/);
  for (let tried = 0; start !== -1 && tried < mostStarts; tried++) {
    const end = closingBrace(text, start);
    const part = end === -1 ? "" : text.slice(start, end + 1);
    const isJson = part !== "" && parsedJson(part) !== undefined;
    if (isJson && part.length > longest.length) longest = part;
    const from = isJson ? end + 1 : start + 1;
    const next = text.slice(from).search(/[{[]/);
    start = next === -1 ? -1 : from + next;
  }
  return longest === "" ? null : longest;
}

/** What a text holds as JSON: `whole` tells whether the text itself is JSON, `object` the object in it, null for none. */
export interface FoundJson {
  readonly whole: boolean;
  readonly object: JsonObject | null;
}

/**
 * Looks for a JSON object in an answer. The whole text counts as JSON when `JSON.parse` takes it. Otherwise the first
 * balanced `{ … }` that is JSON is taken, as inside a code fence or between sentences (the first 64 braces are tried).
 *
 * @example
 * findJsonObject("Sure: {\"a\": 1}!"); // => { "whole": false, "object": { "a": 1 } }
 */
export function findJsonObject(text: string): FoundJson {
  const whole = parsedJson(text);
  if (whole !== undefined) return { whole: true, object: isJsonObject(whole) ? whole : null };
  let start = text.indexOf("{");
  for (let tried = 0; start !== -1 && tried < mostStarts; tried++) {
    const end = closingBrace(text, start);
    const part = end === -1 ? undefined : parsedJson(text.slice(start, end + 1));
    if (isJsonObject(part)) return { whole: false, object: part };
    start = text.indexOf("{", start + 1);
  }
  return { whole: false, object: null };
}

/** The value of a JSON text; undefined when it is not JSON. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Where the brace or bracket at `start` closes, those inside strings apart; -1 when it does not. */
function closingBrace(text: string, start: number): number {
  let depth = 0;
  let inString = false;
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (inString) {
      if (character === "\\") at++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === "{" || character === "[") depth++;
    else if ((character === "}" || character === "]") && --depth === 0) return at;
  }
  return -1;
}
