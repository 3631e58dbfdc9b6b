import * as v from "valibot";
import { describeValue, isRecord } from "../arguments/describe-value.js";
import {
  checkedLater,
  filledText,
  functionOf,
  numberFrom,
  oneOf,
  trueOrFalse,
  wholeNumber,
} from "../arguments/fields.js";
import { generationFields } from "../arguments/generation-fields.js";
import { checkedOptions, type FieldsOf, settings } from "../arguments/options.js";
import { checkedPrices, type PricesInput } from "../metrics/cost/prices.js";
import { type Limits, statedLimits } from "../metrics/limits.js";
import { messageOf } from "../text/error-message.js";
import type {
  Case,
  CaseSet,
  CoolDown,
  Generation,
  History,
  Load,
  Manifest,
  Prices,
  Retry,
  Target,
  Timeouts,
} from "../types/index.js";
import { wholeCases } from "../workload/case-file/case-set.js";
import { hasTurns, turnWithoutAnswer } from "../workload/conversation.js";
import { checkedTargets } from "./checked-targets.js";
import { warmupsFor } from "./connections.js";
import type { RunOptions } from "./options.js";
import { checkPlaces } from "./places.js";

/** {@link RunOptions} with every default filled in and every value checked. */
export interface RunSettings {
  readonly name: string;
  readonly targets: readonly Target[];
  readonly cases: CaseSet;
  readonly warmups: number;
  readonly repetitions: number;
  readonly load: Load;
  readonly order: "interleaved" | "sequential";
  readonly generation: Generation;
  readonly timeouts: Timeouts;
  readonly errorBudget: number;
  readonly storeText: "full" | "hash" | "none";
  readonly telemetry: Manifest["telemetry"];
  readonly isolation: "run" | "target";
  readonly processes: number;
  readonly retry: Retry | null;
  readonly promptNonce: boolean;
  /** Absent where no case has several user turns, and so is the think time. */
  readonly history?: History;
  readonly thinkTimeMs?: number;
  readonly limits: Limits | null;
  readonly coolDown?: CoolDown;
  readonly prices?: Readonly<Record<string, Prices>>;
  readonly seed: number;
}

const generation = settings({
  maxTokens: v.optional(generationFields.maxTokens, 128),
  temperature: v.optional(generationFields.temperature, 0),
  topK: v.optional(generationFields.topK, null),
  topP: v.optional(generationFields.topP, null),
  repetitionPenalty: v.optional(generationFields.repetitionPenalty, null),
  seed: v.optional(generationFields.seed, null),
  stop: v.optional(generationFields.stop, []),
  ignoreEndOfSequence: v.optional(generationFields.ignoreEndOfSequence, false),
} satisfies FieldsOf<Partial<Generation>>);

const limitMs = v.nullable(numberFrom(1));
const timeouts = settings({
  connectMs: v.optional(limitMs, 10_000),
  firstByteMs: v.optional(limitMs, 120_000),
  firstTokenMs: v.optional(limitMs, 120_000),
  stallMs: v.optional(limitMs, 60_000),
  totalMs: v.optional(limitMs, 600_000),
} satisfies FieldsOf<Partial<Timeouts>>);

const telemetry = settings({
  intervalMs: wholeNumber(10),
  serverPid: v.optional(wholeNumber(1)),
  serverPort: v.optional(wholeNumber(1)),
});

const retry = settings({ attempts: wholeNumber(1, 100), maxWaitMs: v.optional(numberFrom(0), 60_000) });

const coolFor = settings({ seconds: numberFrom(0, 3600) });
const coolUntil = settings({ belowCelsius: numberFrom(0, 150), atMostSeconds: numberFrom(0, 3600) });
const coolDown = v.lazy((given) => (isRecord(given) && "seconds" in given ? coolFor : coolUntil));

/** The settings of {@link RunOptions}. */
export const runFields = {
  name: v.optional(filledText("a text"), "run"),
  targets: checkedLater<RunOptions["targets"]>("a list of at least one target"),
  cases: checkedLater<RunOptions["cases"]>("what loadCases, caseSet or syntheticCases gives"),
  warmups: v.optional(wholeNumber(0)),
  repetitions: v.optional(wholeNumber(1), 1),
  load: v.nullish(checkedLater<Load>()),
  order: v.optional(oneOf("interleaved", "sequential")),
  generation: v.optional(generation, {}),
  timeouts: v.optional(timeouts, {}),
  errorBudget: v.optional(numberFrom(0, 1), 0.1),
  storeText: v.optional(oneOf("full", "hash", "none"), "full"),
  telemetry: v.optional(
    v.lazy((given) => (given === false ? v.literal(false) : telemetry)),
    { intervalMs: 250 },
  ),
  isolation: v.optional(oneOf("run", "target"), "run"),
  processes: v.optional(wholeNumber(1, 64), 1),
  retry: v.nullish(retry, null),
  promptNonce: v.optional(trueOrFalse, false),
  history: v.optional(oneOf("real", "recorded", "last-turn"), "real"),
  thinkTimeMs: v.optional(numberFrom(0), 0),
  limits: v.nullish(checkedLater<Limits>(), null),
  plan: v.optional(checkedLater<NonNullable<RunOptions["plan"]>>()),
  coolDown: v.nullish(coolDown, null),
  prices: v.nullish(checkedLater<Readonly<Record<string, PricesInput>>>(), null),
  seed: v.optional(wholeNumber(0), 1),
  directory: v.optional(filledText("a text")),
  onProgress: v.nullish(functionOf<NonNullable<RunOptions["onProgress"]>>()),
  signal: v.optional(v.custom<AbortSignal>(isSignal, "that of an AbortController")),
} satisfies FieldsOf<RunOptions>;

const runOptions = settings(runFields);

function isSignal(value: unknown): boolean {
  return isRecord(value) && typeof value.addEventListener === "function";
}

/**
 * Checks what a caller asked and fills in the defaults.
 * @throws when a value is missing, misspelled or out of range, naming it.
 */
export function runSettings(options: RunOptions): RunSettings {
  const given = checkedOptions("runBenchmark", runOptions, options);
  const { isolation, processes, repetitions } = given;
  if (isolation === "target" && given.order === "interleaved")
    throw new Error(
      'isolation: "target" measures one target at a time, so it cannot be combined with order: "interleaved": remove one',
    );
  const targets = checkedTargets("runBenchmark", given.targets, processes);
  const { coolDown, prices } = given;
  if (coolDown !== null && "belowCelsius" in coolDown && given.telemetry === false)
    throw new Error(
      "runBenchmark expected telemetry with coolDown.belowCelsius, got telemetry: false: temperatures are read with the samples; " +
        "leave telemetry out, or use coolDown: { seconds: 30 }",
    );
  const load = given.load ?? { kind: "closed", concurrency: 1 };
  checkPlaces(targets, load);
  const cases = wholeCases("runBenchmark", given.cases);
  return {
    name: given.name,
    targets,
    cases,
    warmups: given.warmups ?? warmupsFor(cases.cases.length, repetitions, load),
    repetitions,
    load,
    order: given.order ?? (isolation === "target" ? "sequential" : "interleaved"),
    generation: given.generation,
    timeouts: given.timeouts,
    errorBudget: given.errorBudget,
    storeText: given.storeText,
    telemetry: given.telemetry === false ? null : given.telemetry,
    isolation,
    processes,
    retry: given.retry,
    promptNonce: given.promptNonce,
    ...conversing(cases, given),
    limits: checkedLimits("runBenchmark", given.limits),
    ...(coolDown === null ? {} : { coolDown }),
    ...(prices === null ? {} : { prices: checkedPrices("runBenchmark", prices, targets) }),
    seed: given.seed,
  };
}

/** How the conversations among the cases are sent; nothing where there are none. */
function conversing(
  { cases }: CaseSet,
  { history, thinkTimeMs }: { readonly history: History; readonly thinkTimeMs: number },
): Pick<RunSettings, "history" | "thinkTimeMs"> {
  if (!cases.some(hasTurns)) return {};
  if (history === "recorded") cases.forEach(refuseUnrecorded);
  return { history, ...(thinkTimeMs === 0 || history === "last-turn" ? {} : { thinkTimeMs }) };
}

function refuseUnrecorded(one: Case): void {
  const turn = turnWithoutAnswer(one);
  if (turn === null) return;
  throw new Error(
    `runBenchmark, history "recorded": expected case ${JSON.stringify(one.id)} to hold an answer to each turn but the last, ` +
      `got none to turn ${turn}; write it into its messages, or leave history out so that the model's own answers are the history`,
  );
}

/** @throws when these are no limits. */
export function checkedLimits(caller: string, given: Limits | null): Limits | null {
  if (given === null) return null;
  if (typeof given !== "object")
    throw new Error(`${caller} expected limits to be a table of limits, got ${describeValue(given)}`);
  try {
    return Object.fromEntries(statedLimits(given));
  } catch (error) {
    throw new Error(`${caller}, limits: ${messageOf(error)}`);
  }
}
