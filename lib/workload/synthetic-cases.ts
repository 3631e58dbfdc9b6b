import * as v from "valibot";
import { wholeNumber, wholeSeed } from "../arguments/fields.js";
import { checkedOptions, settings } from "../arguments/options.js";
import type { CaseSet } from "../types/index.js";
import { caseSet } from "./case-file/case-set.js";
import { commonWords } from "./common-words.js";
import { type RandomStream, randomStream } from "./random.js";

/** What `syntheticCases` takes. */
export interface SyntheticOptions {
  readonly count: number;
  /** Words in each prompt; about one token a word in the usual vocabularies. */
  readonly promptTokens: number;
  /** The answer's `maxTokens`. */
  readonly maxTokens: number;
  /** The number of first words that all prompts share, to exercise a prefix cache. Default 0. */
  readonly sharedPrefixTokens?: number;
  readonly seed: number;
}

const caller = "syntheticCases";
const mostWords = 10_000_000;
const syntheticOptions = settings({
  count: wholeNumber(1, 100_000),
  promptTokens: wholeNumber(1, mostWords),
  maxTokens: wholeNumber(1),
  sharedPrefixTokens: v.optional(wholeNumber(0), 0),
  seed: wholeSeed,
});

/**
 * A seeded case set of meaningless prompts of one length, for measuring speed by prompt length where the text does not
 * matter. Each word is a common English one that is a single token (with its space) in byte-pair vocabularies such as those
 * of GPT-2, Llama 3 and SmolLM2, so `promptTokens` is close but approximate: the first word, another vocabulary and the
 * chat template shift it by some tokens. The engine's own count of input tokens is in each trial's usage.
 *
 * Throws when a number is not whole or out of range, when the shared prefix is longer than the prompt, or when the set
 * would hold more than ten million words.
 *
 * @example
 * bb.syntheticCases({ count: 3, promptTokens: 50, maxTokens: 16, seed: 1 }).cases.length; // => 3
 */
export function syntheticCases(options: SyntheticOptions): CaseSet {
  const given = checkedOptions(caller, syntheticOptions, options);
  const { count, promptTokens, maxTokens, sharedPrefixTokens: shared, seed } = given;
  if (shared > promptTokens)
    throw new Error(`${caller} expected sharedPrefixTokens of at most ${promptTokens}, as promptTokens, got ${shared}`);
  if (count * promptTokens > mostWords) {
    throw new Error(`${caller} expected up to ten million words in all, got ${count} x ${promptTokens}`);
  }
  const prefix = words(shared, randomStream(seed, "synthetic prefix"));
  const random = randomStream(seed, "synthetic prompts");
  const cases = Array.from({ length: count }, () => ({
    kind: "synthetic",
    prompt: [...prefix, ...words(promptTokens - shared, random)].join(" "),
    maxTokens,
  }));
  return caseSet({ name: `synthetic-${promptTokens}-${maxTokens}`, version: "1", cases });
}

function words(count: number, random: RandomStream): readonly string[] {
  return Array.from({ length: count }, () => commonWords[random.integer(0, commonWords.length - 1)] ?? "the");
}
