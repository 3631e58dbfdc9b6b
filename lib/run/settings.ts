import { describeValue } from "../arguments/describe-value.js";
import { checkOptions, type SettingNames } from "../arguments/options.js";
import { computesInProcess } from "../metrics/client/client-targets.js";
import { type Limits, statedLimits } from "../metrics/limits.js";
import type { CaseSet, Generation, Load, Manifest, Retry, Target, Timeouts } from "../types/index.js";
import { wholeCases } from "../workload/case-file/case-set.js";
import { warmupsFor } from "./connections.js";
import { notPlain } from "./not-plain.js";
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
  readonly limits: Limits | null;
  readonly seed: number;
}

const defaultGeneration: Generation = {
  maxTokens: 128,
  temperature: 0,
  topK: null,
  topP: null,
  repetitionPenalty: null,
  seed: null,
  stop: [],
  ignoreEndOfSequence: false,
};

const defaultTimeouts: Timeouts = {
  connectMs: 10_000,
  firstByteMs: 120_000,
  firstTokenMs: 120_000,
  stallMs: 60_000,
  totalMs: 600_000,
};

/**
 * Checks what a caller asked and fills in the defaults.
 * @throws when a value is missing, misspelt or out of range, naming it.
 */
export function runSettings(options: RunOptions): RunSettings {
  checkOptions("runBenchmark", options, knownOptions);
  if (options.directory !== undefined) nonEmpty("directory", options.directory);
  const isolation = oneOf("isolation", options.isolation ?? "run", ["run", "target"]);
  if (isolation === "target" && options.order === "interleaved")
    throw new Error('isolation "target" takes target by target and cannot be interleaved: leave one of the two out');
  const order = options.order ?? (isolation === "target" ? "sequential" : "interleaved");
  const telemetry = options.telemetry ?? { intervalMs: 250 };
  const targets = checkedTargets(options.targets, options.processes ?? 1);
  const load = options.load ?? { kind: "closed", concurrency: 1 };
  checkPlaces(targets, load);
  const cases = wholeCases("runBenchmark", options.cases);
  const repetitions = whole("repetitions", options.repetitions ?? 1, 1);
  return {
    name: nonEmpty("name", options.name ?? "run"),
    targets,
    cases,
    warmups: whole("warmups", options.warmups ?? warmupsFor(cases.cases.length, repetitions, load), 0),
    repetitions,
    load,
    order: oneOf("order", order, ["interleaved", "sequential"]),
    generation: checkedGeneration(options.generation ?? {}),
    timeouts: checkedTimeouts(options.timeouts ?? {}),
    errorBudget: number("errorBudget", options.errorBudget ?? 0.1, 0, 1),
    storeText: oneOf("storeText", options.storeText ?? "full", ["full", "hash", "none"]),
    telemetry: telemetry ? checkedTelemetry(telemetry) : null,
    isolation,
    processes: whole("processes", options.processes ?? 1, 1, 64),
    retry: checkedRetry(options.retry ?? null),
    promptNonce: oneOf("promptNonce", options.promptNonce ?? false, [true, false]),
    limits: checkedLimits(options.limits ?? null),
    seed: whole("seed", options.seed ?? 1, 0),
  };
}

const knownOptions: SettingNames<RunOptions> = {
  name: true,
  targets: true,
  cases: true,
  warmups: true,
  repetitions: true,
  load: true,
  order: true,
  generation: true,
  timeouts: true,
  errorBudget: true,
  storeText: true,
  telemetry: true,
  isolation: true,
  processes: true,
  retry: true,
  promptNonce: true,
  limits: true,
  seed: true,
  directory: true,
  onProgress: true,
  signal: true,
};

function checkedTargets(targets: readonly Target[], processes: number): readonly Target[] {
  if (!Array.isArray(targets) || targets.length === 0)
    throw new Error(`runBenchmark expected targets to be a list of at least one target, got ${describeValue(targets)}`);
  const names = new Set<string>();
  for (const target of targets) {
    if (typeof target?.kind !== "string" || typeof target.name !== "string" || target.name === "")
      throw new Error(
        `runBenchmark expected targets made by llamaTarget, openaiTarget, …, got ${describeValue(target)}`,
      );
    if (names.has(target.name))
      throw new Error(`two targets are called "${target.name}": give one of them another name, as in { name: "b" }`);
    if (processes > 1 && computesInProcess(target))
      throw new Error(
        `target "${target.name}" runs in the measuring process itself: ${processes} processes would load and share the ` +
          "machine between as many engines; leave processes out, or measure it behind a server",
      );
    names.add(target.name);
    const strange = notPlain(target);
    if (strange !== null)
      throw new Error(`runBenchmark expected target "${target.name}" to be plain data, got ${strange}`);
  }
  return targets;
}

function checkedLimits(given: Limits | null): Limits | null {
  if (given === null) return null;
  if (typeof given !== "object") throw new Error(`expected limits to be a table of limits, got ${shown(given)}`);
  try {
    return Object.fromEntries(statedLimits(given));
  } catch (error) {
    throw new Error(`runBenchmark, limits: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function checkedRetry(given: NonNullable<RunOptions["retry"]> | null): Retry | null {
  if (given === null) return null;
  checkOptions("retry", given, { attempts: true, maxWaitMs: true });
  const { attempts, maxWaitMs = 60_000 } = given;
  return { attempts: whole("retry.attempts", attempts, 1, 100), maxWaitMs: number("retry.maxWaitMs", maxWaitMs, 0) };
}

function checkedGeneration(given: Partial<Generation>): Generation {
  checkOptions("generation", given, defaultGeneration);
  const all = { ...defaultGeneration, ...withoutUndefined(given) };
  whole("generation.maxTokens", all.maxTokens, 1);
  if (all.temperature !== null) number("generation.temperature", all.temperature, 0);
  if (all.topK !== null) whole("generation.topK", all.topK, 0);
  if (all.topP !== null) number("generation.topP", all.topP, 0, 1);
  if (all.repetitionPenalty !== null) number("generation.repetitionPenalty", all.repetitionPenalty, 0);
  if (all.seed !== null) whole("generation.seed", all.seed, 0);
  oneOf("generation.ignoreEndOfSequence", all.ignoreEndOfSequence, [true, false]);
  if (!Array.isArray(all.stop) || all.stop.some((text) => typeof text !== "string"))
    throw new Error(`expected generation.stop to be a list of texts, got ${shown(all.stop)}`);
  return all;
}

/** A setting that is undefined is one that was left out. */
const withoutUndefined = <Settings extends object>(given: Settings): Settings =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Settings;

function checkedTimeouts(given: Partial<Timeouts>): Timeouts {
  checkOptions("timeouts", given, defaultTimeouts);
  const all = { ...defaultTimeouts, ...withoutUndefined(given) };
  for (const [name, value] of Object.entries(all)) if (value !== null) number(`timeouts.${name}`, value, 1);
  return all;
}

function checkedTelemetry(given: NonNullable<Manifest["telemetry"]>): Manifest["telemetry"] {
  checkOptions("telemetry", given, { intervalMs: true, serverPid: true, serverPort: true });
  const { intervalMs, serverPid, serverPort } = given;
  whole("telemetry.intervalMs", intervalMs, 10);
  if (serverPid !== undefined) whole("telemetry.serverPid", serverPid, 1);
  if (serverPort !== undefined) whole("telemetry.serverPort", serverPort, 1);
  return given;
}

function whole(name: string, value: number, least: number, most = Infinity): number {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return value;
  const range = most === Infinity ? `of at least ${least}` : `from ${least} to ${most}`;
  throw new Error(`expected ${name} to be a whole number ${range}, got ${shown(value)}`);
}

function number(name: string, value: number, low: number, high = Infinity): number {
  if (Number.isFinite(value) && value >= low && value <= high) return value;
  const range = high === Infinity ? `of at least ${low}` : `from ${low} to ${high}`;
  throw new Error(`expected ${name} to be a number ${range}, got ${shown(value)}`);
}

function oneOf<T extends string | boolean>(name: string, value: T, allowed: readonly T[]): T {
  if (allowed.includes(value)) return value;
  throw new Error(`expected ${name} to be one of ${allowed.join(", ")}, got ${shown(value)}`);
}

function nonEmpty(name: string, value: string): string {
  if (typeof value === "string" && value.trim() !== "") return value;
  throw new Error(`expected ${name} to be a text, got ${shown(value)}`);
}

function shown(value: unknown): string {
  try {
    return (JSON.stringify(value) ?? String(value)).slice(0, 120);
  } catch {
    return describeValue(value); // a bigint, or what holds itself
  }
}
