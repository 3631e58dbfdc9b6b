import type { Load, PlanEntry } from "../../types/index.js";

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
