import type { ClientDelay } from "../../types/index.js";

/** What a histogram of `perf_hooks` tells; its values are nanoseconds. */
interface Nanoseconds {
  readonly max: number;
  percentile(percentile: number): number;
}

/** Milliseconds to a tenth of a microsecond: finer than the clock is, and short in a file. */
export const rounded = (milliseconds: number): number => Math.round(milliseconds * 1e4) / 1e4;

/** The percentiles of a histogram in milliseconds. */
export function delaysOf(histogram: Nanoseconds): ClientDelay {
  const delay = (nanoseconds: number) => rounded(nanoseconds / 1e6);
  return {
    p50: delay(histogram.percentile(50)),
    p90: delay(histogram.percentile(90)),
    p99: delay(histogram.percentile(99)),
    max: delay(histogram.max),
  };
}

/** The percentiles of a few values, by nearest rank, as the histograms have them. Null without values. */
export function delaysAmong(milliseconds: readonly number[]): ClientDelay | null {
  if (milliseconds.length === 0) return null;
  const sorted = [...milliseconds].sort((a, b) => a - b);
  const at = (share: number) => rounded(sorted[Math.ceil(share * sorted.length) - 1] ?? 0);
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) };
}
