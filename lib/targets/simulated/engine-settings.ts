import type { FailureClass } from "../../types/index.js";
import { oneOf } from "../http-settings.js";
import { numberWithin, positiveInteger } from "../settings.js";
import {
  caller,
  readFailures,
  readFreezes,
  readMiscount,
  readPrefixCache,
  readStall,
  readWarmUp,
} from "./setting-parts.js";

/** A part of the answers that breaks off. */
export interface EngineFailure {
  readonly probability: number;
  readonly class: FailureClass;
  readonly afterTokens: number;
}

/** A time during which nothing is done, on the clock of the run. */
export interface Freeze {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The settings of a simulated engine, checked and whole. Null and an empty list: there is no such effect. */
export interface EngineSettings {
  readonly timeToFirstTokenMs: number;
  readonly gapMs: number;
  readonly tokens: number;
  readonly jitter: number;
  readonly drift: number;
  readonly stall: { readonly probability: number; readonly ms: number } | null;
  readonly failures: readonly EngineFailure[];
  readonly answer: string;
  readonly seed: number;
  readonly slots: number | null;
  readonly batchSlowdown: number;
  readonly serviceTimes: "fixed" | "exponential";
  readonly warmUp: { readonly answers: number; readonly factor: number } | null;
  readonly prefixCache: { readonly prompts: number; readonly saves: number } | null;
  readonly miscount: { readonly tokens: number; readonly probability: number } | null;
  readonly freezes: readonly Freeze[];
}

/**
 * Reads the settings of a simulated engine, from its caller's caller or from a stored target, which may be of a version that
 * had fewer.
 * @throws one error for the first setting that is out of range, naming it.
 */
export function readEngineSettings(given: Readonly<Record<string, unknown>>): EngineSettings {
  const within = (name: string, value: unknown, low: number, high?: number) =>
    numberWithin(caller, name, value, low, high);
  return {
    timeToFirstTokenMs: within("timeToFirstTokenMs", given.timeToFirstTokenMs, 0),
    gapMs: within("gapMs", given.gapMs, 0),
    tokens: positiveInteger(caller, "tokens", given.tokens),
    jitter: within("jitter", given.jitter ?? 0, 0, 1),
    drift: within("drift", given.drift ?? 0, -1),
    stall: readStall(given.stall),
    failures: readFailures(given.failures),
    answer: text("answer", given.answer ?? "I am a simulated engine and my waits are known in advance."),
    seed: wholeSeed(given.seed ?? 1),
    slots: given.slots === undefined || given.slots === null ? null : positiveInteger(caller, "slots", given.slots),
    batchSlowdown: within("batchSlowdown", given.batchSlowdown ?? 0, 0),
    serviceTimes: oneOf(caller, "serviceTimes", given.serviceTimes ?? "fixed", ["fixed", "exponential"]),
    warmUp: readWarmUp(given.warmUp),
    prefixCache: readPrefixCache(given.prefixCache),
    miscount: readMiscount(given.miscount),
    freezes: readFreezes(given.freezes),
  };
}

function text(name: string, value: unknown): string {
  if (typeof value === "string") return value;
  throw new Error(`${caller} expected ${name} to be text, got ${JSON.stringify(value)}`);
}

function wholeSeed(value: unknown): number {
  if (typeof value === "number" && Number.isSafeInteger(value)) return value;
  throw new Error(
    `${caller} expected seed to be a whole number, got ${JSON.stringify(value)}; write for example seed: 7`,
  );
}
