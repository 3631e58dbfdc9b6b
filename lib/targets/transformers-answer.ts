import { messageOf } from "../text/error-message.js";
import type { DriverRequest, StreamResult, Usage } from "../types/index.js";
import { EngineTimes } from "./engine-times.js";
import type { Pool } from "./pool.js";
import { endingOfCut, watchTimeLimits } from "./time-limits.js";
import { type FinishReason, type TransformersText, type Written, writeWithTransformers } from "./transformers-write.js";

/** Everything one answer needs. */
export interface TransformersAnswer extends TransformersText {
  /** One answer is written at a time; the others wait, and their waiting counts as a server's queue does. */
  readonly turn: Pool<string>;
  readonly contextSize: number | null;
  /** Whether the prompt's template has opened a thought. */
  readonly startsInThought: boolean;
  readonly signal: AbortSignal;
}

/** One answer, from its turn to its ending. Nothing of an earlier prompt is reused. */
export async function answerWithTransformers(answer: TransformersAnswer): Promise<StreamResult> {
  const { request, observer, now, prompt } = answer;
  const written: Written = { tokens: [], text: "", times: new EngineTimes(prompt.length) };
  const rest = () => ({
    endAtMs: now(),
    usage: usageOf(prompt.length, written.tokens.length),
    respondedModel: null,
    ...written.times.told(),
    streamed: true,
    warnings: warningsOf(request),
    ...(answer.startsInThought ? { thought: "opened" as const } : {}),
  });
  if (prompt.length + request.generation.maxTokens > (answer.contextSize ?? Infinity))
    return { ...rest(), ...tooLong(answer) };
  const limits = watchTimeLimits(request.timeouts, answer.signal);
  let writing = false;
  const write = async (): Promise<FinishReason> => {
    if (limits.current()) return "cut";
    written.times.waited(now() - askedAtMs);
    writing = true;
    return writeWithTransformers(answer, written, limits);
  };
  const askedAtMs = now();
  observer.onDispatched(askedAtMs);
  try {
    const finished = answer.turn.use(write);
    const first = await Promise.race([finished, limits.cut]);
    if (typeof first !== "string") {
      const ending = endingOfCut(first, rest());
      if (writing) await finished.catch(() => {}); // the next answer may begin only when this one has let go
      return ending;
    }
    if (written.text === "" && first === "stop") return { ...rest(), ...noOutput };
    return { ...rest(), kind: "answered", finishReason: first };
  } catch (error) {
    const message = messageOf(error);
    const phase = written.tokens.length ? "stream" : "first-token";
    return { ...rest(), kind: "failed", class: "engine", phase, message, status: null };
  } finally {
    limits.end();
  }
}

const usageOf = (inputTokens: number, outputTokens: number): Usage => ({
  source: "engine",
  inputTokens,
  outputTokens,
  cachedInputTokens: 0,
  reasoningTokens: null,
});

const warningsOf = ({ generation }: DriverRequest): readonly string[] =>
  (generation.topP ?? 1) < 1 ? ["topP was not applied: @xenova/transformers has no nucleus sampling"] : [];

const noOutput = {
  kind: "failed",
  class: "zero_output",
  phase: "first-token",
  message: "the model ended its answer before the first visible character",
  status: null,
} as const;

const tooLong = ({ prompt, contextSize, request }: TransformersAnswer) =>
  ({
    kind: "failed",
    class: "prompt_too_long",
    phase: "open",
    message:
      `${prompt.length} prompt tokens and ${request.generation.maxTokens} to write do not fit into ` +
      `a context of ${contextSize}: lower maxTokens`,
    status: null,
  }) as const;
