import type { Load, PlanEntry, Timeouts } from "../../types/index.js";
import type { Clock } from "../clock.js";
import { connectionsFor, connectionsOf } from "../connections.js";
import { turnsOf } from "./blocks.js";
import { freshRounds, type RoundsLeft, roundOf } from "./rounds.js";
import type { Sender } from "./sender.js";

/** A plan to be offered, and by what load. */
export interface Offering {
  readonly entries: readonly PlanEntry[];
  readonly load: Load;
  readonly timeouts: Timeouts;
  /** How many measured entries the whole plan has, which an entry's index grows by with each round; for a load that is stopped by time. */
  readonly measuredEntries?: number;
  /** What is left of the blocks that an earlier session began, by block; for a load that is stopped by time. */
  readonly roundsLeft?: ReadonlyMap<number, RoundsLeft>;
  readonly clock: Pick<Clock, "now" | "sleepUntil">;
  /** Waits between the blocks of two targets; nothing waits without it. */
  readonly cool?: (signal: AbortSignal) => Promise<void>;
  /** The target that was measured last, by an earlier process of this run. */
  readonly measuredBefore?: string | null;
}

/** Who sends, and until when. */
export interface Offered {
  readonly senderOf: (target: string) => Sender;
  /** Sends one entry; `intendedAtMs` is null where the plan wants it as soon as there is a free place. Resolves when it has ended. */
  readonly send: (entry: PlanEntry, sender: Sender, intendedAtMs: number | null) => Promise<void>;
  readonly signal: AbortSignal;
}

/** Offers a plan block by block: each is offered whole, and has ended before the next begins. */
export async function offerPlan(offering: Offering, { senderOf, send, signal }: Offered): Promise<void> {
  const { entries, load, clock, roundsLeft, measuredEntries: stride } = offering;
  let heatedBy = offering.measuredBefore ?? null;
  for (const block of turnsOf(entries, load)) {
    const [first] = block;
    if (signal.aborted || first === undefined) break;
    const sender = senderOf(first.target);
    if (heatedBy !== null && heatedBy !== first.target) {
      await offering.cool?.(signal);
      if (signal.aborted) break;
      heatedBy = first.target;
    }
    if (first.phase === "measured") heatedBy = first.target;
    if (first.phase === "measured") await openConnections(offering, sender, block.length, signal);
    const left = roundsLeft?.get(first.block);
    const sendOne: SendEntry = (entry, intendedAtMs) => send(entry, sender, intendedAtMs);
    await offerBlock(block, sendOne, { load, clock, signal, left, stride, aheadMs: sender.aheadMs });
  }
}

/** How long opening connections ahead may take where the run has no limit of its own. */
const openWithinMs = 10_000;

/** Opens what a block needs beyond the connections that stand, before its first request is sent. */
async function openConnections(
  { load, timeouts }: Offering,
  sender: Sender,
  requests: number,
  signal: AbortSignal,
): Promise<void> {
  if (sender.openConnections === undefined || signal.aborted) return;
  const patience = AbortSignal.timeout(timeouts.connectMs ?? openWithinMs);
  await sender.openConnections(connectionsFor(requests, load), AbortSignal.any([signal, patience]));
}

type SendEntry = (entry: PlanEntry, intendedAtMs: number | null) => Promise<void>;

/** How a block is offered. */
interface BlockOffering {
  readonly load: Load;
  readonly clock: Pick<Clock, "now" | "sleepUntil">;
  readonly signal: AbortSignal;
  /** Of a load that is stopped by time: what of this block is left, where an earlier session began it. */
  readonly left?: RoundsLeft | undefined;
  /** How many measured entries the plan has: what an entry's index grows by with each round. */
  readonly stride?: number | undefined;
  /** How long before its instant a request is passed on to whoever waits for the instant; 0 by default. */
  readonly aheadMs?: number | undefined;
}

/**
 * Offers one block to its target as the load says. Warm-ups have as many in flight as the load itself, so that what it uses is
 * warm; in an open loop as many as it needs connections, at no instants of theirs. Resolves when everything that was sent has
 * ended: a load that is stopped by time sends nothing new then, and what is in flight is waited for.
 */
async function offerBlock(block: readonly PlanEntry[], send: SendEntry, offering: BlockOffering): Promise<void> {
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
function offerUsers(
  block: readonly PlanEntry[],
  load: Closed,
  send: SendEntry,
  offering: BlockOffering,
): Promise<void> {
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

/** A fixed number in flight, and the next one as soon as one has ended. */
async function offerClosed(
  rest: IterableIterator<PlanEntry>,
  inFlight: number,
  send: SendEntry,
  { clock, signal }: BlockOffering,
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
  { clock, signal, aheadMs = 0 }: BlockOffering,
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
