import { setImmediate as nextTurn } from "node:timers/promises";
import { describeValue, isRecord } from "../arguments/describe-value.js";
import { messageOf } from "../text/error-message.js";
import type { Driver, DriverRequest, DriverWorld, EngineInfo, StreamObserver, StreamResult } from "../types/index.js";
import { afterClose } from "./after-close.js";
import { endingOfCut, type TimeLimits, watchTimeLimits } from "./time-limits.js";

/** A part of an answer: its text, or its text and how many tokens it holds, where the engine knows. */
export type Piece = string | { readonly text: string; readonly tokens?: number | null; readonly reasoning?: boolean };

/** An engine inside this process that yields its answers piece by piece. */
export interface GeneratingEngine {
  readonly info: EngineInfo;
  /** True where `generate` reads the `messages` of a conversation; see {@link Driver}. */
  readonly conversations?: true | string;
  /** Yields one answer. The signal is aborted when nobody waits for the rest. What it throws is stored as the answer's failure. */
  generate(request: DriverRequest, signal: AbortSignal): AsyncIterable<Piece> | Iterable<Piece>;
  close?(): unknown;
}

/** What came of an answer so far. `tokens` is null as soon as one piece does not tell its count. */
interface Written {
  pieces: number;
  tokens: number | null;
  reasoningTokens: number | null;
  hasText: boolean;
}

/**
 * The driver of an engine that only yields text: instants, time limits, counts, failures and closing are all seen to here.
 * Answers may overlap; an engine that cannot do two at once waits inside `generate`, which counts as a server's queue does.
 */
export function generatingDriver(engine: GeneratingEngine, { now }: Pick<DriverWorld, "now">): Driver {
  let closed: Promise<void> | null = null;
  return {
    info: engine.info,
    ...(engine.conversations === undefined ? {} : { conversations: engine.conversations }),
    send: async (request, observer, signal) =>
      closed ? afterClose(now()) : answer(engine, request, observer, watchTimeLimits(request.timeouts, signal), now),
    close: async () => {
      closed ??= Promise.resolve(engine.close?.()).then(() => {});
      await closed;
    },
  };
}

async function answer(
  engine: GeneratingEngine,
  request: DriverRequest,
  observer: StreamObserver,
  limits: TimeLimits,
  now: () => number,
): Promise<StreamResult> {
  const written: Written = { pieces: 0, tokens: 0, reasoningTokens: null, hasText: false };
  const abandoned = new AbortController();
  const rest = () => ({ endAtMs: now(), usage: usageOf(written), respondedModel: null, streamed: true, warnings: [] });
  observer.onDispatched(now());
  try {
    const pieces = limits.current() ? [] : engine.generate(request, abandoned.signal);
    const cut = await Promise.race([report(pieces, observer, limits, written, now), limits.cut]);
    if (cut !== null) return endingOfCut(cut, rest());
    if (!written.hasText) return { ...rest(), ...noOutput };
    return { ...rest(), kind: "answered", finishReason: finishReasonOf(written, request) };
  } catch (error) {
    const phase = written.pieces > 0 ? "stream" : "first-token";
    return { ...rest(), kind: "failed", class: "engine", phase, message: messageOf(error), status: null };
  } finally {
    limits.end();
    abandoned.abort(new Error("the answer has ended"));
  }
}

/** Reports pieces as they come, until the last one or until a limit has cut the answer off. */
async function report(
  pieces: AsyncIterable<Piece> | Iterable<Piece>,
  observer: StreamObserver,
  limits: TimeLimits,
  written: Written,
  now: () => number,
) {
  for await (const piece of pieces) {
    const atMs = now();
    if (limits.current()) break;
    const { text, tokens, reasoning } = partsOf(piece);
    limits.token();
    const readIndex = written.pieces++;
    if (reasoning) written.reasoningTokens = (written.reasoningTokens ?? 0) + (tokens ?? 0);
    written.tokens = tokens === null || written.tokens === null ? null : written.tokens + tokens;
    written.hasText ||= text !== "";
    observer.onChunk({ atMs, kind: reasoning ? "reasoning" : "answer", text, tokens, readIndex });
    await nextTurn(); // a generator that never waits would keep time limits and telemetry from running
  }
  return limits.current();
}

function partsOf(piece: unknown) {
  if (typeof piece === "string") return { text: piece, tokens: null, reasoning: false };
  const { text, tokens = null, reasoning = false } = isRecord(piece) ? piece : {};
  const isCount = tokens === null || (typeof tokens === "number" && Number.isSafeInteger(tokens) && tokens >= 0);
  if (typeof text === "string" && isCount) return { text, tokens, reasoning: reasoning === true };
  throw new Error(`expected generate to yield texts or { text, tokens }, got ${describeValue(piece)}`);
}

const usageOf = ({ pieces, tokens, reasoningTokens }: Written): StreamResult["usage"] =>
  tokens === null || pieces === 0
    ? null
    : { source: "engine", inputTokens: null, outputTokens: tokens, cachedInputTokens: null, reasoningTokens };

const finishReasonOf = ({ tokens }: Written, { generation }: DriverRequest) =>
  tokens === null ? null : tokens >= generation.maxTokens ? "length" : "stop";

const noOutput = {
  kind: "failed",
  class: "zero_output",
  phase: "first-token",
  message: "the engine ended its answer before the first visible character",
  status: null,
} as const;
