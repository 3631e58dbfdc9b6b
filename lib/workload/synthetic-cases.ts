import * as v from "valibot";
import { filledText, wholeNumber, wholeSeed } from "../arguments/fields.js";
import { checkedOptions, settings } from "../arguments/options.js";
import { shownModelPath } from "../models/model-files.js";
import { openTokenizer } from "../models/tokenizer/open-tokenizer.js";
import { weightsDirectory } from "../project.js";
import { messageOf } from "../text/error-message.js";
import type { CaseSet } from "../types/index.js";
import { caseSet, withTokenizer } from "./case-file/case-set.js";
import { commonWords } from "./common-words.js";
import { type ExactPrompts, exactPrompts } from "./exact-prompts.js";
import { type RandomStream, randomStream } from "./random.js";

/** What `syntheticCases` takes. */
export interface SyntheticOptions {
  readonly count: number;
  /** Tokens in each prompt: an exact number with a `tokenizer`; without one it counts words, of about one token each in the usual vocabularies. */
  readonly promptTokens: number;
  /** The answer's `maxTokens`. */
  readonly maxTokens: number;
  /** The number of first tokens (without a tokenizer: words) that all prompts share, to exercise a prefix cache. Default 0. */
  readonly sharedPrefixTokens?: number;
  readonly seed: number;
  /**
   * Who counts: the path of a `tokenizer.json`, of its folder or of a GGUF file, or the name of a model, such as
   * `smollm2-135m-instruct-q4_1`. With it the cases come as a promise, since its file has to be read.
   */
  readonly tokenizer?: string;
}

/** Options with a tokenizer, by which lengths are exact. */
export interface ExactOptions extends SyntheticOptions {
  readonly tokenizer: string;
}

const caller = "syntheticCases";
const mostWords = 10_000_000;
const syntheticOptions = settings({
  count: wholeNumber(1, 100_000),
  promptTokens: wholeNumber(1, mostWords),
  maxTokens: wholeNumber(1),
  sharedPrefixTokens: v.optional(wholeNumber(0), 0),
  seed: wholeSeed,
  tokenizer: v.optional(filledText("a path or the name of a model")),
});

/**
 * A seeded case set of meaningless prompts of one length, for measuring speed by prompt length where the text does not
 * matter.
 *
 * With a `tokenizer` every prompt has exactly `promptTokens` tokens, and the case set says by which tokenizer (`tokenizer`, with its
 * hash, also in the manifest). Counted is the prompt alone: the chat template and the special tokens that a server puts around it
 * come on top, the same number for every case, so a trial's `inputTokens` are higher by that number (and by those of a `promptNonce`). This gives a promise: write
 * `await`.
 *
 * Without one, each word is a common English one that is a single token (with its space) in byte-pair vocabularies such as those
 * of GPT-2, Llama 3 and SmolLM2, so `promptTokens` is close but approximate: the first word and another vocabulary shift it by some
 * tokens.
 *
 * Throws when a number is not whole or out of range, when the shared prefix is longer than the prompt, or when the set
 * would hold more than ten million words. With a tokenizer it also rejects when there is no such file or it is not a tokenizer.
 *
 * @example
 * bb.syntheticCases({ count: 3, promptTokens: 50, maxTokens: 16, seed: 1 }).cases.length; // => 3
 * @example
 * const exact = await bb.syntheticCases({ count: 3, promptTokens: 50, maxTokens: 16, seed: 1, tokenizer: "smollm2-135m-instruct-q4_1" });
 */
export function syntheticCases(options: ExactOptions): Promise<CaseSet>;
export function syntheticCases(options: SyntheticOptions): CaseSet;
export function syntheticCases(options: SyntheticOptions): CaseSet | Promise<CaseSet> {
  const given = checkedOptions(caller, syntheticOptions, options);
  const { count, promptTokens, sharedPrefixTokens: shared, seed, tokenizer } = given;
  if (shared > promptTokens)
    throw new Error(`${caller} expected sharedPrefixTokens of at most ${promptTokens}, as promptTokens, got ${shared}`);
  if (count * promptTokens > mostWords) {
    throw new Error(`${caller} expected up to ten million words in all, got ${count} x ${promptTokens}`);
  }
  if (tokenizer !== undefined) return exactCases(given, tokenizer);
  const prefix = words(shared, randomStream(seed, "synthetic prefix"));
  return casesOf(given, (random) => [...prefix, ...words(promptTokens - shared, random)].join(" "));
}

type Given = Pick<SyntheticOptions, "count" | "promptTokens" | "maxTokens" | "seed">;

function casesOf({ count, promptTokens, maxTokens, seed }: Given, promptFrom: ExactPrompts["next"]): CaseSet {
  const random = randomStream(seed, "synthetic prompts");
  const cases = Array.from({ length: count }, () => ({ kind: "synthetic", prompt: promptFrom(random), maxTokens }));
  return caseSet({ name: `synthetic-${promptTokens}-${maxTokens}`, version: "1", cases });
}

async function exactCases(given: Given & { readonly sharedPrefixTokens: number }, name: string): Promise<CaseSet> {
  const { promptTokens: tokens, sharedPrefixTokens: shared, seed } = given;
  try {
    const { encode, file, sha256 } = await openTokenizer(name, weightsDirectory);
    const prompts = exactPrompts(encode, { tokens, shared }, randomStream(seed, "synthetic prefix"));
    const tokenizer = { name: shownModelPath(file, weightsDirectory), sha256 };
    return withTokenizer(casesOf(given, prompts.next), tokenizer);
  } catch (error) {
    throw new Error(`${caller}, tokenizer: ${messageOf(error)}`);
  }
}

function words(count: number, random: RandomStream): readonly string[] {
  return Array.from({ length: count }, () => commonWords[random.integer(0, commonWords.length - 1)] ?? "the");
}
