import type { GgufMetadata } from "node-llama-cpp";
import { gpt2Split, splitAt } from "./tokenizer-json.js";

type Vocabulary = GgufMetadata["tokenizer"]["ggml"];

/** How texts are parted before tokens are looked for. */
interface Parting {
  readonly patterns: readonly string[];
  /** Whether a part that is a token itself stays whole, whatever the merges say. */
  readonly ignoreMerges?: true;
}

const contractions = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
const rest = String.raw` ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`;
const gpt2: Parting = { patterns: [gpt2Split] };
const digitsApart: Parting = { patterns: [String.raw`\p{N}`, gpt2Split] };

/** By the name of the pre-tokenizer in the file. From llama.cpp's table (src/llama-vocab.cpp); what is not here is left to llama.cpp. */
const partings: Readonly<Record<string, Parting>> = {
  "gpt-2": gpt2,
  "phi-2": gpt2,
  smollm: digitsApart,
  starcoder: digitsApart,
  refact: digitsApart,
  "llama-bpe": {
    patterns: [String.raw`${contractions}|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}|${rest}`],
    ignoreMerges: true,
  },
  qwen2: { patterns: [String.raw`${contractions}|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}|${rest}`] },
};

const [control, userDefined] = [3, 4];

/**
 * The `tokenizer.json` of the vocabulary in a GGUF file, for byte-level byte-pair encoding (`gpt2`) whose rules are known here; null
 * for any other, which only llama.cpp can cut.
 */
export function tokenizerJsonOf({ model, pre, tokens, token_type: types, merges }: Vocabulary): object | null {
  const parting = pre !== undefined && Object.hasOwn(partings, pre) ? partings[pre] : undefined;
  if (model !== "gpt2" || parting === undefined || !merges || !types) return null;
  return {
    version: "1.0",
    added_tokens: tokens.flatMap((content, id) => {
      const type = types[id];
      if (type !== control && type !== userDefined) return [];
      const exact = { single_word: false, lstrip: false, rstrip: false, normalized: false };
      return [{ id, content, special: type === control, ...exact }];
    }),
    normalizer: null,
    pre_tokenizer: {
      type: "Sequence",
      pretokenizers: [
        ...parting.patterns.map(splitAt),
        { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: false },
      ],
    },
    post_processor: null,
    decoder: { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true },
    model: {
      ...{ type: "BPE", dropout: null, unk_token: null, continuing_subword_prefix: null, end_of_word_suffix: null },
      ...{ fuse_unk: false, byte_fallback: false, ignore_merges: parting.ignoreMerges ?? false },
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      merges,
    },
  };
}
