import { Ajv, type Options, type ValidateFunction } from "ajv";
import { Ajv2019 } from "ajv/dist/2019.js";
import { Ajv2020 } from "ajv/dist/2020.js";
import { messageOf } from "../text/error-message.js";

/** A JSON Schema as it is in a file. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Keywords that describe and check nothing, which OpenAPI and generators add. */
const annotations = ["example", "discriminator", "xml", "externalDocs"];

/**
 * A JSON Schema as a function that checks a value: draft-07, or 2019-09 or 2020-12 where its `$schema` says so. References to other files are
 * not followed. Throws when it is no schema.
 */
export function compiledSchema(schema: JsonSchema, options: Options = {}): ValidateFunction {
  const draft = String(schema.$schema ?? "");
  const Validator = draft.includes("2020-12") ? Ajv2020 : draft.includes("2019-09") ? Ajv2019 : Ajv;
  return new Validator({ allErrors: true, strict: false, validateFormats: false, ...options }).compile(schema);
}

/**
 * What is wrong with a JSON Schema; null when it will do. A keyword that no schema has is refused, since one that is misspelled
 * would check nothing.
 *
 * @example
 * schemaProblem({ type: "objekt" }); // => "schema is invalid: data/type must be equal to one of the allowed values"
 */
export function schemaProblem(schema: JsonSchema): string | null {
  try {
    compiledSchema(schema, { allErrors: false, strictSchema: true, keywords: [...annotations] });
    return null;
  } catch (error) {
    return messageOf(error).split(", ")[0] ?? "it is no schema";
  }
}
