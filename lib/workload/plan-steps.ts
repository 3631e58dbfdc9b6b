import type { Load, PlanEntry } from "../types/index.js";
import { arrivalOffsetsMs } from "./arrivals.js";
import { type RandomStream, randomStream, shuffled } from "./random.js";

/** What the makers of steps work from: `PlanOptions`, checked, with every default filled in. */
export interface PlanRequest {
  readonly targets: readonly string[];
  readonly caseIds: readonly string[];
  /** How many requests each case is, by its id. */
  readonly turns: ReadonlyMap<string, number>;
  /** The warm-up cases that share no prompt with the measured ones. */
  readonly warmupIds: readonly string[];
  readonly warmups: number;
  readonly repetitions: number;
  readonly load: Load;
  readonly order: "interleaved" | "sequential";
  readonly seed: number;
}

/** A plan entry before it has its index and its block. */
export interface PlanStep extends Omit<PlanEntry, "index" | "block"> {
  /** True: a new block begins here even when the target and the phase stay the same. */
  readonly startsBlock: boolean;
}

/** The warm-ups of a plan: `warmups` requests for each target in turn, the warm-up cases going round. */
export function warmupSteps(request: PlanRequest): readonly PlanStep[] {
  const { load } = request;
  return request.targets.flatMap((target) =>
    Array.from({ length: request.warmups }, (_, at): PlanStep => {
      const caseId = request.warmupIds[at % request.warmupIds.length];
      if (caseId === undefined) {
        throw new Error("every warm-up prompt is a measured prompt: measure without warm-ups or reword one case");
      }
      const startsBlock = hasInstants(load) || (load.kind === "batches" && at % load.size === 0);
      return { target, caseId, repetition: at, phase: "warmup", intendedOffsetMs: null, startsBlock };
    }),
  );
}

interface Streams {
  readonly cases: RandomStream;
  readonly targets: RandomStream;
  readonly arrivals: RandomStream;
}

/** The measured part of a plan, in order; `planRun` says by what rules. */
export function measuredSteps(request: PlanRequest): readonly PlanStep[] {
  const { seed, load } = request;
  const streams = {
    cases: randomStream(seed, "order of cases"),
    targets: randomStream(seed, "order of targets"),
    arrivals: randomStream(seed, "arrivals"),
  };
  const repetitions = Array.from({ length: request.repetitions }, (_, repetition) =>
    isTimed(load) ? timedRepetition(request, repetition, streams) : groupedRepetition(request, repetition, streams),
  );
  const steps = repetitions.flat().flatMap((step) => turnSteps(step, request.turns));
  if (request.order === "interleaved") return steps;
  return request.targets.flatMap((target) => steps.filter((step) => step.target === target));
}

/** The turns of a case one after the other, of which only the first has an instant and may begin a block. */
function turnSteps(step: PlanStep, turns: PlanRequest["turns"]): readonly PlanStep[] {
  const count = turns.get(step.caseId) ?? 1;
  if (count === 1) return [step];
  const later = { ...step, intendedOffsetMs: null, startsBlock: false };
  return Array.from({ length: count }, (_, at) => ({ ...(at === 0 ? step : later), turn: at + 1 }));
}

/** Whether the time says when a block of this load is sent or when it ends, so that a block is a whole repetition. */
function isTimed(load: Load): boolean {
  return hasInstants(load) || (load.kind === "closed" && (load.durationSeconds ?? null) !== null);
}

/** Whether the plan says when each request is to be sent. */
function hasInstants(load: Load): boolean {
  switch (load.kind) {
    case "open":
    case "ramp":
    case "replay":
      return true;
    case "closed":
    case "batches":
      return false;
  }
}

/** Closed loop and batches: groups of cases, each given to every target before the next group begins. */
function groupedRepetition(request: PlanRequest, repetition: number, streams: Streams): readonly PlanStep[] {
  const { load } = request;
  const size = load.kind === "batches" ? load.size : load.kind === "closed" ? load.concurrency : 1;
  return groups(caseOrder(request, streams), size).flatMap((group) =>
    targetOrder(request, streams).flatMap((target) =>
      group.map(
        (caseId, at): PlanStep => ({
          target,
          caseId,
          repetition,
          phase: "measured",
          intendedOffsetMs: null,
          startsBlock: load.kind === "batches" && at === 0,
        }),
      ),
    ),
  );
}

/** The same instants and cases for every target, one block each; a closed loop with a duration has no instants. */
function timedRepetition(request: PlanRequest, repetition: number, streams: Streams): readonly PlanStep[] {
  const order = request.load.kind === "replay" ? request.caseIds : caseOrder(request, streams);
  const instants = instantsMs(request.load, order.length, streams.arrivals);
  return targetOrder(request, streams).flatMap((target) =>
    instants.map((intendedOffsetMs, at): PlanStep => {
      const caseId = order[at % order.length];
      if (caseId === undefined) throw new Error("a plan needs at least one case");
      return { target, caseId, repetition, phase: "measured", intendedOffsetMs, startsBlock: at === 0 };
    }),
  );
}

/** When the requests of one block are to be sent; null for each of a closed loop's first round. */
function instantsMs(load: Load, cases: number, random: RandomStream): readonly (number | null)[] {
  switch (load.kind) {
    case "replay":
      return load.offsetsMs;
    case "open":
    case "ramp":
      return arrivalOffsetsMs(load, cases, random);
    case "closed":
    case "batches":
      return Array.from({ length: cases }, () => null);
  }
}

function caseOrder(request: PlanRequest, streams: Streams): readonly string[] {
  return request.order === "sequential" ? request.caseIds : shuffled(request.caseIds, streams.cases);
}

function targetOrder(request: PlanRequest, streams: Streams): readonly string[] {
  return request.order === "sequential" ? request.targets : shuffled(request.targets, streams.targets);
}

function groups<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}
