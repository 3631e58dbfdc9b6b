import { pool } from "../../targets/pool.js";
import type { Load, PlanEntry, Timeouts } from "../../types/index.js";
import type { Clock } from "../clock.js";
import { connectionsFor, connectionsOf } from "../connections.js";
import { turnsOf } from "./blocks.js";
import type { When } from "./conversations.js";
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
  /** Sends one entry, or the turns of a conversation one after the other. Resolves when what was sent has ended. */
  readonly send: (turns: readonly PlanEntry[], sender: Sender, when: When) => Promise<unknown>;
  readonly signal: AbortSignal;
}

/**
 * Entries as one user sends them: the turns of a conversation together, everything else alone. Reads one entry ahead, so a list
 * without an end will do.
 */
export function* byConversation(entries: Iterable<PlanEntry>): Generator<readonly PlanEntry[], undefined> {
  let turns: PlanEntry[] = [];
  for (const entry of entries) {
    if (turns.length > 0 && !follows(entry, turns.at(-1))) {
      yield turns;
      turns = [];
    }
    turns.push(entry);
  }
  if (turns.length > 0) yield turns;
}

function follows(entry: PlanEntry, before: PlanEntry | undefined): boolean {
  if (entry.turn === undefined || before?.turn === undefined) return false;
  return entry.turn === before.turn + 1 && entry.index === before.index + 1;
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
    if (first.phase === "measured") await openConnections(offering, sender, [...byConversation(block)].length, signal);
    const left = roundsLeft?.get(first.block);
    const sendOne: SendTurns = (turns, when) => send(turns, sender, when);
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

type SendTurns = (turns: readonly PlanEntry[], when: When) => Promise<unknown>;

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
async function offerBlock(block: readonly PlanEntry[], send: SendTurns, offering: BlockOffering): Promise<void> {
  const { load } = offering;
  if (block[0]?.phase === "warmup") return offerClosed(byConversation(block), connectionsOf(load), send, offering);
  switch (load.kind) {
    case "closed":
      return offerUsers(block, load, send, offering);
    case "batches":
      return offerClosed(byConversation(block), load.size, send, offering);
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
  send: SendTurns,
  offering: BlockOffering,
): Promise<void> {
  const { concurrency, durationSeconds = null, rampUpSeconds = null } = load;
  if (durationSeconds === null) return offerClosed(byConversation(block), concurrency, send, offering);
  const left = offering.left ?? freshRounds(durationSeconds);
  const beganAtMs = offering.clock.now();
  const rounds = byConversation(roundOf(block, left, offering.stride ?? block.length));
  return offerClosed(rounds, concurrency, send, offering, {
    untilMs: beganAtMs + left.remainingMs,
    userFromMs: (user) => beganAtMs + ((rampUpSeconds ?? 0) * 1000 * user) / concurrency,
  });
}

/** When users of a closed loop come and when they stop asking. */
interface Hours {
  readonly untilMs: number;
  readonly userFromMs: (user: number) => number;
}

/** A fixed number in flight, and the next one as soon as one has ended: users, each with one conversation at a time. */
async function offerClosed(
  rest: Iterator<readonly PlanEntry[]>,
  inFlight: number,
  send: SendTurns,
  { clock, signal }: BlockOffering,
  hours: Hours | null = null,
): Promise<void> {
  const keepBusy = async (_: unknown, user: number) => {
    if (hours) await clock.sleepUntil(hours.userFromMs(user), signal);
    while (!signal.aborted && (hours === null || clock.now() < hours.untilMs)) {
      const { value: turns, done } = rest.next();
      if (done) return;
      await send(turns, { intendedAtMs: null, ...(hours === null ? {} : { untilMs: hours.untilMs }) });
    }
  };
  await Promise.all(Array.from({ length: inFlight }, keepBusy));
}

/**
 * Each at its instant, whether or not earlier ones have ended; later turns follow their answers. A limit in flight makes a request
 * wait for a place, in the order of asking.
 */
async function offerOpen(
  block: readonly PlanEntry[],
  maxInFlight: number | null,
  send: SendTurns,
  { clock, signal, aheadMs = 0 }: BlockOffering,
) {
  const beganAtMs = clock.now() + aheadMs;
  const underway = new Set<Promise<unknown>>();
  const places = maxInFlight === null ? null : pool(Array.from({ length: maxInFlight }, (_, at) => at));
  for (const turns of byConversation(block)) {
    const intendedAtMs = beganAtMs + (turns[0]?.intendedOffsetMs ?? 0);
    await clock.sleepUntil(intendedAtMs - aheadMs, signal, aheadMs > 0 ? "about" : "exact");
    if (signal.aborted) break;
    const sent = send(turns, { intendedAtMs, ...(places === null ? {} : { inPlace: places.use }) });
    underway.add(sent);
    sent.finally(() => underway.delete(sent)).catch(() => {}); // whoever waits for all of them hears of it
  }
  await Promise.all(underway);
}
