import { readFileSync } from "node:fs";
import { checkRecord } from "../arguments/check-values.js";

/** What a notebook's setting may be: a plain value. */
export type Plain = string | number | boolean;

/** The type of a setting, from its default: `1` becomes number. */
export type Widen<T> = T extends string ? string : T extends number ? number : T extends boolean ? boolean : T;

/**
 * The settings of a notebook: defaults, overlaid by JSON in the environment variable BENCHBOOK_PARAMS (or in the file that
 * BENCHBOOK_PARAMS_FILE names), as `npm start -- notebooks/x.ipynb repetitions=3` gives it.
 * @throws when a given setting is not one of the defaults, or is of another type.
 * @example
 * bb.params({ repetitions: 5 }); // => { "repetitions": 5 }
 */
export function params<T extends Readonly<Record<string, Plain>>>(defaults: T): { [K in keyof T]: Widen<T[K]> } {
  checkRecord("params", "defaults", defaults, "settings with their defaults, as in { repetitions: 5 }");
  const given = givenSettings();
  for (const [key, value] of Object.entries(given)) {
    if (!Object.hasOwn(defaults, key))
      throw new Error(`unknown setting "${key}"; this notebook has: ${Object.keys(defaults).join(", ")}`);
    if (typeof value !== typeof defaults[key])
      throw new Error(`expected setting "${key}" to be a ${typeof defaults[key]}, got ${JSON.stringify(value)}`);
  }
  return { ...defaults, ...given } as { [K in keyof T]: Widen<T[K]> };
}

function givenSettings(): Readonly<Record<string, unknown>> {
  const file = process.env.BENCHBOOK_PARAMS_FILE;
  const text = process.env.BENCHBOOK_PARAMS || (file ? readFileSync(file, "utf8") : "{}");
  const source = process.env.BENCHBOOK_PARAMS ? "BENCHBOOK_PARAMS" : String(file);
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    throw new Error(`expected ${source} to hold a JSON object of settings: ${(error as Error).message}`);
  }
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw new Error(`expected ${source} to hold a JSON object of settings, got ${text.slice(0, 80)}`);
  return given as Readonly<Record<string, unknown>>;
}
