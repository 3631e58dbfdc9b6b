import { Ajv } from "ajv";
import { checkRecord, checkText } from "../../arguments/check-values.js";
import { parsedJson } from "./json-object.js";

/** What `matchesSchema` found; `problems` name the place in the answer and what is wrong there. */
export interface SchemaCheck {
  readonly validJson: boolean;
  readonly matches: boolean;
  readonly problems: readonly string[];
}

/**
 * Checks an answer against a JSON Schema (draft-07, by the package ajv). The whole answer must be JSON; all problems are
 * listed. Throws when the schema itself is not right. References to other files are not followed.
 *
 * @example
 * bb.scores.matchesSchema('{"age": "7"}', { properties: { age: { type: "number" } } }).problems; // => ["/age must be number"]
 */
export function matchesSchema(text: string, schema: Readonly<Record<string, unknown>>): SchemaCheck {
  checkText("matchesSchema", "text", text);
  checkRecord("matchesSchema", "schema", schema, 'a JSON Schema, as in { type: "object" }');
  const validator = new Ajv({ allErrors: true, strict: false, validateFormats: false });
  const validate = validator.compile(schema);
  const value = parsedJson(text);
  if (value === undefined) return { validJson: false, matches: false, problems: ["the answer is not JSON"] };
  const matches = validate(value) === true;
  const problems = (validate.errors ?? []).map(
    (error) => `${error.instancePath || "/"} ${error.message ?? error.keyword}`,
  );
  return { validJson: true, matches, problems };
}
