import * as v from "valibot";
import { checkedCases } from "../arguments/check-runs.js";
import { checkList } from "../arguments/check-values.js";
import { checkedLater, oneOf, wholeNumber, wholeSeed } from "../arguments/fields.js";
import { checkedOptions, settings } from "../arguments/options.js";
import type { Case, CaseSet, History, Load, Plan, PlanEntry } from "../types/index.js";
import { checkLoad } from "./check-load.js";
import { requestsOf } from "./conversation.js";
import { closedLoop } from "./loads.js";
import { measuredSteps, type PlanRequest, type PlanStep, warmupSteps } from "./plan-steps.js";
import { disjointWarmups, warmupCases } from "./warmup-cases.js";

/** What `planRun` takes. */
export interface PlanOptions {
  /** Only the names count here; a `Target` has one. */
  readonly targets: readonly { readonly name: string }[];
  readonly cases: CaseSet | readonly Case[];
  /** Requests sent to each target before anything is measured. */
  readonly warmups: number;
  /** How often each case is sent to each target. */
  readonly repetitions: number;
  /** Default: a closed loop with one request in flight. */
  readonly load?: Load;
  /** Default `interleaved`; `sequential` measures target after target with the cases as listed, and cannot tell drift from difference. */
  readonly order?: "interleaved" | "sequential";
  /** How a case with several user turns is sent; default `real`, each of them a request. */
  readonly history?: History;
  readonly seed: number;
}

const planOptions = settings({
  targets: checkedLater<PlanOptions["targets"]>("a list of targets"),
  cases: checkedLater<PlanOptions["cases"]>("what loadCases, caseSet or syntheticCases gives, or a list of cases"),
  warmups: wholeNumber(0),
  repetitions: wholeNumber(1),
  load: v.nullish(checkedLater<Load>()),
  order: v.optional(oneOf("interleaved", "sequential"), "interleaved"),
  history: v.optional(oneOf("real", "recorded", "last-turn"), "real"),
  seed: wholeSeed,
});

/** A plan that sends more would not fit the memory of a run. */
const mostEntries = 1_000_000;

/**
 * The ordered list of everything a run sends: first `warmups` requests for each target, then every (target, case,
 * repetition) once. A pure function: the same options and seed give the same plan.
 *
 * - Closed loop and batches, interleaved: each repetition shuffles the cases, cuts them into groups (of `concurrency`, or
 *   of the batch size) and gives each group to all targets one after the other in shuffled order. The arms stay paired by
 *   case, drift of the machine falls on all of them alike, and two targets never run at once.
 * - Sequential: target by target, the cases in the order of their file, nothing shuffled.
 * - Open loop: one block for each repetition and target, with the same arrival instants and the same cases for every
 *   target of a repetition. With `durationSeconds` the cases go round until the time is over.
 * - Replay: as an open loop, at the given offsets, the cases in the order of their file.
 *
 * A case with several user turns is a conversation: an entry for each turn, with indices one after the other, unless `history` is
 * `last-turn`. It counts once in a group or a batch, and has one arrival instant, that of its first turn. One user sends its turns
 * in order; the conversations of a batch begin together and each goes on by itself.
 *
 * A new `block` begins when the target or the phase changes, and with each batch. Warm-ups of an open loop or a replay have
 * no instants and a block each; the runner sends those of a target together. No warm-up has a measured prompt or the beginning of one. Random numbers: see `randomStream`; the order of cases, the order of targets and the
 * arrivals come from three independent streams.
 *
 * Throws when there are no targets or no cases, when names or ids repeat, when a case has the id of a warm-up, when a
 * number is out of range, or when the plan would hold more than a million requests.
 *
 * @example
 * bb.planRun({ targets: [{ name: "a" }], cases: bb.caseSet({ cases: [{ prompt: "Say hello." }] }), warmups: 1, repetitions: 2, seed: 7 }).entries.length; // => 3
 */
export function planRun(options: PlanOptions): Plan {
  const { targets, cases, load, history, ...given } = checkedOptions("planRun", planOptions, options);
  const request = {
    ...given,
    targets: targetNames(targets),
    caseIds: caseIds(cases),
    turns: new Map(casesIn(cases).map((one) => [one.id, requestsOf(one, history)])),
    warmupIds: disjointWarmups(casesIn(cases)).map((one) => one.id),
    load: checkLoad(load ?? closedLoop({ concurrency: 1 })),
  };
  checkSize(request);
  const measured = measuredSteps(request);
  if (measured.length === 0) {
    throw new Error("planRun expected at least one request within durationSeconds, got none; make it longer");
  }
  const entries = numbered([...warmupSteps(request), ...measured]);
  return { seed: request.seed, order: request.order, load: request.load, entries };
}

/**
 * The same for what holds more than a plan needs: the settings of a run, the manifest of a stored one. One without `history` sends each
 * case as one request.
 */
export function planOf(options: PlanOptions): Plan {
  const { targets, cases, warmups, repetitions, load, order, history = "last-turn", seed } = options;
  return planRun({ targets, cases, warmups, repetitions, load, order, history, seed });
}

function targetNames(targets: PlanOptions["targets"]): readonly string[] {
  checkList("planRun", "targets", targets, "a list of targets");
  const names = targets.map((target) => target?.name);
  if (names.length === 0) throw new Error("planRun expected at least one target, got none");
  if (names.some((name) => typeof name !== "string" || name === "")) {
    throw new Error("planRun expected every target to have a name, got one without");
  }
  refuseRepeats(names, "target names", "give each target a name of its own");
  return names;
}

const casesIn = (cases: PlanOptions["cases"]): readonly Case[] => checkedCases("planRun", cases);

function caseIds(cases: PlanOptions["cases"]): readonly string[] {
  const list = casesIn(cases);
  if (list.length === 0) throw new Error("planRun expected at least one case, got an empty case set");
  const ids = list.map((one) => one.id);
  refuseRepeats(ids, "case ids", "rename one of them");
  const reserved = ids.find((id) => warmupCases.some((warmup) => warmup.id === id));
  if (reserved !== undefined) {
    throw new Error(`planRun keeps the id ${JSON.stringify(reserved)} for its warm-ups; rename that case`);
  }
  return ids;
}

function refuseRepeats(names: readonly string[], what: string, cure: string): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name))
      throw new Error(`planRun expected different ${what}, got ${JSON.stringify(name)} twice; ${cure}`);
    seen.add(name);
  }
}

function checkSize({ targets, caseIds, turns, warmups, repetitions, load }: PlanRequest): void {
  const turnsOfAll = [...turns.values()].reduce((sum, count) => sum + count, 0);
  const measured = perRepetition(load, caseIds.length) * (turnsOfAll / caseIds.length);
  const size = Math.ceil(targets.length * (warmups + repetitions * measured));
  if (size <= mostEntries) return;
  throw new Error(`planRun expected a plan of up to 1,000,000 requests, got about ${size}; send fewer in one run`);
}

/** About how many cases of a repetition go to one target. */
function perRepetition(load: Load, cases: number): number {
  switch (load.kind) {
    case "closed":
    case "batches":
      return cases;
    case "replay":
      return load.offsetsMs.length;
    case "open":
      return load.durationSeconds === null ? cases : Math.ceil(load.requestsPerSecond * load.durationSeconds);
    case "ramp":
      return Math.ceil(((load.fromRequestsPerSecond + load.toRequestsPerSecond) / 2) * load.durationSeconds);
  }
}

/** Gives each step its index, and a new block number where the target or the phase changes or the step asks for one. */
function numbered(steps: readonly PlanStep[]): readonly PlanEntry[] {
  let block = -1;
  return steps.map((step, index) => {
    const { startsBlock, ...entry } = step;
    const earlier = steps[index - 1];
    if (startsBlock || earlier?.target !== step.target || earlier.phase !== step.phase) block++;
    return { index, ...entry, block };
  });
}
