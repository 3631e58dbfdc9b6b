import * as v from "valibot";
import { filledText, oneOf } from "../arguments/fields.js";

/** What becomes of a thought that a model writes into its text, between tags such as `<think>…</think>`. */
export type ReasoningText = "separate" | "keep";

/**
 * The setting `reasoningText` as a target holds it: left out at its default, so that a target of an older version is the same
 * target.
 */
export const reasoningText = v.pipe(
  v.nullish(oneOf("separate", "keep"), "separate"),
  v.transform((value) => (value === "keep" ? { reasoningText: value } : {})),
);

/** The setting `tokenizer` as a target holds it: left out where none is named. */
export const tokenizer = v.pipe(
  v.nullish(filledText("the path of a tokenizer.json or of its folder, or the name of a model"), null),
  v.transform((value) => (value === null ? {} : { tokenizer: value })),
);
