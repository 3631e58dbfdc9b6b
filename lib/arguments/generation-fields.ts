import * as v from "valibot";
import type { Generation } from "../types/index.js";
import { numberFrom, texts, trueOrFalse, wholeNumber } from "./fields.js";
import type { FieldsOf } from "./options.js";

/** What each setting of a generation may be, where it is given; a default is the caller's. */
export const generationFields = {
  maxTokens: wholeNumber(1),
  temperature: v.nullable(numberFrom(0)),
  topK: v.nullable(wholeNumber(0)),
  topP: v.nullable(numberFrom(0, 1)),
  repetitionPenalty: v.nullable(numberFrom(0)),
  seed: v.nullable(wholeNumber(0)),
  stop: texts,
  ignoreEndOfSequence: trueOrFalse,
} satisfies FieldsOf<Generation>;
