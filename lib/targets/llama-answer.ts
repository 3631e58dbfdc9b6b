import type { LlamaContextSequence, LlamaModel, SequenceEvaluateOptions, Token } from "node-llama-cpp";
import { messageOf } from "../text/error-message.js";
import type { DriverRequest, StreamObserver, StreamResult, Usage } from "../types/index.js";
import { EngineTimes } from "./engine-times.js";
import { opensThought } from "./leading-thought.js";
import type { ChatPrompt } from "./llama-prompt.js";
import { samplingOf, tokensOf } from "./llama-tokens.js";
import type { Pool } from "./pool.js";
import { endingOfCut, type TimeLimits, watchTimeLimits } from "./time-limits.js";
import { stopFilter, tokenText } from "./token-text.js";

/** Everything one answer needs. */
export interface LlamaAnswer {
  readonly model: LlamaModel;
  readonly sequence: LlamaContextSequence;
  readonly contextSize: number;
  readonly useKvCache: boolean;
  /**
   * A token is computed in a turn, and there is one turn for all answers. So no pass of the engine holds tokens of two answers: their
   * rounding would depend on who else asks, and versions up to 3.21.1 of the engine sample such tokens in threads that mix them up.
   */
  readonly turns: Pool<string>;
  readonly prompt: ChatPrompt;
  readonly request: DriverRequest;
  readonly observer: StreamObserver;
  readonly signal: AbortSignal;
  readonly now: () => number;
}

/** How far an answer has come; kept outside the loop because a limit may cut it. */
export interface Written {
  readonly tokens: Token[];
  text: string;
  readonly times: EngineTimes;
}

/**
 * One answer, token by token. Every answer starts cold: nothing of an earlier prompt is reused, so time to first token is
 * the time to read the whole prompt.
 */
export async function answerWithLlama(answer: LlamaAnswer): Promise<StreamResult> {
  const { model, request, observer, signal, now } = answer;
  const rendered = answer.prompt.render(request);
  const prompt = model.tokenize(rendered, true);
  const written: Written = { tokens: [], text: "", times: new EngineTimes(prompt.length) };
  const rest = () => ({
    endAtMs: now(),
    usage: usageOf(prompt.length, written.tokens.length),
    respondedModel: null,
    ...written.times.told(),
    ...(opensThought(rendered) ? { thought: "opened" as const } : {}),
  });
  if (prompt.length + request.generation.maxTokens > answer.contextSize)
    return { ...rest(), ...tooLong(prompt.length, answer), streamed: true, warnings: [] };
  const options = await samplingOf(answer, prompt, written); // before the stamp: it is this client's work, not the engine's
  const limits = watchTimeLimits(request.timeouts, signal);
  observer.onDispatched(now());
  try {
    const finished = write(answer, prompt, written, options, limits);
    const first = await Promise.race([finished, limits.cut]);
    if (typeof first !== "string") {
      const ending = endingOfCut(first, rest());
      await finished.catch(() => {}); // the sequence is free for the next answer only when the engine has let go of it
      return ending;
    }
    const empty = written.text === "" && first === "stop";
    return empty ? { ...rest(), ...noOutput, streamed: true, warnings: [] } : answered(first, rest());
  } catch (error) {
    const message = messageOf(error);
    const phase = written.tokens.length ? "stream" : "first-token";
    return { ...rest(), kind: "failed", class: "engine", phase, message, status: null, streamed: true, warnings: [] };
  } finally {
    limits.end();
  }
}

type FinishReason = "stop" | "length" | "cut";

async function write(
  answer: LlamaAnswer,
  prompt: Token[],
  written: Written,
  options: SequenceEvaluateOptions,
  limits: TimeLimits,
): Promise<FinishReason> {
  const { model, request, observer, now } = answer;
  const { maxTokens, stop, ignoreEndOfSequence } = request.generation;
  const decoder = tokenText<Token>((tokens, before) => model.detokenize(tokens, false, before), prompt);
  const filter = stopFilter(stop);
  let lastAtMs = now();
  const show = (text: string, tokens: number) => {
    written.text += text;
    const readIndex = written.tokens.length - 1;
    observer.onChunk({ atMs: lastAtMs, kind: text === "" ? "empty" : "answer", text, tokens, readIndex });
  };
  const finish = (reason: FinishReason) => {
    if (filter.rest() !== "") show(filter.rest(), 0);
    return reason;
  };
  for await (const { token, atMs } of tokensOf(answer, prompt, written, options)) {
    if (limits.current()) return finish("cut");
    if (!ignoreEndOfSequence && model.isEogToken(token)) return finish("stop");
    lastAtMs = atMs;
    limits.token();
    written.tokens.push(token);
    const { shown, stopped } = filter.push(decoder.next(token));
    show(shown, 1);
    if (stopped) return "stop";
    if (written.tokens.length >= maxTokens) return finish("length");
  }
  return finish("stop");
}

const usageOf = (inputTokens: number, outputTokens: number): Usage => ({
  source: "engine",
  inputTokens,
  outputTokens,
  cachedInputTokens: 0,
  reasoningTokens: null,
});

const answered = (
  finishReason: string,
  rest: Pick<StreamResult, "endAtMs" | "usage" | "respondedModel">,
): StreamResult => ({
  ...rest,
  kind: "answered",
  finishReason,
  streamed: true,
  warnings: [],
});

const noOutput = {
  kind: "failed",
  class: "zero_output",
  phase: "first-token",
  message: "the model ended its answer before the first visible character",
  status: null,
} as const;

const tooLong = (promptTokens: number, { contextSize, request }: LlamaAnswer) =>
  ({
    kind: "failed",
    class: "prompt_too_long",
    phase: "open",
    message:
      `${promptTokens} prompt tokens and ${request.generation.maxTokens} to write do not fit into ` +
      `a context of ${contextSize}: raise contextSize or lower maxTokens`,
    status: null,
  }) as const;
