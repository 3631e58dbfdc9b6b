import { costOf } from "../../metrics/cost/cost.js";
import { energyOf } from "../../metrics/energy/energy.js";
import { energySources } from "../../metrics/energy/sources.js";
import type { MemorySummary } from "../../metrics/memory-summary.js";
import type { Block, ReportInput } from "./report-input.js";

/** What the run took and cost: nothing where no meter told anything, and no price was given. */
export function energyBlocks({ trials, samples, manifest }: ReportInput): Extract<Block, { kind: "table" }>[] {
  const table = (rows: readonly object[], caption: string) => ({
    kind: "table" as const,
    rows: rows.map(withoutKind),
    caption,
  });
  return [
    ...(energySources(samples).length === 0 ? [] : [table(energyOf({ trials, samples, manifest }), ENERGY_CAPTION)]),
    ...(manifest.prices === undefined
      ? []
      : [table(costOf(trials, manifest), "Cost by target, by the prices in manifest.json")]),
  ];
}

const ENERGY_CAPTION = "Energy by target, of this machine while the target was measured; idle power is not subtracted";

const withoutKind = ({ kind: _, ...row }: object & { readonly kind?: unknown }): object => row;

const MIB = 1024 * 1024;
const toMiB = (bytes: number | null) => (bytes === null ? null : bytes / MIB);

/** One target's memory in the units of a table. */
export function memoryRow(memory: MemorySummary): object {
  const graphics = {
    baselineGraphicsMemoryMiB: memory.baselineVramMiB,
    peakGraphicsMemoryMiB: memory.peakVramMiB,
    meanGraphicsMemoryMiB: memory.meanVramMiB,
  };
  const server = {
    baselineServerMiB: toMiB(memory.baselineServerBytes),
    peakServerMiB: toMiB(memory.peakServerBytes),
    meanServerMiB: toMiB(memory.meanServerBytes),
  };
  return {
    target: memory.target,
    samples: memory.samples,
    baselineResidentMiB: toMiB(memory.baselineResidentBytes),
    peakResidentMiB: toMiB(memory.peakResidentBytes),
    meanResidentMiB: toMiB(memory.meanResidentBytes),
    ...(memory.peakVramMiB === null ? {} : graphics),
    ...(memory.peakServerBytes === null ? {} : server),
    outputTokensPerMegabyte: memory.outputTokensPerMegabyte,
  };
}
