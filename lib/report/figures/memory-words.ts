import type { MemorySummary } from "../../metrics/memory-summary.js";
import { capital, shortName } from "../../text/label-text.js";
import { MOST_NAMES } from "../../text/list-text.js";
import { countText, numberText } from "../../text/number-text.js";

const MIB = 1024 * 1024;

/** Whose memory a sample holds, by the number of processes that sent. */
export const clientOf = (processes = 1): string =>
  processes > 1 ? `the measuring process and its ${processes} sending processes together` : "the measuring process";

interface Peak {
  readonly target: string;
  readonly mib: number;
  readonly overMib: number | null;
  /** Whose memory it is, in words. */
  readonly whose: string;
}

const over = (peak: number, baseline: number | null, unit: number) =>
  baseline === null ? null : (peak - baseline) / unit;

/** The memory that a target takes: its server's where one was watched, else the measuring process's, else the graphics card's. */
function peakOf(summary: MemorySummary): Peak | null {
  const target = shortName(summary.target);
  const { peakServerBytes, peakResidentBytes, peakVramMiB } = summary;
  if (peakServerBytes !== null) {
    const overMib = over(peakServerBytes, summary.baselineServerBytes, MIB);
    return { target, mib: peakServerBytes / MIB, overMib, whose: "resident memory of its server" };
  }
  if (peakResidentBytes !== null) {
    const overMib = over(peakResidentBytes, summary.baselineResidentBytes, MIB);
    return { target, mib: peakResidentBytes / MIB, overMib, whose: "resident memory" };
  }
  if (peakVramMiB === null) return null;
  return { target, mib: peakVramMiB, overMib: over(peakVramMiB, summary.baselineVramMiB, 1), whose: "graphics memory" };
}

/** The highest peak of a target, and how far it lies from the reading before the first trial. */
export function memoryTitle(summaries: readonly MemorySummary[]): string {
  const [highest] = summaries.flatMap((summary) => peakOf(summary) ?? []).sort((a, b) => b.mib - a.mib);
  if (highest === undefined) return "No sample was taken while a measured trial ran";
  const { target, mib, overMib, whose } = highest;
  const way = overMib !== null && overMib < 0 ? "below" : "above";
  const from =
    overMib === null ? "" : `, ${numberText(Math.abs(overMib))} MiB ${way} the reading before the first trial`;
  return whose.endsWith("server")
    ? `The server of ${target} peaks at ${numberText(mib)} MiB${from}`
    : `${capital(whose)} peaks at ${numberText(mib)} MiB, serving ${target}${from}`;
}

/** One sentence for each target: its peak, the graphics memory beside it, and from how many samples; of many targets one for all. */
export function memorySentences(summaries: readonly MemorySummary[]): string[] {
  const peaks = summaries.flatMap((summary) => peakOf(summary) ?? []).sort((a, b) => a.mib - b.mib);
  const [least, most] = [peaks[0], peaks.at(-1)];
  if (peaks.length > MOST_NAMES && least !== undefined && most !== undefined) {
    const text = ({ mib, target }: Peak) => `${numberText(mib)} MiB (${target})`;
    return [`Peaks of ${countText(peaks.length, "target")}: from ${text(least)} to ${text(most)}.`];
  }
  return summaries.flatMap((summary) => {
    const peak = peakOf(summary);
    if (peak === null) return [];
    const whose = peak.whose.endsWith("server") ? " of its server" : "";
    const isBeside = summary.peakVramMiB !== null && peak.whose !== "graphics memory";
    const graphics = isBeside ? `, graphics memory ${numberText(summary.peakVramMiB)} MiB,` : "";
    return [
      `${peak.target}: peak ${numberText(peak.mib)} MiB${whose}${graphics} in ${countText(summary.samples, "sample")}.`,
    ];
  });
}
