import { isFinal } from "../metrics/sent.js";
import type { Plan, PlanEntry, Trial } from "../types/index.js";
import { blocksOf } from "./measuring/blocks.js";
import type { RoundsLeft } from "./measuring/rounds.js";

/** What was aborted or never sent, and the warm-ups of the targets it goes to: a new process is cold. */
export function missingEntries(plan: Plan, trials: readonly Trial[]): readonly PlanEntry[] {
  const done = new Set(trials.filter(isFinal).map((trial) => trial.planIndex));
  const left = withArrivals(plan.entries).filter((entry) => entry.phase === "measured" && !done.has(entry.index));
  return withWarmups(
    plan,
    blocksOf(left).flatMap((block) => fromNow(block, plan)),
  );
}

/** The blocks of a load that is stopped by time of which some time is left. */
export function unfinishedBlocks(plan: Plan, left: ReadonlyMap<number, RoundsLeft>): readonly PlanEntry[] {
  return withWarmups(
    plan,
    plan.entries.filter((entry) => entry.phase === "measured" && left.has(entry.block)),
  );
}

function withWarmups(plan: Plan, left: readonly PlanEntry[]): readonly PlanEntry[] {
  const targets = new Set(left.map((entry) => entry.target));
  const warmups = plan.entries.filter((entry) => entry.phase === "warmup" && targets.has(entry.target));
  return [...warmups, ...left];
}

/** Every turn with the instant of its conversation, at which the first that is missing goes out. */
function withArrivals(entries: readonly PlanEntry[]): readonly PlanEntry[] {
  let arrivalMs: number | null = null;
  return entries.map((entry) => {
    if ((entry.turn ?? 1) === 1) arrivalMs = entry.intendedOffsetMs;
    return entry.intendedOffsetMs === arrivalMs ? entry : { ...entry, intendedOffsetMs: arrivalMs };
  });
}

/** A block that broke off goes on from there: its first missing request is sent at once, and the gaps after it stay. */
function fromNow(block: readonly PlanEntry[], plan: Plan): readonly PlanEntry[] {
  const [first] = block;
  const begins = plan.entries.find((entry) => entry.phase === "measured" && entry.block === first?.block);
  if (first === undefined || first.intendedOffsetMs === null || first.index === begins?.index) return block;
  const beganMs = first.intendedOffsetMs;
  return block.map((entry) => ({ ...entry, intendedOffsetMs: (entry.intendedOffsetMs ?? beganMs) - beganMs }));
}
