import type { ValidateFunction } from "ajv";
import { checkRecord, checkText } from "../../arguments/check-values.js";
import { compiledSchema, type JsonSchema } from "../../arguments/json-schema.js";
import { patternLimitMs } from "../check-pattern.js";
import { isFound } from "../limited-pattern.js";
import { parsedJson } from "./json-object.js";

/** What `matchesSchema` found; `problems` name the place in the answer and what is wrong there. */
export interface SchemaCheck {
  readonly validJson: boolean;
  readonly matches: boolean;
  readonly problems: readonly string[];
}

/** The patterns inside a schema, held to the time limit of any other pattern. */
const regExp = Object.assign(
  (pattern: string, flags: string) => ({
    test: (text: string) => isFound(pattern, flags, text, patternLimitMs),
  }),
  { code: "limitedRegExp" },
);

/** Compiled once: a run asks the same schema about each of its answers. */
const compiled = new WeakMap<JsonSchema, ValidateFunction>();

function validatorOf(schema: JsonSchema): ValidateFunction {
  const validate = compiled.get(schema) ?? compiledSchema(schema, { code: { regExp } });
  compiled.set(schema, validate);
  return validate;
}

/**
 * Checks an answer against a JSON Schema (draft-07, or the one of 2019-09 or 2020-12 that its `$schema` names; by the package ajv). The
 * whole answer must be JSON; all problems are listed. Throws when the schema itself is not right, and when a `pattern` in it takes longer than
 * a second. References to other files are not followed.
 *
 * @example
 * bb.scores.matchesSchema('{"age": "7"}', { properties: { age: { type: "number" } } }).problems; // => ["/age must be number"]
 */
export function matchesSchema(text: string, schema: Readonly<Record<string, unknown>>): SchemaCheck {
  checkText("matchesSchema", "text", text);
  checkRecord("matchesSchema", "schema", schema, 'a JSON Schema, as in { type: "object" }');
  const validate = validatorOf(schema);
  const value = parsedJson(text);
  if (value === undefined) return { validJson: false, matches: false, problems: ["the answer is not JSON"] };
  const matches = validate(value) === true;
  const problems = (validate.errors ?? []).map(
    (error) => `${error.instancePath || "/"} ${error.message ?? error.keyword}`,
  );
  return { validJson: true, matches, problems };
}
