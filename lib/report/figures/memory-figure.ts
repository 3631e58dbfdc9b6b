import { type MemorySummary, memorySummary } from "../../metrics/memory-summary.js";
import type { Sample, Trial } from "../../types.js";
import { axis } from "../axes.js";
import { buildFigure, emptyFigure } from "../build-figure.js";
import { plotText } from "../escape.js";
import type { Figure, Trace } from "../figure.js";
import { shortName } from "../label-text.js";
import { countText, numberText } from "../number-text.js";
import { INK, PALETTE, targetColours } from "../theme.js";
import { trialCaption } from "./caption.js";
import { type FigureOptions, measuredByTarget } from "./options.js";

const MIB = 1024 * 1024;
const MOST_SAMPLES = 2000;

interface Series {
  readonly name: string;
  readonly read: (sample: Sample) => number | null;
}

const SERIES: readonly Series[] = [
  {
    name: "resident memory of the measuring process",
    read: (sample) => (sample.residentBytes === null ? null : sample.residentBytes / MIB),
  },
  { name: "graphics memory in use", read: (sample) => sample.vramUsedMiB },
];

/** What to add to instants of each session, so that its first sample follows the last of the one before. */
function sessionShifts(samples: readonly Sample[]): ReadonlyMap<number, number> {
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
function thinned(samples: readonly Sample[], read: Series["read"]): readonly Sample[] {
  const step = Math.ceil(samples.length / MOST_SAMPLES);
  if (step === 1) return samples;
  const kept: Sample[] = [];
  for (let i = 0; i < samples.length; i += step) {
    const stretch = samples.slice(i, i + step);
    kept.push(stretch.reduce((a, b) => ((read(b) ?? -1) > (read(a) ?? -1) ? b : a)));
  }
  return kept;
}

function seriesTrace(
  series: Series,
  index: number,
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
    line: { color: INK.text, width: 1.8, dash: index === 0 ? "solid" : "dot", simplify: false },
    hovertemplate: "%{y:.0f} MiB at %{x:.1f} s<extra></extra>",
  };
}

/** A strip along the bottom that says which target was being served when. */
function servedTrace(
  name: string,
  trials: readonly Trial[],
  shifts: ReadonlyMap<number, number>,
  colour: string,
): Trace {
  const bars = trials.flatMap((trial) => {
    const shift = shifts.get(trial.session);
    return shift === undefined ? [] : [(trial.dispatchedAtMs + shift) / 1000, (trial.endAtMs + shift) / 1000, null];
  });
  return {
    type: "scatter",
    mode: "lines",
    name: `serving ${plotText(shortName(name))}`,
    x: bars,
    y: bars.map((x) => (x === null ? null : 0)),
    connectgaps: false,
    cliponaxis: false,
    hoverinfo: "name",
    line: { color: colour, width: 9, simplify: false },
  };
}

function peakOf(
  summary: MemorySummary,
): { readonly mib: number; readonly overMib: number | null; readonly kind: string } | null {
  const { peakResidentBytes, baselineResidentBytes, peakVramMiB, baselineVramMiB } = summary;
  if (peakResidentBytes !== null) {
    const over = baselineResidentBytes === null ? null : (peakResidentBytes - baselineResidentBytes) / MIB;
    return { mib: peakResidentBytes / MIB, overMib: over, kind: "Resident memory" };
  }
  if (peakVramMiB === null) return null;
  return {
    mib: peakVramMiB,
    overMib: baselineVramMiB === null ? null : peakVramMiB - baselineVramMiB,
    kind: "Graphics memory",
  };
}

function findingTitle(summaries: readonly MemorySummary[]): string {
  const peaks = summaries.flatMap((summary) => {
    const peak = peakOf(summary);
    return peak === null ? [] : [{ name: shortName(summary.target), ...peak }];
  });
  const [highest] = peaks.sort((a, b) => b.mib - a.mib);
  if (highest === undefined) return "No sample was taken while a measured trial ran";
  const { overMib } = highest;
  const way = overMib !== null && overMib < 0 ? "below" : "above";
  const over =
    overMib === null ? "" : `, ${numberText(Math.abs(overMib))} MiB ${way} the reading before the first trial`;
  return `${highest.kind} peaks at ${numberText(highest.mib)} MiB, serving ${highest.name}${over}`;
}

function peakSentences(summaries: readonly MemorySummary[]): string[] {
  return summaries.flatMap((summary) => {
    const peak = peakOf(summary);
    return peak === null
      ? []
      : [`${shortName(summary.target)}: peak ${numberText(peak.mib)} MiB in ${countText(summary.samples, "sample")}.`];
  });
}

/**
 * Memory over time: what the measuring process held (and the graphics card, where known), with a strip that says which
 * target was served when. Nothing is subtracted; targets that shared a process share its memory.
 */
export function memoryFigure(
  samples: readonly Sample[],
  trials: readonly Trial[],
  options: FigureOptions = {},
): Figure {
  const series = SERIES.filter(({ read }) => samples.some((sample) => read(sample) !== null));
  if (series.length === 0)
    return emptyFigure("memory", "No memory samples", trialCaption(trials, options, []), options.width);
  const shifts = sessionShifts(samples);
  const summaries = memorySummary(samples, trials);
  const groups = measuredByTarget(trials, options.colours);
  const colours = targetColours([...groups.keys()], options.colours);
  const data = [
    ...series.map((one, i) => seriesTrace(one, i, samples, shifts)),
    ...[...groups].map(([name, group]) => servedTrace(name, group, shifts, colours.get(name) ?? PALETTE[0])),
  ];
  const shared = shifts.size > 1 ? [`${shifts.size} measuring processes, drawn one after the other.`] : [];
  return buildFigure({
    name: "memory",
    title: options.title ?? findingTitle(summaries),
    caption: trialCaption(trials, options, [
      `${countText(samples.length, "sample")}.`,
      ...peakSentences(summaries),
      ...shared,
    ]),
    data,
    layout: {
      xaxis: axis("time since the first sample (s)"),
      yaxis: axis("memory (MiB)", { rangemode: "tozero" }),
    },
    legend: data.map((trace) => String(trace.name)),
    width: options.width,
  });
}
