import * as v from "valibot";
import { numberFrom, oneOf, text, wholeNumber, wholeSeed } from "../../arguments/fields.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import type { FailureClass } from "../../types/index.js";
import { failureClasses } from "./failure-classes.js";

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

/** Who is named in the errors. */
const caller = "simulatedTarget";

const failure = settings({
  probability: numberFrom(0, 1),
  class: v.optional(v.picklist(failureClasses, `one of ${failureClasses.join(", ")}`), "http_5xx"),
  afterTokens: v.optional(wholeNumber(0), 0),
});

/** Every setting that says how a simulated engine answers. */
export const engineFields = {
  timeToFirstTokenMs: numberFrom(0),
  gapMs: numberFrom(0),
  tokens: wholeNumber(1),
  jitter: v.nullish(numberFrom(0, 1), 0),
  drift: v.nullish(numberFrom(-1), 0),
  warmUp: v.nullish(settings({ answers: wholeNumber(1), factor: numberFrom(1) }), null),
  serviceTimes: v.nullish(oneOf("fixed", "exponential"), "fixed"),
  stall: v.nullish(settings({ probability: numberFrom(0, 1), ms: numberFrom(0) }), null),
  slots: v.nullish(wholeNumber(1), null),
  batchSlowdown: v.nullish(numberFrom(0), 0),
  freezes: v.nullish(
    v.array(settings({ fromMs: numberFrom(0), toMs: numberFrom(0) }), "a list of { fromMs, toMs }"),
    [],
  ),
  prefixCache: v.nullish(settings({ prompts: wholeNumber(1), saves: v.optional(numberFrom(0, 1), 0.9) }), null),
  failures: v.nullish(
    v.lazy((given) => (Array.isArray(given) ? v.array(failure) : failure)),
    [],
  ),
  miscount: v.nullish(settings({ tokens: wholeNumber(), probability: v.optional(numberFrom(0, 1), 1) }), null),
  answer: v.nullish(text, "I am a simulated engine and my waits are known in advance."),
  seed: v.nullish(wholeSeed, 1),
};
const engineSettings = settings(engineFields);

/**
 * Reads the settings of a simulated engine, from its caller's caller or from a stored target, which may be of a version that
 * had fewer.
 * @throws one error for the first setting that is out of range, naming it.
 */
export function readEngineSettings(stored: Readonly<Record<string, unknown>>): EngineSettings {
  const names = Object.keys(engineFields).filter((name) => name in stored);
  const given = checkedOptions(caller, engineSettings, Object.fromEntries(names.map((name) => [name, stored[name]])));
  const failures = [given.failures].flat();
  checkFailures(failures);
  checkFreezes(given.freezes);
  return { ...given, failures };
}

function checkFailures(failures: readonly EngineFailure[]): void {
  const sum = failures.reduce((total, { probability }) => total + probability, 0);
  if (sum > 1 + 1e-9)
    throw new Error(`${caller} expected the probabilities of failures to sum to at most 1, got ${sum}`);
}

/** Freezes come in ascending order, none touching another. */
function checkFreezes(freezes: readonly Freeze[]): void {
  let earliest = 0;
  for (const [at, { fromMs, toMs }] of freezes.entries()) {
    const name = `${caller} expected freezes[${at}]`;
    if (fromMs < earliest) throw new Error(`${name}.fromMs to be a number of at least ${earliest}, got ${fromMs}`);
    if (toMs <= fromMs) throw new Error(`${name}.toMs to be later than its fromMs ${fromMs}, got ${toMs}`);
    earliest = toMs;
  }
}
