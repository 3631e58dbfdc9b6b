import { checkText } from "../arguments/check-values.js";
import { texts } from "../arguments/fields.js";
import { checkedOptions, settings } from "../arguments/options.js";
import { findJsonObject } from "./json/json-object.js";
import { placeholderValues } from "./json/placeholder-values.js";

/** What `checkJson` found. */
export interface JsonCheck {
  /** The whole answer is JSON (RFC 8259), nothing around it. */
  readonly validJson: boolean;
  /** The answer is valid and its object has every required key. */
  readonly hasRequiredKeys: boolean;
  /** The answer is a JSON object and nothing else: no sentence and no code fence around it. */
  readonly noExtraText: boolean;
  /** The required keys that are there, in the order asked for, also when there is text around the object. */
  readonly presentKeys: readonly string[];
  readonly missingKeys: readonly string[];
  /** Placeholder values, such as "N/A", "Unknown" or "<name>", as written. */
  readonly hallucinatedValues: readonly string[];
}

const jsonOptions = settings({ requiredKeys: texts });

/**
 * Checks an answer that should be a JSON object with certain keys.
 *
 * The three verdicts are strict: an object inside a code fence or a sentence is not valid JSON, and then none of them is
 * true. `presentKeys`, `missingKeys` and `hallucinatedValues` look more kindly, at the first complete object in the answer,
 * so that one can tell a wrong wrapping from a wrong content. Only keys of the object itself count, not of inner ones. JSON
 * means RFC 8259: unlike Python's `json.loads`, NaN and Infinity are refused.
 *
 * @example
 * bb.scores.checkJson('{"name": "Sam"}', { requiredKeys: ["name", "email"] }).missingKeys; // => ["email"]
 */
export function checkJson(text: string, options: { readonly requiredKeys: readonly string[] }): JsonCheck {
  checkText("checkJson", "text", text);
  const { requiredKeys } = checkedOptions("checkJson", jsonOptions, options);
  const { whole, object } = findJsonObject(text);
  const has = (key: string) => object !== null && Object.hasOwn(object, key);
  const missingKeys = requiredKeys.filter((key) => !has(key));
  return {
    validJson: whole,
    hasRequiredKeys: whole && missingKeys.length === 0,
    noExtraText: whole && object !== null,
    presentKeys: requiredKeys.filter(has),
    missingKeys,
    hallucinatedValues: placeholderValues(object),
  };
}
