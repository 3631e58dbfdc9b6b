import type { Case, CaseSet, Load, Manifest, Run, Target, TokenSource, Trial } from "../types/index.js";

// What a caller hands over, looked at before it is used: the wrong thing is named as it came, with what to write in its place.

/** A wrong argument as a message shows it: its value where that is short, else what it is. */
export function got(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)} …` : value);
  if (typeof value === "function") return "a function";
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : `a list of ${value.length}`;
  if (isPromise(value)) return "a promise: write await before it";
  if (isRun(value)) return "a run";
  const keys = Object.keys(value);
  return keys.length === 0 ? "an empty object" : `an object with ${keys.slice(0, 4).join(", ")}`;
}

function wrong(caller: string, name: string, expected: string, value: unknown, cure = ""): Error {
  return new Error(`${caller} expected ${name} to be ${expected}, got ${got(value)}${isPromise(value) ? "" : cure}`);
}

/** Whether a value has fields, as a list and null do not. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isPromise(value: unknown): boolean {
  return isRecord(value) && typeof value.then === "function";
}

function isRun(value: unknown): boolean {
  return isRecord(value) && typeof value.trials === "function";
}

/** Throws when a value is not a text. `cure` begins with its own mark: `; write …`. */
export function checkText(caller: string, name: string, value: string, cure = ""): void {
  if (typeof value !== "string") throw wrong(caller, name, "a text", value, cure);
}

/** Throws when the path of a file or folder is no text, or empty. */
export function checkPath(caller: string, name: string, value: string): void {
  if (typeof value !== "string" || value.trim() === "") throw wrong(caller, name, "a path", value);
}

/** Throws when something is not a number. NaN and infinity are not numbers. */
export function checkNumber(caller: string, name: string, value: number): void {
  if (typeof value !== "number" || !Number.isFinite(value)) throw wrong(caller, name, "a number", value);
}

/** Throws when something is no function. */
export function checkFunction(caller: string, name: string, value: unknown, cure = ""): void {
  if (typeof value !== "function") throw wrong(caller, name, "a function", value, cure);
}

/** Throws when something has no fields. `expected` says what it is: `a figure, as figures.latency gives`. */
export function checkRecord(caller: string, name: string, value: object, expected: string): void {
  if (!isRecord(value) || isPromise(value)) throw wrong(caller, name, expected, value);
}

/** Throws when something is no list. `expected` says of what: `a list of texts`. */
export function checkList(caller: string, name: string, value: readonly unknown[], expected: string, cure = ""): void {
  if (!Array.isArray(value)) throw wrong(caller, name, expected, value, cure);
}

/** Throws when a value is not a list of texts; for a single text the message says to use brackets. */
export function checkTexts(caller: string, name: string, value: readonly string[]): void {
  const cure = typeof value === "string" ? `: write [${got(value)}]` : "";
  checkList(caller, name, value, "a list of texts", cure);
  const at = value.findIndex((one) => typeof one !== "string");
  if (at >= 0) throw wrong(caller, `${name}[${at}]`, "a text", value[at]);
}

/** Throws when something is no list of objects, such as rows, scores or samples. */
export function checkRows(caller: string, name: string, value: readonly object[], expected: string, cure = ""): void {
  checkList(caller, name, value, expected, cure);
  const at = value.findIndex((one) => !isRecord(one));
  if (at >= 0) throw wrong(caller, `${name}[${at}]`, "an object", value[at]);
}

const isTrial = (value: unknown): boolean =>
  isRecord(value) && typeof value.target === "string" && isRecord(value.outcome) && Array.isArray(value.arrivals);

/** Throws when a value is not a list of trials; for a run the message says how to get them. */
export function checkTrials(caller: string, trials: readonly Trial[], name = "trials"): void {
  if (isRun(trials)) throw new Error(`${caller} expected ${name}, got a run: write ${caller}(await run.trials())`);
  checkList(caller, name, trials, "a list of trials", ": they come from await run.trials()");
  const at = trials.findIndex((one) => !isTrial(one));
  if (at >= 0) throw wrong(caller, `${name}[${at}]`, "a trial, as await run.trials() gives", trials[at]);
}

/** Throws when something is no trial. */
export function checkTrial(caller: string, trial: Trial): void {
  if (isTrial(trial)) return;
  const cure = Array.isArray(trial)
    ? `: call ${caller} for each of them, as in trials.map((trial) => ${caller}(trial))`
    : "";
  throw wrong(caller, "trial", "one of those that await run.trials() gives", trial, cure);
}

/** Throws when a value is not a run; for a path the message says how to open it. */
export function checkRun(caller: string, run: Run): void {
  if (isRun(run) && isRecord(run.manifest)) return;
  const cure = typeof run === "string" ? `: open it first, as in ${caller}(await openRun(${got(run)}))` : "";
  throw wrong(caller, "run", "a run, as runBenchmark and openRun give", run, cure);
}

/** Throws when a value lacks these parts of a manifest; for a run the message says where its manifest is. */
export function checkManifest(caller: string, manifest: Partial<Manifest>, parts: readonly (keyof Manifest)[]): void {
  const cure = isRun(manifest) ? ": write run.manifest" : "";
  if (!isRecord(manifest) || isRun(manifest)) throw wrong(caller, "manifest", "that of a run", manifest, cure);
  const missing = parts.find((part) => manifest[part] === undefined);
  if (missing !== undefined)
    throw new Error(`${caller} expected a manifest with ${missing}, got ${got(manifest)}: write run.manifest`);
}

/** The cases of a case set or of a list; throws when there is neither, or one of them is no case. */
export function checkedCases(caller: string, cases: CaseSet | readonly Case[]): readonly Case[] {
  const list: unknown = isRecord(cases) && "cases" in cases ? cases.cases : cases;
  if (!Array.isArray(list))
    throw wrong(caller, "cases", "what loadCases, caseSet or syntheticCases gives, or a list of cases", cases);
  const at = list.findIndex((one) => !isRecord(one) || typeof one.id !== "string" || typeof one.prompt !== "string");
  if (at >= 0) throw wrong(caller, `cases[${at}]`, "a case with an id and a prompt", list[at]);
  return list;
}

/** Every setting of some options, written out once: the compiler notices one that is missing here, or none of them. */
export type SettingNames<Options> = Readonly<Record<keyof Options, true>>;

/**
 * Refuses options that are not an object, and settings that the function does not have: a misspelled one would be ignored silently
 * and measure or draw something else than was asked. Of `known` only the keys count: the defaults of all settings will do.
 *
 * Throws an error that names the function, the setting, and all that there are.
 *
 * @example
 * checkOptions("quantile", { type: 7 }, { type: true }); // => undefined
 */
export function checkOptions<Options extends object>(
  caller: string,
  options: Options,
  known: Readonly<Record<keyof Options, unknown>>,
): void {
  const names = Object.keys(known);
  if (typeof options !== "object" || options === null || Array.isArray(options))
    throw new Error(`${caller} expected its settings in braces, as in { ${names[0] ?? ""}: … }, got ${got(options)}`);
  const unknown = Object.keys(options).find((key) => !Object.hasOwn(known, key));
  if (unknown !== undefined) throw new Error(`${caller} has no setting "${unknown}"; it has: ${names.join(", ")}`);
}

/** Throws when something is no target. */
export function checkTarget(caller: string, name: string, target: Target): void {
  if (isRecord(target) && typeof target.kind === "string" && typeof target.name === "string") return;
  throw wrong(caller, name, "a target made by llamaTarget, openaiTarget, …", target);
}

/** Throws when a value is not one of these words, and lists them. */
export function checkOneOf(
  caller: string,
  name: string,
  value: string | number,
  words: readonly (string | number)[],
): void {
  if (words.includes(value)) return;
  throw wrong(caller, name, words.map((word) => JSON.stringify(word)).join(" or "), value);
}

/** Throws when something is no load, as closedLoop and its kin make and a manifest holds. */
export function checkMadeLoad(caller: string, load: Load, kinds: readonly Load["kind"][] = loadKinds): void {
  if (isRecord(load) && kinds.includes(load.kind)) return;
  throw wrong(caller, "load", `one of kind ${kinds.join(", ")}, as run.manifest.load`, load);
}

/** Every kind of load. */
export const loadKinds: readonly Load["kind"][] = ["closed", "batches", "open", "ramp", "replay"];

/** Every source of token counts. */
export const tokenSources: readonly TokenSource[] = ["usage", "server-timings", "engine", "tokenizer", "whitespace"];

/** Throws for an unknown source of token counts. */
export function checkTokenSource(caller: string, source: TokenSource | undefined): void {
  if (source !== undefined) checkOneOf(caller, "tokenSource", source, tokenSources);
}

/** Throws when a seed is no whole number. */
export function checkWholeSeed(caller: string, seed: number): void {
  if (!Number.isSafeInteger(seed)) throw wrong(caller, "seed", "a whole number, such as 7", seed);
}
