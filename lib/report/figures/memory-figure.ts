import * as v from "valibot";
import { checkRows } from "../../arguments/check-values.js";
import { checkedLater } from "../../arguments/fields.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import type { FromTrials, TrialSource } from "../../arguments/with-trials.js";
import { memorySummary } from "../../metrics/memory-summary.js";
import { plotText } from "../../text/escape.js";
import { shortName } from "../../text/label-text.js";
import { firstDrawn } from "../../text/list-text.js";
import { countText } from "../../text/number-text.js";
import type { Sample, Trial } from "../../types/index.js";
import { axis } from "../axes.js";
import { buildFigure, emptyFigure } from "../build-figure.js";
import type { Figure, Trace } from "../figure.js";
import { inColorOrder, PALETTE, targetColors } from "../theme.js";
import { trialCaption } from "./caption.js";
import { drawTrials } from "./draw-trials.js";
import { memorySeries, seriesTrace, servedTargets, sessionShifts } from "./memory-series.js";
import { memorySentences, memoryTitle } from "./memory-words.js";
import { type FigureOptions, figureFields, measuredByTarget } from "./options.js";

/** Options of the memory figure. */
export interface MemoryFigureOptions extends FigureOptions {
  /** What `await run.samples()` gives. Needed beside trials; a run has its own. */
  readonly samples?: readonly Sample[];
}

const memoryFigureOptions = settings({ ...figureFields, samples: v.optional(checkedLater<readonly Sample[]>()) });

/** A target takes two lines of the legend: its server and when it was served. */
const MOST_SERVERS = 8;

/** A strip along the bottom that says which target was being served when. */
function servedTrace(
  name: string,
  trials: readonly Trial[],
  shifts: ReadonlyMap<number, number>,
  color: string,
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
    line: { color: color, width: 9, simplify: false },
  };
}

/**
 * Memory over time: what the measuring process held, and where they were observed the servers under test and the graphics
 * cards, with a strip that says which target was served when. Nothing is subtracted; targets that shared a process share its
 * memory.
 *
 * @example
 * bb.showFigure(await bb.figures.memory(run));
 */
export function memoryFigure<Source extends TrialSource>(
  source: Source,
  options: MemoryFigureOptions = {},
): FromTrials<Source, Figure> {
  return drawTrials("figures.memory", source, options, (trials, given, run) =>
    run === null ? figureOf(trials, given) : run.samples().then((samples) => figureOf(trials, { samples, ...given })),
  );
}

function figureOf(trials: readonly Trial[], options: MemoryFigureOptions): Figure {
  checkedOptions("figures.memory", memoryFigureOptions, options);
  const samples = options.samples as readonly Sample[];
  checkRows("figures.memory", "samples", samples, "the list of samples that await run.samples() gives");
  const groups = measuredByTarget(trials, options.colors);
  const names = inColorOrder([...new Set([...groups.keys(), ...servedTargets(samples)])], options.colors);
  const colors = targetColors(names, options.colors);
  const { drawn: shown, left } = firstDrawn(names, MOST_SERVERS, "target");
  const series = memorySeries(samples, shown, colors, options.processes);
  if (series.length === 0)
    return emptyFigure("memory", "No memory samples", trialCaption(trials, options, []), options.width);
  const shifts = sessionShifts(samples);
  const summaries = memorySummary(trials, samples);
  const data = [
    ...series.map((one) => seriesTrace(one, samples, shifts)),
    ...shown.flatMap((name) => {
      const group = groups.get(name);
      return group === undefined ? [] : [servedTrace(name, group, shifts, colors.get(name) ?? PALETTE[0])];
    }),
  ];
  const shared = shifts.size > 1 ? [`${shifts.size} measuring processes, drawn one after the other.`] : [];
  return buildFigure({
    name: "memory",
    title: options.title ?? memoryTitle(summaries),
    caption: trialCaption(trials, options, [
      `${countText(samples.length, "sample")}.`,
      ...memorySentences(summaries),
      ...shared,
      ...left,
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
