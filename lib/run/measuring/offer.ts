import type { Load, PlanEntry } from "../../types/index.js";
import type { Clock } from "../clock.js";
import { connectionsOf } from "../connections.js";
import { freshRounds, type RoundsLeft, roundOf } from "./rounds.js";

/** Sends one entry; `intendedAtMs` is null where the plan wants it as soon as there is room. */
export type SendEntry = (entry: PlanEntry, intendedAtMs: number | null) => Promise<void>;

/** How a block is offered. */
export interface Offering {
  readonly load: Load;
  readonly clock: Pick<Clock, "now" | "sleepUntil">;
  readonly signal: AbortSignal;
  /** Of a load that is stopped by time: what of this block is left, where an earlier session began it. */
  readonly left?: RoundsLeft | undefined;
  /** How many measured entries the plan has: what an entry's index grows by with each round. */
  readonly stride?: number | undefined;
  /** How long before its instant a request is handed over to whoever waits for the instant; 0 when left out. */
  readonly aheadMs?: number | undefined;
}

/** The entries of a plan in blocks: each is offered whole, and has ended before the next begins. */
export function blocksOf(entries: readonly PlanEntry[]): readonly (readonly PlanEntry[])[] {
  const blocks: PlanEntry[][] = [];
  for (const entry of entries) {
    const last = blocks.at(-1);
    if (last?.[0]?.block === entry.block) last.push(entry);
    else blocks.push([entry]);
  }
  return blocks;
}

/**
 * The blocks of a plan as they are offered: those of a target's warm-ups, of which an open loop has one for each, are offered
 * together.
 */
export function turnsOf(entries: readonly PlanEntry[], load: Load): readonly (readonly PlanEntry[])[] {
  if (load.kind === "closed" || load.kind === "batches") return blocksOf(entries);
  const turns: PlanEntry[][] = [];
  for (const block of blocksOf(entries)) {
    const [last, [first]] = [turns.at(-1), block];
    const goesOn = first?.phase === "warmup" && last?.[0]?.phase === "warmup" && last[0].target === first.target;
    if (goesOn) last.push(...block);
    else turns.push([...block]);
  }
  return turns;
}

/**
 * Offers one block to its target as the load says. Warm-ups have as many in flight as the load itself, so that what it uses is
 * warm; in an open loop as many as it needs connections, at no instants of theirs. Resolves when everything that was sent has ended: a load that is
 * stopped by time sends nothing new then, and what is in flight is waited for.
 */
export async function offerBlock(block: readonly PlanEntry[], send: SendEntry, offering: Offering): Promise<void> {
  const { load } = offering;
  if (block[0]?.phase === "warmup") return offerClosed(block.values(), connectionsOf(load), send, offering);
  switch (load.kind) {
    case "closed":
      return offerUsers(block, load, send, offering);
    case "batches":
      return offerClosed(block.values(), load.size, send, offering);
    case "open":
    case "ramp":
    case "replay":
      return offerOpen(block, load.maxInFlight, send, offering);
  }
}

type Closed = Extract<Load, { kind: "closed" }>;

/** A closed loop: the block once, or round and round until its time is over. */
function offerUsers(block: readonly PlanEntry[], load: Closed, send: SendEntry, offering: Offering): Promise<void> {
  const { concurrency, durationSeconds = null, rampUpSeconds = null } = load;
  if (durationSeconds === null) return offerClosed(block.values(), concurrency, send, offering);
  const left = offering.left ?? freshRounds(durationSeconds);
  const beganAtMs = offering.clock.now();
  return offerClosed(roundOf(block, left, offering.stride ?? block.length), concurrency, send, offering, {
    untilMs: beganAtMs + left.remainingMs,
    userFromMs: (user) => beganAtMs + ((rampUpSeconds ?? 0) * 1000 * user) / concurrency,
  });
}

/** When users of a closed loop come and when they stop asking. */
interface Hours {
  readonly untilMs: number;
  readonly userFromMs: (user: number) => number;
}

/** So many in flight, and the next one as soon as one has ended. */
async function offerClosed(
  rest: IterableIterator<PlanEntry>,
  inFlight: number,
  send: SendEntry,
  { clock, signal }: Offering,
  hours: Hours | null = null,
): Promise<void> {
  const keepBusy = async (_: unknown, user: number) => {
    if (hours) await clock.sleepUntil(hours.userFromMs(user), signal);
    while (!signal.aborted && (hours === null || clock.now() < hours.untilMs)) {
      const { value: entry, done } = rest.next();
      if (done) return;
      await send(entry, null);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, keepBusy));
}

/** Each at its instant, whether or not earlier ones have ended. A limit in flight makes it wait, not vanish. */
async function offerOpen(
  block: readonly PlanEntry[],
  maxInFlight: number | null,
  send: SendEntry,
  { clock, signal, aheadMs = 0 }: Offering,
) {
  const beganAtMs = clock.now() + aheadMs;
  const underway = new Set<Promise<void>>();
  for (const entry of block) {
    const intendedAtMs = beganAtMs + (entry.intendedOffsetMs ?? 0);
    await clock.sleepUntil(intendedAtMs - aheadMs, signal, aheadMs > 0 ? "about" : "exact");
    while (!signal.aborted && underway.size >= (maxInFlight ?? Infinity)) await Promise.race(underway);
    if (signal.aborted) break;
    const sent = send(entry, intendedAtMs).finally(() => underway.delete(sent));
    underway.add(sent);
  }
  await Promise.all(underway);
}
