import * as v from "valibot";
import { checkRows } from "../../arguments/check-values.js";
import { checkedLater } from "../../arguments/fields.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import type { FromTrials, TrialSource } from "../../arguments/with-trials.js";
import { plotText } from "../../text/escape.js";
import { shortName } from "../../text/label-text.js";
import { firstDrawn } from "../../text/list-text.js";
import { countText } from "../../text/number-text.js";
import type { Sample, Trial } from "../../types/index.js";
import { axis } from "../axes.js";
import { buildFigure, emptyFigure } from "../build-figure.js";
import type { Figure, Trace } from "../figure.js";
import { type Colors, INK, inColorOrder, PALETTE, targetColors } from "../theme.js";
import { trialCaption } from "./caption.js";
import { drawTrials } from "./draw-trials.js";
import { type MemorySeries, seriesTrace, sessionShifts } from "./memory-series.js";
import { type FigureOptions, figureFields } from "./options.js";
import { metricsIn, serverMetricsSentences, serverMetricsTitle, targetsWithMetrics } from "./server-metrics-words.js";

/** Options of the figure of server metrics. */
export interface ServerMetricsFigureOptions extends FigureOptions {
  /** What `await run.samples()` gives. Needed beside trials; a run has its own. */
  readonly samples?: readonly Sample[];
}

const figureOptions = settings({ ...figureFields, samples: v.optional(checkedLater<readonly Sample[]>()) });

/** A target takes three lines of the legend. */
const MOST_SERVERS = 4;
const PANEL_HEIGHT = 190;
const GAP = 40;

/**
 * What servers said of themselves over time: requests that ran and that waited, the client's own trials in flight beside them, and
 * how full the cache was. Needs a target with `metricsUrl`.
 *
 * @example
 * bb.showFigure(await bb.figures.serverMetrics(run));
 */
export function serverMetricsFigure<Source extends TrialSource>(
  source: Source,
  options: ServerMetricsFigureOptions = {},
): FromTrials<Source, Figure> {
  return drawTrials("figures.serverMetrics", source, options, (trials, given, run) =>
    run === null ? figureOf(trials, given) : run.samples().then((samples) => figureOf(trials, { samples, ...given })),
  );
}

function figureOf(trials: readonly Trial[], options: ServerMetricsFigureOptions): Figure {
  checkedOptions("figures.serverMetrics", figureOptions, options);
  const samples = options.samples as readonly Sample[];
  checkRows("figures.serverMetrics", "samples", samples, "the list of samples that await run.samples() gives");
  const names = inColorOrder(targetsWithMetrics(samples), options.colors);
  if (names.length === 0)
    return emptyFigure(
      "server-metrics",
      "No server metrics were read",
      trialCaption(trials, options, []),
      options.width,
    );
  const { drawn, left } = firstDrawn(names, MOST_SERVERS, "target");
  const { requests, cache } = seriesOf(trials, samples, drawn, targetColors(names, options.colors));
  const shifts = sessionShifts(samples);
  const trace = (one: MemorySeries, yaxis: "y" | "y2", unit: string): Trace => ({
    ...seriesTrace(one, samples, shifts),
    yaxis,
    hovertemplate: `%{y:.3~g}${unit} at %{x:.1f} s<extra></extra>`,
  });
  const data = [...requests.map((one) => trace(one, "y", "")), ...cache.map((one) => trace(one, "y2", " %"))];
  const shared = shifts.size > 1 ? [`${shifts.size} measuring processes, drawn one after the other.`] : [];
  const told = [
    `${countText(samples.length, "sample")}.`,
    ...serverMetricsSentences(samples, drawn),
    ...shared,
    ...left,
  ];
  return buildFigure({
    name: "server-metrics",
    title: options.title ?? serverMetricsTitle(samples),
    caption: trialCaption(trials, options, told),
    data,
    ...panels(cache.length > 0),
    legend: data.map((one) => String(one.name)),
    width: options.width,
  });
}

/** The axes of one panel or two. */
function panels(hasCache: boolean): {
  readonly layout: Readonly<Record<string, unknown>>;
  readonly plotHeight: number;
} {
  const plotHeight = hasCache ? 2 * PANEL_HEIGHT + GAP : PANEL_HEIGHT;
  const time = axis("time since the first sample (s)", hasCache ? { anchor: "y2" } : {});
  const requests = axis("requests", {
    rangemode: "tozero",
    ...(hasCache ? { domain: [(PANEL_HEIGHT + GAP) / plotHeight, 1] } : {}),
  });
  const cache = axis("cache in use (%)", { rangemode: "tozero", domain: [0, PANEL_HEIGHT / plotHeight] });
  return { layout: { xaxis: time, yaxis: requests, ...(hasCache ? { yaxis2: cache } : {}) }, plotHeight };
}

function seriesOf(trials: readonly Trial[], samples: readonly Sample[], targets: readonly string[], colors: Colors) {
  const counts = inFlight(trials, samples);
  const isTold = ({ read }: MemorySeries) => samples.some((sample) => read(sample) !== null);
  const of = (what: string, dash: string, target: string, read: MemorySeries["read"]): MemorySeries => ({
    name: `${what}, ${plotText(shortName(target))}`,
    read,
    line: { color: colors.get(target) ?? PALETTE[0], dash },
  });
  const ofServers = targets.flatMap((target) => [
    of("running", "solid", target, (sample) => metricsIn(sample, target)?.runningRequests ?? null),
    of("waiting", "dash", target, (sample) => metricsIn(sample, target)?.waitingRequests ?? null),
  ]);
  const client = { name: "in flight at the client", read: counts, line: { color: INK.text, dash: "dot" } };
  const cache = targets.map((target) =>
    of("cache in use", "dashdot", target, (sample) => {
      const share = metricsIn(sample, target)?.cacheUseShare;
      return share == null ? null : share * 100;
    }),
  );
  return { requests: [client, ...ofServers.filter(isTold)], cache: cache.filter(isTold) };
}

/** How many trials, warm-ups as well, were in flight at the instant of each sample. */
function inFlight(trials: readonly Trial[], samples: readonly Sample[]): MemorySeries["read"] {
  const counts = new Map<Sample, number>();
  for (const session of new Set(samples.map((sample) => sample.session))) {
    const own = trials.filter((trial) => trial.session === session);
    const begun = own.map(({ dispatchedAtMs }) => dispatchedAtMs).sort((a, b) => a - b);
    const ended = own.map(({ endAtMs }) => endAtMs).sort((a, b) => a - b);
    let [from, to] = [0, 0];
    for (const sample of samples.filter((one) => one.session === session).sort((a, b) => a.atMs - b.atMs)) {
      while (from < begun.length && (begun[from] ?? 0) <= sample.atMs) from++;
      while (to < ended.length && (ended[to] ?? 0) <= sample.atMs) to++;
      counts.set(sample, from - to);
    }
  }
  return (sample) => counts.get(sample) ?? null;
}
