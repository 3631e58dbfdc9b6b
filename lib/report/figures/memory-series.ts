import { plotText } from "../../text/escape.js";
import { shortName } from "../../text/label-text.js";
import type { Sample } from "../../types/index.js";
import type { Trace } from "../figure.js";
import { type Colors, INK, PALETTE, targetDash } from "../theme.js";
import { clientOf } from "./memory-words.js";

const MIB = 1024 * 1024;
const MOST_SAMPLES = 2000;

/** One line of the memory figure. */
export interface MemorySeries {
  /** Escaped. */
  readonly name: string;
  /** MiB; null where it was not observed. */
  readonly read: (sample: Sample) => number | null;
  readonly line: { readonly color: string; readonly dash: string };
}

const toMiB = (bytes: number | null | undefined) => (bytes == null ? null : bytes / MIB);

/** The targets whose servers were read, in the order of their first sample. */
export const servedTargets = (samples: readonly Sample[]): readonly string[] => [
  ...new Set(samples.flatMap(({ servers = [] }) => servers.map(({ target }) => target))),
];

/**
 * The lines that these samples can fill: the measuring process, the graphics cards, and the servers of `targets` in their colors.
 * Servers that are one process have one memory: their lines coincide, and their dashes let each show through the next.
 */
export function memorySeries(
  samples: readonly Sample[],
  targets: readonly string[],
  colors: Colors,
  processes?: number,
): readonly MemorySeries[] {
  const ofServers = targets.map((target) => ({
    name: `server of ${plotText(shortName(target))}`,
    read: ({ servers = [] }: Sample) => toMiB(servers.find((server) => server.target === target)?.residentBytes),
    line: { color: colors.get(target) ?? PALETTE[0], dash: targetDash(target, colors) },
  }));
  const all: readonly MemorySeries[] = [
    {
      name: `resident memory of ${clientOf(processes)}`,
      read: (sample) => toMiB(sample.residentBytes),
      line: { color: INK.text, dash: "solid" },
    },
    {
      name: "graphics memory in use",
      read: (sample) => sample.vramUsedMiB,
      line: { color: INK.text, dash: "dot" },
    },
    ...ofServers,
  ];
  return all.filter(({ read }) => samples.some((sample) => read(sample) !== null));
}

/** What to add to instants of each session, so that its first sample follows the last of the one before. */
export function sessionShifts(samples: readonly Sample[]): ReadonlyMap<number, number> {
  const shifts = new Map<number, number>();
  let start = 0;
  for (const session of [...new Set(samples.map((sample) => sample.session))].sort((a, b) => a - b)) {
    const own = samples.filter((sample) => sample.session === session).map((sample) => sample.atMs);
    const from = own.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
    shifts.set(session, start - from);
    start += own.reduce((a, b) => Math.max(a, b), from) - from + 1000;
  }
  return shifts;
}

/** At most 2000 samples: of each stretch the highest, so that a peak is never left out. */
function thinned(samples: readonly Sample[], read: MemorySeries["read"]): readonly Sample[] {
  const step = Math.ceil(samples.length / MOST_SAMPLES);
  if (step === 1) return samples;
  const kept: Sample[] = [];
  for (let i = 0; i < samples.length; i += step) {
    const stretch = samples.slice(i, i + step);
    kept.push(stretch.reduce((a, b) => ((read(b) ?? -1) > (read(a) ?? -1) ? b : a)));
  }
  return kept;
}

/** The line through the samples, session after session with a gap between them. */
export function seriesTrace(
  series: MemorySeries,
  samples: readonly Sample[],
  shifts: ReadonlyMap<number, number>,
): Trace {
  const points = [...shifts.keys()].flatMap((session) => {
    const own = thinned(
      samples.filter((sample) => sample.session === session),
      series.read,
    );
    return [
      ...own.map((sample) => ({ x: (sample.atMs + (shifts.get(session) ?? 0)) / 1000, y: series.read(sample) })),
      { x: null, y: null },
    ];
  });
  return {
    type: "scatter",
    mode: "lines",
    name: series.name,
    x: points.map(({ x }) => x),
    y: points.map(({ y }) => y),
    connectgaps: false,
    line: { ...series.line, width: 1.8, simplify: false },
    hovertemplate: "%{y:.0f} MiB at %{x:.1f} s<extra></extra>",
  };
}
