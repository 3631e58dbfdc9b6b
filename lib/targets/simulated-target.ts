import * as v from "valibot";
import { filledText } from "../arguments/fields.js";
import { checkedOptions, settings } from "../arguments/options.js";
import type { FailureClass, Target } from "../types/index.js";
import { engineFields, readEngineSettings } from "./simulated/engine-settings.js";

/** A sort of answer that breaks off: with this probability, after this many tokens. */
export interface SimulatedFailure {
  readonly probability: number;
  /** @default "http_5xx" */
  readonly class?: FailureClass;
  /** @default 0 */
  readonly afterTokens?: number;
}

/** Settings of {@link simulatedTarget}: the truth of every answer. */
export interface SimulatedSettings {
  /** @default "simulated" */
  readonly name?: string;
  readonly timeToFirstTokenMs: number;
  readonly gapMs: number;
  readonly tokens: number;
  /** Each wait is multiplied by 1 + jitter x u, with u drawn evenly from -1 to 1. @default 0 */
  readonly jitter?: number;
  /** Answer number k of a run (from 0) takes 1 + drift x k times as long: a machine that slows down. @default 0 */
  readonly drift?: number;
  /** The first answers of a run take `factor` times as long: an engine that has to get warm. */
  readonly warmUp?: { readonly answers: number; readonly factor: number };
  /** `exponential`: each answer takes as long as drawn from an exponential distribution whose mean is what it would take. @default "fixed" */
  readonly serviceTimes?: "fixed" | "exponential";
  /** Before a token, with this probability, nothing comes for this long. */
  readonly stall?: { readonly probability: number; readonly ms: number };
  /** The number of answers at once; the others wait in line, first come, first served. @default no limit */
  readonly slots?: number;
  /** With n answers in service every wait is 1 + batchSlowdown x (n - 1) times as long; at 1 they share one machine. @default 0 */
  readonly batchSlowdown?: number;
  /** From and to when nothing is done, in milliseconds from the first request of a run, warm-ups among them; in ascending order. */
  readonly freezes?: readonly { readonly fromMs: number; readonly toMs: number }[];
  /**
   * The number of prompts it remembers. Where a prompt begins with the same words as one of them, that part of the wait for the
   * first token is shorter by the share `saves`, and the usage tells those words as cached. @default saves: 0.9
   */
  readonly prefixCache?: { readonly prompts: number; readonly saves?: number };
  /** With this probability an answer breaks off after a number of tokens; a list for several sorts, of which one answer has at most one. */
  readonly failures?: SimulatedFailure | readonly SimulatedFailure[];
  /** With this probability the usage reports this many tokens more than were sent; below 0, fewer. @default probability: 1 */
  readonly miscount?: { readonly tokens: number; readonly probability?: number };
  /** What it says, cut or repeated to `tokens` words. @default a sentence about itself */
  readonly answer?: string;
  /** @default 1 */
  readonly seed?: number;
}

/** The settings that every stored target has, whether they were given or not. */
const always = ["timeToFirstTokenMs", "gapMs", "tokens", "jitter", "drift", "stall", "answer", "seed"] as const;

/** The settings that a stored target has only when they were given. */
const whenGiven = ["warmUp", "serviceTimes", "slots", "batchSlowdown", "freezes", "prefixCache", "miscount"] as const;

const simulatedSettings = settings({ name: v.optional(filledText(), "simulated"), ...engineFields });

/**
 * An engine with a known truth: it waits exactly as set and says a fixed number of words. It can queue, slow down in a batch, drift,
 * warm up, stall, freeze, fail, cache and miscount, all of it seeded. To learn with, to test with, and to see what a client adds
 * of its own: `simulatedTruth` says what it does with given requests, `truthOfRun` what it did in a run.
 * @throws when a setting is out of range.
 * @example
 * bb.simulatedTarget({ timeToFirstTokenMs: 50, gapMs: 10, tokens: 5 }).name; // => "simulated"
 */
export function simulatedTarget(given: SimulatedSettings): Target {
  const { name, ...engine } = checkedOptions("simulatedTarget", simulatedSettings, given);
  const read = readEngineSettings(engine);
  const named = whenGiven.filter((name) => given[name] !== undefined);
  return {
    kind: "simulated",
    name,
    ...Object.fromEntries(always.map((name) => [name, read[name]])),
    failures: Array.isArray(given.failures) ? read.failures : (read.failures[0] ?? null),
    ...Object.fromEntries(named.map((name) => [name, read[name]])),
  };
}
