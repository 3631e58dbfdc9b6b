import { quantile } from "../../statistics/quantile.js";
import type { Sample } from "../../types/index.js";
import type { Stretch } from "../measured-time.js";
import { covering, type Reading, type Unknown } from "./covering.js";
import { joulesOfMeter, joulesOfPower } from "./joules.js";

/** What measures energy here. */
export interface EnergySource {
  readonly name: "graphics" | "processor";
  /** The readings of each session, in order of time. */
  readonly bySession: ReadonlyMap<number, readonly Reading[]>;
  readonly joules: (readings: readonly Reading[], window: Stretch) => number;
}

/** The sources that told anything in these samples: power of the graphics cards, meters of the processors. */
export function energySources(samples: readonly Sample[]): readonly EnergySource[] {
  const all: readonly EnergySource[] = [
    { name: "graphics", bySession: readingsOf(samples, ({ powerWatts }) => powerWatts), joules: joulesOfPower },
    {
      name: "processor",
      bySession: readingsOf(samples, ({ processorJoules }) => processorJoules),
      joules: joulesOfMeter,
    },
  ];
  return all.filter(({ bySession }) => bySession.size > 0);
}

function readingsOf(samples: readonly Sample[], read: (sample: Sample) => number | null | undefined) {
  const bySession = new Map<number, Reading[]>();
  for (const sample of samples) {
    const value = read(sample);
    if (typeof value !== "number" || !Number.isFinite(value)) continue;
    const own = bySession.get(sample.session);
    if (own === undefined) bySession.set(sample.session, [{ atMs: sample.atMs, value }]);
    else own.push({ atMs: sample.atMs, value });
  }
  for (const own of bySession.values()) own.sort((a, b) => a.atMs - b.atMs);
  return bySession;
}

/** The joules of all windows together by one source, or the first reason why one of them is not covered. */
export function joulesIn(source: EnergySource, windows: readonly Stretch[], intervalMs: number): number | Unknown {
  let joules = 0;
  for (const window of windows) {
    const covered = covering(source.bySession.get(window.session) ?? [], window, intervalMs);
    if ("reason" in covered) return covered;
    joules += source.joules(covered, window);
  }
  return joules;
}

/** How far samples are apart, where the run's own setting is not known: the median of the gaps; null of fewer than two. */
export function intervalOf(samples: readonly Sample[]): number | null {
  const gaps = samples.flatMap((sample, at) => {
    const before = samples[at - 1];
    return before !== undefined && before.session === sample.session ? [sample.atMs - before.atMs] : [];
  });
  return gaps.length === 0 ? null : quantile(gaps, 0.5);
}
