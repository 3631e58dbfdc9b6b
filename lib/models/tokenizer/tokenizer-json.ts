import { isRecord } from "../../arguments/describe-value.js";
import { messageOf } from "../../text/error-message.js";
import type { Cutter } from "./tokenizer.js";

/** How Hugging Face's files describe a tokenizer, as far as it is read here; the rest belongs to the package. */
export interface TokenizerJson {
  readonly model: { readonly type?: string; readonly vocab: unknown };
  readonly pre_tokenizer?: unknown;
}

/**
 * A tokenizer from the content of a `tokenizer.json`, with the package `@huggingface/tokenizers`, which is loaded on first use.
 * `config` is that of the `tokenizer_config.json` beside it, where there is one.
 * @throws when it is not the content of such a file, or describes something that the package does not know.
 */
export async function tokenizerFromJson(json: unknown, config: object = {}): Promise<Cutter> {
  if (!isTokenizerJson(json)) throw new Error("it has no model with a vocab, as every tokenizer.json has");
  const { Tokenizer } = await import("@huggingface/tokenizers");
  try {
    const whole = { ...unset, ...json, pre_tokenizer: asWritten(json.pre_tokenizer ?? null) };
    const made = new Tokenizer(whole, config);
    return { engine: "tokenizers", encode: (text) => made.encode(text, { add_special_tokens: false }).ids };
  } catch (error) {
    throw new Error(`the package tokenizers cannot read it: ${messageOf(error)}`);
  }
}

/** What the package wants to be named, and a file may leave out. */
const unset = { added_tokens: [], normalizer: null, post_processor: null, decoder: null };

const isTokenizerJson = (json: unknown): json is TokenizerJson =>
  isRecord(json) && isRecord(json.model) && typeof json.model.vocab === "object" && json.model.vocab !== null;

/** How GPT-2 parts a text before it looks for tokens: contractions, letters, numbers and other marks each with a space before them. */
export const gpt2Split = String.raw`'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`;

/** A step that cuts at each match of a pattern and keeps the match. */
export const splitAt = (pattern: string) =>
  ({ type: "Split", pattern: { Regex: pattern }, behavior: "Isolated", invert: false }) as const;

/**
 * A pre-tokenizer as Hugging Face's own library (in Rust) reads it. The package, at 0.2.0, differs in two steps: in `Digits` it
 * takes ASCII digits for the only ones, where Rust's `char::is_numeric` takes all of Unicode's numbers, and in `ByteLevel` it takes
 * JavaScript's white space, which has U+FEFF and lacks U+0085. Both are written as a `Split`, whose pattern it translates rightly.
 */
function asWritten(step: unknown): unknown {
  if (!isRecord(step)) return step;
  if (step.type === "Sequence" && Array.isArray(step.pretokenizers))
    return { ...step, pretokenizers: step.pretokenizers.map(asWritten) };
  if (step.type === "Digits") return splitAt(step.individual_digits === true ? String.raw`\p{N}` : String.raw`\p{N}+`);
  if (step.type === "ByteLevel" && step.use_regex !== false && step.add_prefix_space !== true)
    return { type: "Sequence", pretokenizers: [splitAt(gpt2Split), { ...step, use_regex: false }] };
  return step;
}
