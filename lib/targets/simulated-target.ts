import type { FailureClass, Target } from "../types.js";
import { numberWithin, positiveInteger } from "./settings.js";

/** Settings of {@link simulatedTarget}: the truth of every answer. */
export interface SimulatedSettings {
  /** @default "simulated" */
  readonly name?: string;
  readonly timeToFirstTokenMs: number;
  readonly gapMs: number;
  readonly tokens: number;
  /** Each wait is multiplied by 1 + jitter x u, with u drawn evenly from -1 to 1. @default 0 */
  readonly jitter?: number;
  /** Answer number k (from 0) takes 1 + drift x k times as long: a machine that slows down. @default 0 */
  readonly drift?: number;
  /** Before a token, with this probability, nothing comes for so long. */
  readonly stall?: { readonly probability: number; readonly ms: number };
  /** With this probability an answer breaks off after so many tokens. */
  readonly failures?: { readonly probability: number; readonly class?: FailureClass; readonly afterTokens?: number };
  /** What it says, cut or repeated to `tokens` words. @default a sentence about itself */
  readonly answer?: string;
  /** @default 1 */
  readonly seed?: number;
}

/**
 * An engine with a known truth: it waits exactly as told and says so many words. To learn with, to test with, and to see
 * what a client adds of its own.
 * @throws when a setting is out of range.
 * @example
 * simulatedTarget({ timeToFirstTokenMs: 50, gapMs: 10, tokens: 5 }).name; // => "simulated"
 */
export function simulatedTarget(settings: SimulatedSettings): Target {
  const { stall, failures } = settings;
  const within = (name: string, value: unknown, low: number, high?: number) =>
    numberWithin("simulatedTarget", name, value, low, high);
  return {
    kind: "simulated",
    name: settings.name ?? "simulated",
    timeToFirstTokenMs: within("timeToFirstTokenMs", settings.timeToFirstTokenMs, 0),
    gapMs: within("gapMs", settings.gapMs, 0),
    tokens: positiveInteger("simulatedTarget", "tokens", settings.tokens),
    jitter: within("jitter", settings.jitter ?? 0, 0, 1),
    drift: within("drift", settings.drift ?? 0, -1),
    stall: stall
      ? { probability: within("stall.probability", stall.probability, 0, 1), ms: within("stall.ms", stall.ms, 0) }
      : null,
    failures: failures
      ? {
          probability: within("failures.probability", failures.probability, 0, 1),
          class: failures.class ?? "http_5xx",
          afterTokens: within("failures.afterTokens", failures.afterTokens ?? 0, 0),
        }
      : null,
    answer: settings.answer ?? "I am a simulated engine and my waits are known in advance.",
    seed: settings.seed ?? 1,
  };
}
