import * as v from "valibot";
import { checkText } from "../arguments/check-values.js";
import { describeValue } from "../arguments/describe-value.js";
import { functionOf } from "../arguments/fields.js";
import { checkedOptions, settings } from "../arguments/options.js";
import { type Embed, sentenceEncoder } from "./sentence-encoder.js";

const semanticOptions = settings({ embed: v.optional(functionOf<Embed>()) });

/**
 * How close two texts are in meaning: the cosine of the angle between their sentence vectors, 1 for the same meaning, about
 * 0 for unrelated ones (it can be slightly negative). By default the vectors are those of all-MiniLM-L6-v2, see
 * `sentenceEncoder`; only the first 256 tokens of a text count, and the model knows English best.
 *
 * Null when the reference is empty: there is nothing to compare with. An empty answer to a reference that is not empty gives
 * 0: it was observed and says nothing, and leaving it out would flatter a model that stays silent.
 * Rejects when the encoder is not there, and when a custom `embed` gives vectors of different lengths or of length zero.
 *
 * @example
 * await bb.scores.semanticSimilarity("anything", ""); // => null
 * await bb.scores.semanticSimilarity("a cat", "a feline");
 */
export async function semanticSimilarity(
  text: string,
  reference: string,
  options: { readonly embed?: Embed } = {},
): Promise<number | null> {
  checkText("semanticSimilarity", "text", text);
  checkText("semanticSimilarity", "reference", reference);
  const { embed = sentenceEncoder() } = checkedOptions("semanticSimilarity", semanticOptions, options);
  if (reference.trim() === "") return null;
  if (text.trim() === "") return 0;
  return cosineSimilarity(await embed(text), await embed(reference));
}

/**
 * The cosine of the angle between two vectors, from -1 to 1. Throws when their lengths differ or one has no direction.
 *
 * @example
 * bb.scores.cosineSimilarity([3, 0], [1, 1]); // => 0.7071067811865476
 */
export function cosineSimilarity(a: ArrayLike<number>, b: ArrayLike<number>): number {
  for (const vector of [a, b])
    if (typeof vector !== "object" || vector === null || !Number.isSafeInteger(vector.length))
      throw new Error(`cosineSimilarity expected two vectors of numbers, got ${describeValue(vector)}`);
  if (a.length !== b.length) {
    throw new Error(`expected two vectors of one length, got ${a.length} and ${b.length}; embed both by one model`);
  }
  const cosine = dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  if (Number.isNaN(cosine)) throw new Error("expected vectors with a direction, got one of zeros or not of numbers");
  return Math.min(1, Math.max(-1, cosine));
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at] ?? 0) * (b[at] ?? 0);
  return sum;
}
