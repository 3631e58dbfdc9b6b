import type { LlamaModel, SequenceEvaluateOptions, Token, TokenBias } from "node-llama-cpp";
import { optionalPackage } from "../project.js";
import type { LlamaAnswer, Written } from "./llama-answer.js";

/** A token, and the instant at which the engine gave it. */
export interface StampedToken {
  readonly token: Token;
  readonly atMs: number;
}

/** The tokens of one answer as the engine gives them, each computed in a turn and stamped before the turn goes to another answer. */
export async function* tokensOf(
  answer: LlamaAnswer,
  prompt: readonly Token[],
  written: Written,
  options: SequenceEvaluateOptions,
): AsyncGenerator<StampedToken> {
  const tokens = computed(answer, prompt, written, options);
  const next = async () => {
    const beganAtMs = answer.now();
    const step = await tokens.next();
    return { step, beganAtMs, atMs: answer.now() };
  };
  try {
    while (true) {
      const askedAtMs = answer.now();
      const { step, beganAtMs, atMs } = await answer.turns.use(next);
      if (step.done) return;
      written.times.waited(beganAtMs - askedAtMs);
      written.times.token(atMs - beganAtMs);
      yield { token: step.value, atMs };
    }
  } finally {
    await tokens.return(undefined);
  }
}

/** With the cache a token costs one step; without it the whole text is evaluated again for each. */
async function* computed(
  { sequence, useKvCache, request }: LlamaAnswer,
  prompt: readonly Token[],
  written: Written,
  options: SequenceEvaluateOptions,
): AsyncGenerator<Token, undefined> {
  await sequence.clearHistory(); // part of the engine's work: a tenth of a millisecond
  if (useKvCache) {
    yield* sequence.evaluate([...prompt], options);
    return;
  }
  const { seed } = request.generation;
  while (true) {
    await sequence.clearHistory();
    const step = seed === null ? options : { ...options, seed: seed + written.tokens.length };
    const next = await firstOf(sequence.evaluate([...prompt, ...written.tokens], step));
    if (next === null) return;
    yield next;
  }
}

async function firstOf(tokens: AsyncIterable<Token>): Promise<Token | null> {
  for await (const token of tokens) return token;
  return null;
}

/** How the next token is drawn, as the engine takes it. What is null is left to the engine. */
export async function samplingOf(
  { model, request: { generation } }: LlamaAnswer,
  prompt: readonly Token[],
  written: Written,
): Promise<SequenceEvaluateOptions> {
  const { temperature, topK, topP, seed, repetitionPenalty } = generation;
  const recent = 64; // llama.cpp's own repeat_last_n
  const punishTokens = () => [...prompt.slice(-recent), ...written.tokens].slice(-recent);
  return {
    yieldEogToken: true,
    ...(temperature === null ? {} : { temperature }),
    ...(topK === null ? {} : { topK }),
    ...(topP === null ? {} : { topP }),
    ...(seed === null ? {} : { seed }),
    ...(repetitionPenalty === null ? {} : { repeatPenalty: { penalty: repetitionPenalty, punishTokens } }),
    ...(generation.ignoreEndOfSequence ? { tokenBias: await neverEnding(model) } : {}),
  };
}

const biases = new WeakMap<LlamaModel, Promise<TokenBias>>();

/** A bias against every token that ends a sequence. Found once for each model, since that walks its whole vocabulary. */
function neverEnding(model: LlamaModel): Promise<TokenBias> {
  const bias = biases.get(model) ?? findNeverEnding(model);
  biases.set(model, bias);
  return bias;
}

async function findNeverEnding(model: LlamaModel): Promise<TokenBias> {
  const { TokenBias: Biases } = await optionalPackage("node-llama-cpp", () => import("node-llama-cpp"));
  const bias = Biases.for(model);
  for (const token of model.iterateAllTokens()) if (model.isEogToken(token)) bias.set(token, "never");
  return bias;
}
