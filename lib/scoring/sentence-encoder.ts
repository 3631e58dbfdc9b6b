import { access } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { checkPath } from "../arguments/check-values.js";
import { optionalPackage } from "../project.js";
import { bertText } from "./bert-text.js";

/** Turns a text into a vector whose direction represents its meaning. */
export type Embed = (text: string) => Promise<ArrayLike<number>>;

const weights = process.env.BENCHBOOK_WEIGHTS ?? fileURLToPath(new URL("../../../weights", import.meta.url));
/** Where setup puts the encoder: `all-MiniLM-L6-v2` in the project's `weights`, or in the folder `BENCHBOOK_WEIGHTS` names. */
export const encoderDirectory: string = path.join(weights, "all-MiniLM-L6-v2");

/** sentence-transformers cuts this model's input here (max_seq_length), though its position table would hold 512. */
const longestInput = 256;
/** Vectors kept for texts that come again, as every reference does: about 3 MB. */
const mostKept = 2000;
const neededFiles = ["config.json", "tokenizer.json", "tokenizer_config.json", "onnx/model.onnx"];

const encoders = new Map<string, Embed>();

/**
 * The sentence encoder all-MiniLM-L6-v2 (Wang and others 2020; sentence-transformers) in this process, through
 * @xenova/transformers: 32-bit weights, mean of the token vectors, length 1. Loaded at the first text, once for each folder.
 *
 * As in sentence-transformers a text counts with its first 256 tokens (about 190 English words); what follows is not seen.
 * The returned function rejects with one clear error when the model is not there, and tries again at the next text.
 *
 * @example
 * bb.scores.cosineSimilarity(await bb.scores.sentenceEncoder()("a cat"), await bb.scores.sentenceEncoder()("a feline"));
 */
export function sentenceEncoder(directory: string = encoderDirectory): Embed {
  checkPath("sentenceEncoder", "directory", directory);
  const folder = path.resolve(directory);
  const known = encoders.get(folder);
  if (known !== undefined) return known;
  const encoder = remembering(lazily(() => loadedEncoder(folder)));
  encoders.set(folder, encoder);
  return encoder;
}

async function loadedEncoder(folder: string): Promise<Embed> {
  await refuseMissing(folder);
  const { AutoModel, AutoTokenizer, Tensor, env, mean_pooling } = await optionalPackage(
    "@xenova/transformers",
    () => import("@xenova/transformers"),
  );
  env.allowRemoteModels = false;
  env.localModelPath = path.dirname(folder);
  env.cacheDir = path.join(path.dirname(folder), ".cache");
  const name = path.basename(folder);
  const tokenizer = await AutoTokenizer.from_pretrained(name);
  tokenizer.normalizer.normalize = bertText;
  const model = await AutoModel.from_pretrained(name, { quantized: false });
  const row = (values: readonly number[]) =>
    new Tensor("int64", BigInt64Array.from(values, BigInt), [1, values.length]);
  return async (text) => {
    const ids = shortened(tokenizer.encode(text));
    const attention_mask = row(ids.map(() => 1));
    const inputs = { input_ids: row(ids), attention_mask, token_type_ids: row(ids.map(() => 0)) };
    const output: { readonly last_hidden_state: InstanceType<typeof Tensor> } = await model(inputs);
    const vector = mean_pooling(output.last_hidden_state, attention_mask).normalize(2, -1);
    return Float32Array.from(vector.data as Float32Array);
  };
}

/** The first tokens with the closing one, as a BERT input must end with it. */
function shortened(ids: readonly number[]): readonly number[] {
  return ids.length <= longestInput ? ids : [...ids.slice(0, longestInput - 1), ...ids.slice(-1)];
}

async function refuseMissing(folder: string): Promise<void> {
  for (const file of neededFiles) {
    await access(path.join(folder, file)).catch(() => {
      const cure = "run `npm run setup`, which makes it, or give semanticSimilarity an `embed` of your own";
      throw new Error(`the sentence encoder is not there: no ${path.join(folder, file)}; ${cure}`);
    });
  }
}

/** Makes the encoder at the first call; a failure is not kept, so that a setup in between is noticed. */
function lazily(make: () => Promise<Embed>): Embed {
  let made: Promise<Embed> | null = null;
  return async (text) => {
    made ??= make();
    try {
      return await (await made)(text);
    } catch (error) {
      made = null;
      throw error;
    }
  };
}

function remembering(embed: Embed): Embed {
  const kept = new Map<string, ArrayLike<number>>();
  return async (text) => {
    const earlier = kept.get(text);
    if (earlier !== undefined) return earlier;
    const vector = await embed(text);
    const oldest = kept.keys().next();
    if (kept.size >= mostKept && !oldest.done) kept.delete(oldest.value);
    kept.set(text, vector);
    return vector;
  };
}
