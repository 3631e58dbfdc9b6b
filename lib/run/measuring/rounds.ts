import { isFinal, wasSent } from "../../metrics/sent.js";
import type { Load, Manifest, Plan, PlanEntry, Session, Trial } from "../../types/index.js";

/** What is left of one block of a load that is stopped by time. */
export interface RoundsLeft {
  readonly remainingMs: number;
  /** Places that an earlier session sent without a result on the disk: they come first. Place 0 is the block's first entry. */
  readonly again: readonly number[];
  /** The first place that was never sent. */
  readonly next: number;
}

/** A block of which nothing was sent yet. */
export const freshRounds = (durationSeconds: number): RoundsLeft => ({
  remainingMs: durationSeconds * 1000,
  again: [],
  next: 0,
});

/**
 * The entries of a block round and round without an end: what was lost first, then on from where it stopped. `block` is the
 * first round; round r has its entries with r x `stride` added to the index, so every trial of a plan has an index of its own.
 */
export function* roundOf(block: readonly PlanEntry[], left: RoundsLeft, stride: number): IterableIterator<PlanEntry> {
  for (const place of left.again) yield entryAt(block, place, stride);
  for (let place = left.next; ; place++) yield entryAt(block, place, stride);
}

function entryAt(block: readonly PlanEntry[], place: number, stride: number): PlanEntry {
  const first = block[place % block.length];
  if (first === undefined) throw new Error("a block that goes round needs at least one entry");
  return { ...first, index: first.index + Math.floor(place / block.length) * stride };
}

/** How long a block of this run's load should last; null where the load is stopped by count. */
export function blockSeconds({ load }: Pick<Manifest, "load">): number | null {
  return load.kind === "closed" ? (load.durationSeconds ?? null) : null;
}

/** How long all these blocks are asked for together, in milliseconds; null where the load is stopped by count. */
export function expectedMs(
  load: Load,
  entries: readonly PlanEntry[],
  left: ReadonlyMap<number, RoundsLeft>,
): number | null {
  const seconds = blockSeconds({ load });
  if (seconds === null) return null;
  const blocks = new Set(entries.filter((entry) => entry.phase === "measured").map((entry) => entry.block));
  return [...blocks].reduce((sum, block) => sum + (left.get(block)?.remainingMs ?? seconds * 1000), 0);
}

/** How many measured entries a plan has. */
export const measuredCount = ({ entries }: Pick<Plan, "entries">): number =>
  entries.filter((entry) => entry.phase === "measured").length;

/**
 * What is left of each block of a run that is stopped by time, by block number. A block is over when a session that worked
 * on it completed, or went on to a later block, since blocks are drained one after the other. Of a block that broke off the
 * time from the first to the last request that each session sent is spent, and the rest of its time is left.
 */
export function roundsLeft(
  plan: Plan,
  seconds: number,
  trials: readonly Trial[],
  sessions: readonly Session[],
): ReadonlyMap<number, RoundsLeft> {
  const stride = measuredCount(plan);
  const completed = new Set(sessions.filter(({ ended }) => ended === "completed").map(({ session }) => session));
  const measured = trials.filter((trial) => trial.phase === "measured");
  const left = new Map<number, RoundsLeft>();
  for (const [block, entries] of measuredBlocks(plan)) {
    const own = measured.filter((trial) => trial.block === block);
    const workedOn = [...new Set(own.map((trial) => trial.session))];
    const wentOn = (session: number) => measured.some((other) => other.session === session && other.block > block);
    if (workedOn.some((session) => completed.has(session) || wentOn(session))) continue;
    const spentMs = workedOn.reduce((sum, session) => sum + sendingMs(own, session), 0);
    const remainingMs = seconds * 1000 - spentMs;
    if (remainingMs > 0) left.set(block, { remainingMs, ...places(entries, own, stride) });
  }
  return left;
}

function measuredBlocks({ entries }: Plan): ReadonlyMap<number, readonly PlanEntry[]> {
  const blocks = new Map<number, PlanEntry[]>();
  for (const entry of entries) {
    if (entry.phase !== "measured") continue;
    const block = blocks.get(entry.block);
    if (block === undefined) blocks.set(entry.block, [entry]);
    else block.push(entry);
  }
  return blocks;
}

function sendingMs(trials: readonly Trial[], session: number): number {
  let first = Infinity;
  let last = -Infinity;
  for (const trial of trials) {
    if (trial.session !== session || !wasSent(trial)) continue;
    first = Math.min(first, trial.dispatchedAtMs);
    last = Math.max(last, trial.dispatchedAtMs);
  }
  return last - first;
}

function places(
  block: readonly PlanEntry[],
  trials: readonly Trial[],
  stride: number,
): Omit<RoundsLeft, "remainingMs"> {
  const atIndex = new Map(block.map((entry, place) => [entry.index % stride, { entry, place }]));
  const done = new Set<number>();
  let next = 0;
  for (const trial of trials) {
    const { planIndex } = trial;
    const first = atIndex.get(planIndex % stride);
    if (first === undefined) continue;
    const place = first.place + ((planIndex - first.entry.index) / stride) * block.length;
    next = Math.max(next, place + 1);
    if (isFinal(trial)) done.add(place);
  }
  const again = Array.from({ length: next }, (_, place) => place).filter((place) => !done.has(place));
  return { again, next };
}
