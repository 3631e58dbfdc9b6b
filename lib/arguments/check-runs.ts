import type { Case, CaseSet, Load, Manifest, Run, Target, TokenSource, Trial } from "../types/index.js";
import { checkList, wrong } from "./check-values.js";
import { describeValue, isRecord, isRun } from "./describe-value.js";
import { isTarget } from "./is-target.js";

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
  const cure = typeof run === "string" ? `: open it first, as in ${caller}(await openRun(${describeValue(run)}))` : "";
  throw wrong(caller, "run", "a run, as runBenchmark and openRun give", run, cure);
}

/** Throws when a value lacks these parts of a manifest; for a run the message says where its manifest is. */
export function checkManifest(caller: string, manifest: Partial<Manifest>, parts: readonly (keyof Manifest)[]): void {
  const cure = isRun(manifest) ? ": write run.manifest" : "";
  if (!isRecord(manifest) || isRun(manifest)) throw wrong(caller, "manifest", "that of a run", manifest, cure);
  const missing = parts.find((part) => manifest[part] === undefined);
  if (missing !== undefined)
    throw new Error(
      `${caller} expected a manifest with ${missing}, got ${describeValue(manifest)}: write run.manifest`,
    );
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

/** Throws when something is no target. */
export function checkTarget(caller: string, name: string, target: Target): void {
  if (isTarget(target)) return;
  throw wrong(caller, name, "a target made by llamaTarget, openaiTarget, …", target);
}

/** Whether something is a load of one of these kinds, as closedLoop and its kin make and a manifest holds. */
export const isMadeLoad = (load: unknown, kinds: readonly string[] = loadKinds): load is Load =>
  isRecord(load) && kinds.some((kind) => kind === load.kind);

/** What a load of one of these kinds is, in words. */
export const madeLoadText = (kinds: readonly string[] = loadKinds): string =>
  `one of kind ${kinds.join(", ")}, as run.manifest.load`;

/** Throws when something is no load of one of these kinds. */
export function checkMadeLoad(caller: string, load: Load, kinds: readonly Load["kind"][] = loadKinds): void {
  if (!isMadeLoad(load, kinds)) throw wrong(caller, "load", madeLoadText(kinds), load);
}

/** Every kind of load. */
export const loadKinds: readonly Load["kind"][] = ["closed", "batches", "open", "ramp", "replay"];

/** Every source of token counts. */
export const tokenSources: readonly TokenSource[] = ["usage", "server-timings", "engine", "tokenizer", "whitespace"];
