import { setImmediate as turnOfTheLoop } from "node:timers/promises";
import type { Tensor } from "@xenova/transformers";
import type { DriverRequest, Generation, StreamObserver } from "../types/index.js";
import type { EngineTimes } from "./engine-times.js";
import { lentRandom } from "./lent-random.js";
import type { TimeLimits } from "./time-limits.js";
import { stopFilter, tokenText } from "./token-text.js";
import type { TransformersModel } from "./transformers-model.js";

/** What is to be written, and with what. */
export interface TransformersText {
  readonly loaded: TransformersModel;
  readonly useKvCache: boolean;
  readonly prompt: readonly number[];
  readonly request: DriverRequest;
  readonly observer: StreamObserver;
  readonly now: () => number;
}

/** How far an answer has come; kept by the caller, because a limit may cut it. */
export interface Written {
  readonly tokens: number[];
  text: string;
  readonly times: EngineTimes;
}

/** Why writing ended; `cut` when a limit or the caller ended it. */
export type FinishReason = "stop" | "length" | "cut";

/** Leaves the library's own loop, which has no other way out. */
class Left extends Error {
  constructor(readonly reason: FinishReason) {
    super(reason);
  }
}

/** Writes one answer with the library's own `generate`, telling each token as its callback tells it. */
export async function writeWithTransformers(
  text: TransformersText,
  written: Written,
  limits: TimeLimits,
): Promise<FinishReason> {
  const { loaded, request, prompt } = text;
  const { model, row } = loaded;
  const random = lentRandom(request.generation.seed);
  const teller = tokenTeller(text, written, limits);
  const step = model.forward.bind(model);
  model.forward = async (inputs: StepInputs) => {
    await turnOfTheLoop(); // computing blocks the process: timers and messages have their turn between the tokens
    if (limits.current()) throw new Left("cut");
    const beganAtMs = text.now();
    const output: unknown = await step(text.useKvCache ? inputs : withoutCache(inputs, row, prompt, written));
    written.times.token(text.now() - beganAtMs);
    random.lend();
    return output;
  };
  const callback_function = (beams: readonly { readonly output_token_ids: readonly number[] }[]) => {
    const atMs = text.now();
    random.takeBack();
    teller.token(Number(beams[0]?.output_token_ids.at(-1)), atMs);
  };
  try {
    await model.generate(row(prompt), { ...settingsOf(request.generation), callback_function });
    return teller.finish("length");
  } catch (error) {
    if (error instanceof Left) return teller.finish(error.reason);
    throw error;
  } finally {
    random.takeBack();
    model.forward = step;
  }
}

interface StepInputs {
  readonly input_ids: Tensor;
  readonly attention_mask: Tensor;
  readonly past_key_values?: unknown;
}

/** The whole text again instead of the last token and the cache. The library's attention mask is of the whole text already. */
const withoutCache = (
  inputs: StepInputs,
  row: TransformersModel["row"],
  prompt: readonly number[],
  written: Written,
) => ({ ...inputs, input_ids: row([...prompt, ...written.tokens]), past_key_values: null });

/** Turns tokens into pieces of text and tells them. */
function tokenTeller({ loaded, request, prompt, observer }: TransformersText, written: Written, limits: TimeLimits) {
  const { tokenizer } = loaded;
  const ends = endOfSequence(loaded);
  const decode = (tokens: readonly number[]) =>
    tokens.length === 0
      ? ""
      : tokenizer.decode([...tokens], { skip_special_tokens: true, clean_up_tokenization_spaces: false });
  const decoder = tokenText<number>(
    (tokens, before) => decode([...before, ...tokens]).slice(decode(before).length),
    prompt,
  );
  const filter = stopFilter(request.generation.stop);
  let lastAtMs = 0;
  const show = (text: string, tokens: number) => {
    written.text += text;
    const readIndex = written.tokens.length - 1;
    observer.onChunk({ atMs: lastAtMs, kind: text === "" ? "empty" : "answer", text, tokens, readIndex });
  };
  return {
    token(token: number, atMs: number): void {
      if (limits.current()) throw new Left("cut");
      if (ends.has(token)) throw new Left("stop");
      lastAtMs = atMs;
      limits.token();
      written.tokens.push(token);
      const { shown, stopped } = filter.push(decoder.next(token));
      show(shown, 1);
      if (stopped) throw new Left("stop");
    },
    finish(reason: FinishReason): FinishReason {
      if (reason !== "cut" && filter.rest() !== "") show(filter.rest(), 0);
      return reason;
    },
  };
}

/** The tokens that end a sequence, as the model's own files name them. */
function endOfSequence({ config }: TransformersModel): ReadonlySet<number> {
  const named = config.eos_token_id;
  const listed: readonly unknown[] = Array.isArray(named) ? named : [named];
  return new Set(listed.filter((token) => typeof token === "number"));
}

/** A request's settings by the library's names; what is null is left to the model's own generation_config.json. */
function settingsOf({ maxTokens, temperature, topK, repetitionPenalty, ignoreEndOfSequence }: Generation) {
  return {
    max_new_tokens: maxTokens,
    num_beams: 1,
    ...(temperature === null ? {} : { do_sample: temperature > 0, temperature }),
    ...(topK === null ? {} : { top_k: topK }),
    ...(repetitionPenalty === null ? {} : { repetition_penalty: repetitionPenalty }),
    ...(ignoreEndOfSequence ? { min_new_tokens: maxTokens } : {}),
  };
}
