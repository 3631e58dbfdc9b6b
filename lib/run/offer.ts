import type { Load, PlanEntry } from "../types.js";
import type { SleepUntil } from "./clock.js";

/** Sends one entry; `intendedAtMs` is null where the plan wants it as soon as there is room. */
export type SendEntry = (entry: PlanEntry, intendedAtMs: number | null) => Promise<void>;

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
 * Offers one block to its target as the load says. Warm-ups go one after the other whatever the load: they are there to
 * load and to fill, not to be waited for in a queue.
 */
export async function offerBlock(
  block: readonly PlanEntry[],
  load: Load,
  send: SendEntry,
  clock: { now(): number; sleepUntil: SleepUntil },
  signal: AbortSignal,
): Promise<void> {
  if (block[0]?.phase === "warmup") return offerClosed(block, 1, send, signal);
  switch (load.kind) {
    case "closed":
      return offerClosed(block, load.concurrency, send, signal);
    case "batches":
      return offerClosed(block, load.size, send, signal);
    case "open":
    case "replay":
      return offerOpen(block, load.maxInFlight, send, clock, signal);
  }
}

/** So many in flight, and the next one as soon as one has ended. */
async function offerClosed(block: readonly PlanEntry[], inFlight: number, send: SendEntry, signal: AbortSignal) {
  const rest = block.values();
  const keepBusy = async () => {
    for (const entry of rest) {
      if (signal.aborted) return;
      await send(entry, null);
    }
  };
  await Promise.all(Array.from({ length: Math.min(inFlight, block.length) }, keepBusy));
}

/** Each at its instant, whether or not earlier ones have ended. A limit in flight makes it wait, not vanish. */
async function offerOpen(
  block: readonly PlanEntry[],
  maxInFlight: number | null,
  send: SendEntry,
  clock: { now(): number; sleepUntil: SleepUntil },
  signal: AbortSignal,
) {
  const beganAtMs = clock.now();
  const underway = new Set<Promise<void>>();
  for (const entry of block) {
    const intendedAtMs = beganAtMs + (entry.intendedOffsetMs ?? 0);
    await clock.sleepUntil(intendedAtMs, signal);
    while (!signal.aborted && underway.size >= (maxInFlight ?? Infinity)) await Promise.race(underway);
    if (signal.aborted) break;
    const sent = send(entry, intendedAtMs).finally(() => underway.delete(sent));
    underway.add(sent);
  }
  await Promise.all(underway);
}
