import { draws } from "./draws.js";
import type { EngineFailure, EngineSettings } from "./engine-settings.js";

/** What one answer does of itself, whatever goes on beside it. */
export interface AnswerPlan {
  /** Milliseconds of work before each word, at full speed and with nothing cached; stalls are part of them. */
  readonly waitsMs: readonly number[];
  /** Before which words it stalls. */
  readonly stalledWords: readonly number[];
  /** It fails after `afterTokens` words; null when it does not. */
  readonly failure: EngineFailure | null;
  /** How many tokens its usage says more than it sent; below 0, fewer. */
  readonly miscountedTokens: number;
}

/** The plan of answer number `count` (from 0) of an engine: a pure function, the same for the same settings and count. */
export function answerPlan(settings: EngineSettings, count: number): AnswerPlan {
  const { seed, stall, miscount } = settings;
  const factor = slowness(settings, count);
  const jitter = settings.jitter === 0 ? null : draws(seed, count, "jitter");
  const stalling = stall && draws(seed, count, "stalls");
  const stalledWords: number[] = [];
  const waitsMs = Array.from({ length: settings.tokens }, (_, word) => {
    const vary = jitter === null ? 1 : 1 + settings.jitter * (2 * jitter() - 1);
    const waitMs = (word === 0 ? settings.timeToFirstTokenMs : settings.gapMs) * factor * vary;
    if (!stall || !stalling || stalling() >= stall.probability) return waitMs;
    stalledWords.push(word);
    return waitMs + stall.ms;
  });
  const miscounts = miscount !== null && draws(seed, count, "miscounts")() < miscount.probability;
  return {
    waitsMs,
    stalledWords,
    failure: failureOf(settings, count),
    miscountedTokens: miscounts ? miscount.tokens : 0,
  };
}

/** By what every wait of the answer is multiplied: drift, a cold start, and the draw of an exponential service time. */
function slowness({ drift, warmUp, serviceTimes, seed }: EngineSettings, count: number): number {
  const drifted = Math.max(0, 1 + drift * count);
  const cold = warmUp && count < warmUp.answers ? warmUp.factor : 1;
  const drawn = serviceTimes === "exponential" ? -Math.log1p(-draws(seed, count, "service time")()) : 1;
  return drifted * cold * drawn;
}

/** At most one failure comes to an answer: the probabilities lie side by side on one draw. */
function failureOf({ failures, seed, tokens }: EngineSettings, count: number): EngineFailure | null {
  if (failures.length === 0) return null;
  let left = draws(seed, count, "failures")();
  for (const failure of failures) {
    if (left < failure.probability) return { ...failure, afterTokens: Math.min(failure.afterTokens, tokens - 1) };
    left -= failure.probability;
  }
  return null;
}

/** The words of a text, which are the simulated engine's tokens. */
export const wordsOf = (text: string): readonly string[] => text.split(/\s+/).filter(Boolean);

/** Word number `index` (from 0) of an answer that says these words over and over. */
export const wordAt = (spoken: readonly string[], index: number): string =>
  `${index === 0 ? "" : " "}${spoken[index % spoken.length] ?? "…"}`;
