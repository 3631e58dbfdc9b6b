import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";
import type { Driver, DriverWorld, Ending, FailureClass, Target } from "../types.js";
import { afterClose } from "./after-close.js";
import { endingOfCut, watchTimeLimits } from "./time-limits.js";

/** Waits until an instant of the measuring clock; returns early when the signal is aborted. */
export type SleepUntil = (atMs: number, signal: AbortSignal) => Promise<void>;

interface Truth {
  readonly timeToFirstTokenMs: number;
  readonly gapMs: number;
  readonly tokens: number;
  readonly jitter: number;
  readonly drift: number;
  readonly stall: { readonly probability: number; readonly ms: number } | null;
  readonly failures: {
    readonly probability: number;
    readonly class: FailureClass;
    readonly afterTokens: number;
  } | null;
  readonly answer: string;
  readonly seed: number;
}

/** What one simulated answer will do, fixed before it starts: words, their waits, and where it breaks off. */
export interface SimulatedAnswer {
  readonly words: readonly string[];
  /** Milliseconds from dispatch to each word. */
  readonly dueMs: readonly number[];
  /** It fails before this word; null when it does not. */
  readonly failsBefore: number | null;
}

/** The truth of answer number `count` (from 0) of a simulated target: the same for the same target and count. */
export function simulatedAnswer(target: Target, count: number): SimulatedAnswer {
  const truth = target as Target & Truth;
  const random = xoroshiro128plusFromState(answerState(truth.seed, count));
  const draw = () => uniformFloat64(random);
  const slower = 1 + truth.drift * count;
  const vary = () => slower * (1 + truth.jitter * (2 * draw() - 1));
  const spoken = truth.answer.split(/\s+/).filter(Boolean);
  const dueMs: number[] = [];
  let atMs = 0;
  for (let word = 0; word < truth.tokens; word++) {
    atMs += (word === 0 ? truth.timeToFirstTokenMs : truth.gapMs) * vary();
    if (truth.stall && draw() < truth.stall.probability) atMs += truth.stall.ms;
    dueMs.push(atMs);
  }
  const fails = truth.failures !== null && draw() < truth.failures.probability;
  return {
    words: dueMs.map((_, word) => `${word === 0 ? "" : " "}${spoken[word % spoken.length] ?? "…"}`),
    dueMs,
    failsBefore: fails && truth.failures ? Math.min(truth.failures.afterTokens, truth.tokens - 1) : null,
  };
}

/**
 * Where the random numbers of one answer begin. Seeds and counts are neighbours, and the generator's first numbers follow its
 * state linearly, so every word of it goes through MurmurHash3's finaliser (Appleby 2011): else the first waits of
 * successive answers would be spread too evenly, and their means would vary too little.
 */
function answerState(seed: number, count: number): number[] {
  const high = Math.floor(seed / 2 ** 32);
  return [1, 2, 3, 4].map((word) => mixed(mixed(mixed(mixed(word) ^ seed) + high) ^ count));
}

function mixed(word: number): number {
  const once = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return twice ^ (twice >>> 16);
}

/** Opens a simulated target. The clock is handed in, so that tests drive it by hand. */
export async function openSimulatedDriver(target: Target, world: DriverWorld, sleepUntil: SleepUntil): Promise<Driver> {
  const truth = target as Target & Truth;
  let count = 0;
  let closed = false;
  return {
    info: {
      engine: "simulated",
      engineVersion: null,
      model: target.name,
      modelPath: null,
      modelSha256: null,
      modelBytes: null,
      quantisation: null,
      parameters: null,
      contextSize: null,
      device: null,
      threads: null,
      openMs: 0,
      details: { timeToFirstTokenMs: truth.timeToFirstTokenMs, gapMs: truth.gapMs, tokens: truth.tokens },
    },
    async send(request, sink, signal) {
      if (closed) return afterClose(world.now());
      const answer = simulatedAnswer(target, count++);
      const limits = watchTimeLimits(request.timeouts, signal);
      const over = new AbortController();
      limits.cut.then(() => over.abort());
      const startMs = world.now();
      sink.dispatched(startMs);
      const length = Math.min(answer.words.length, request.generation.maxTokens);
      let said = 0;
      while (said < length && answer.failsBefore !== said && !limits.current()) {
        await sleepUntil(startMs + (answer.dueMs[said] ?? 0), over.signal);
        const atMs = world.now();
        if (limits.current()) break;
        limits.token();
        sink.piece({ atMs, kind: "answer", text: answer.words[said] ?? "", tokens: 1, readIndex: said });
        said++;
      }
      limits.end();
      return endingOf({ said, length, limits, truth, world });
    },
    close: async () => {
      closed = true;
    },
  };
}

function endingOf(end: {
  said: number;
  length: number;
  limits: ReturnType<typeof watchTimeLimits>;
  truth: Truth;
  world: DriverWorld;
}): Ending {
  const { said, length, limits, truth } = end;
  const rest = {
    endAtMs: end.world.now(),
    usage: {
      source: "engine",
      inputTokens: null,
      outputTokens: said,
      cachedInputTokens: null,
      reasoningTokens: null,
    },
    respondedModel: null,
  } as const;
  const cut = limits.current();
  if (cut) return endingOfCut(cut, rest);
  if (said === length)
    return {
      ...rest,
      kind: "answered",
      finishReason: length < truth.tokens ? "length" : "stop",
      streamed: true,
      warnings: [],
    };
  return {
    ...rest,
    kind: "failed",
    class: truth.failures?.class ?? "engine",
    phase: said ? "stream" : "first-token",
    message: "this failure was asked for by the target's settings",
    status: null,
    streamed: true,
    warnings: [],
  };
}
