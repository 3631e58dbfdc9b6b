import { checkedOptions } from "../../arguments/options.js";
import type { FromTrials, TrialSource } from "../../arguments/with-trials.js";
import { reasoningSpan } from "../../metrics/reasoning.js";
import { trialMetrics } from "../../metrics/trial-metrics.js";
import { plotText } from "../../text/escape.js";
import { capital } from "../../text/label-text.js";
import { firstDrawn } from "../../text/list-text.js";
import { countText, durationText, numberText } from "../../text/number-text.js";
import type { Trial } from "../../types/index.js";
import { axis } from "../axes.js";
import { buildFigure, emptyFigure } from "../build-figure.js";
import type { Figure, Trace } from "../figure.js";
import { INK, lighten, PALETTE, targetColors } from "../theme.js";
import { trialCaption } from "./caption.js";
import { drawTrials } from "./draw-trials.js";
import { laneLabel } from "./lane-label.js";
import { MOST_LANES } from "./most-drawn.js";
import { type FigureOptions, figureSettings, measuredByTarget } from "./options.js";
import { type PlacedTrial, placeTrials } from "./place-trials.js";
import { type TimelineBands, timelineBands } from "./timeline-bands.js";

/** More bars make a picture of many megabytes, in which single ones are not seen. */
const MOST_TRIALS = 5000;

const PARTS = ["waiting to be sent", "before the first token", "reasoning", "answering"] as const;

/** From where to where each part of a trial's bar reaches, in seconds. A trial without a token is waiting all along. */
function partEnds(placed: PlacedTrial, part: (typeof PARTS)[number]): readonly [number, number] | null {
  const { trial } = placed;
  const first = (trial.streamed ? trial.firstTokenAtMs : trial.dispatchedAtMs) ?? trial.endAtMs;
  const answeredFrom = reasoningSpan(trial)?.toMs ?? first;
  const ends = {
    "waiting to be sent": [trial.intendedAtMs, trial.dispatchedAtMs],
    "before the first token": [trial.dispatchedAtMs, first],
    reasoning: [first, answeredFrom],
    answering: [answeredFrom, trial.endAtMs],
  }[part];
  const [from = 0, to = 0] = ends;
  return to > from ? [(from + placed.shiftMs) / 1000, (to + placed.shiftMs) / 1000] : null;
}

function hoverOf(trial: Trial): string {
  const { latencyMs, timeToFirstTokenMs } = trialMetrics(trial);
  const end = trial.outcome.kind === "answered" ? `answered in ${durationText(latencyMs)}` : trial.outcome.kind;
  const failure = trial.outcome.kind === "failed" ? ` (${trial.outcome.class})` : "";
  const first = timeToFirstTokenMs === null ? "" : `<br>first token after ${durationText(timeToFirstTokenMs)}`;
  return `${plotText(trial.target)}<br>case ${plotText(trial.caseId)}, repetition ${trial.repetition}<br>${end}${failure}${first}`;
}

function barTrace(
  placed: readonly PlacedTrial[],
  part: (typeof PARTS)[number],
  color: string,
  { yOf, barWidth: width }: TimelineBands,
): Trace {
  const bars = placed.flatMap((one) => {
    const ends = partEnds(one, part);
    return ends === null ? [] : [{ ends, y: yOf(one), hover: hoverOf(one.trial) }];
  });
  return {
    type: "scatter",
    mode: "lines",
    name: part,
    showlegend: false,
    x: bars.flatMap(({ ends }) => [...ends, null]),
    y: bars.flatMap(({ y }) => [y, y, null]),
    text: bars.flatMap(({ hover }) => [hover, hover, ""]),
    hoverinfo: "text",
    connectgaps: false,
    // Not simplified: plotly would drop bars narrower than a pixel.
    line: { color: color, width, simplify: false },
  };
}

const SHADE = { "waiting to be sent": 0.8, "before the first token": 0.5, reasoning: 0.25, answering: 0 } as const;

function marksTrace(placed: readonly PlacedTrial[], kind: "failed" | "aborted", { yOf }: TimelineBands): Trace {
  const marked = placed.filter(({ trial }) => trial.outcome.kind === kind);
  return {
    type: "scatter",
    mode: "markers",
    name: kind,
    showlegend: marked.length > 0,
    x: marked.map((one) => (one.trial.endAtMs + one.shiftMs) / 1000),
    y: marked.map(yOf),
    text: marked.map((one) => hoverOf(one.trial)),
    hoverinfo: "text",
    marker: {
      symbol: kind === "failed" ? "x" : "line-ns-open",
      size: 9,
      color: INK.text,
      line: { color: INK.paper, width: 1 },
    },
  };
}

function legendTraces(parts: readonly (typeof PARTS)[number][]): Trace[] {
  return parts.map((part) => ({
    type: "scatter",
    mode: "lines",
    x: [null],
    y: [null],
    name: part,
    hoverinfo: "skip",
    line: { color: lighten("#333333", SHADE[part]), width: 8 },
  }));
}

/** The largest number of trials that were in flight at one instant. */
function mostInFlight(placed: readonly PlacedTrial[]): number {
  const steps = placed.flatMap(({ trial, shiftMs }) => [
    { at: trial.dispatchedAtMs + shiftMs, step: 1 },
    { at: trial.endAtMs + shiftMs, step: -1 },
  ]);
  let [now, most] = [0, 0];
  for (const { step } of steps.sort((a, b) => a.at - b.at || a.step - b.step)) {
    now += step;
    most = Math.max(most, now);
  }
  return most;
}

function findingTitle(placed: readonly PlacedTrial[]): string {
  const from = placed.reduce(
    (least, one) => Math.min(least, one.trial.intendedAtMs + one.shiftMs),
    Number.POSITIVE_INFINITY,
  );
  const to = placed.reduce((most, one) => Math.max(most, one.trial.endAtMs + one.shiftMs), 0);
  const failed = placed.filter(({ trial }) => trial.outcome.kind === "failed").length;
  const flight = mostInFlight(placed);
  const ends = failed === 0 ? "none failed" : `${failed} failed`;
  return `${countText(placed.length, "trial")} in ${durationText(to - from)}: ${ends}, at most ${numberText(flight)} in flight`;
}

/** The trials of the first targets, and of those the first to be sent, with what is left out of the picture. */
function drawnTrials(placed: readonly PlacedTrial[], names: readonly string[]) {
  const { drawn, left } = firstDrawn(names, MOST_LANES, "target");
  const shown = new Set(drawn);
  const own = placed.filter(({ trial }) => shown.has(trial.target));
  if (own.length <= MOST_TRIALS) return { names: drawn, trials: own, left };
  const inOrder = [...own].sort((a, b) => a.trial.intendedAtMs + a.shiftMs - b.trial.intendedAtMs - b.shiftMs);
  const of = `of the ${countText(own.length, "trial")} the first ${numberText(MOST_TRIALS)} to be sent are drawn`;
  return { names: drawn, trials: inOrder.slice(0, MOST_TRIALS), left: [...left, `${capital(of)}.`] };
}

/**
 * What happened when: each measured trial a bar from when it was meant to be sent to its end, in as many rows for each
 * target as it had trials in flight; failures marked. Shows queues, pauses, drift and failures that come together.
 *
 * @example
 * bb.showFigure(await bb.figures.timeline(run));
 */
export function timelineFigure<Source extends TrialSource>(
  source: Source,
  options: FigureOptions = {},
): FromTrials<Source, Figure> {
  return drawTrials("figures.timeline", source, options, figureOf);
}

function figureOf(trials: readonly Trial[], options: FigureOptions): Figure {
  checkedOptions("figures.timeline", figureSettings, options);
  const groups = measuredByTarget(trials, options.colors);
  if (groups.size === 0)
    return emptyFigure("timeline", "No measured trials", trialCaption(trials, options, []), options.width);
  const { placed, sessions } = placeTrials(groups);
  const colors = targetColors([...groups.keys()], options.colors);
  const { names, trials: drawn, left } = drawnTrials(placed, [...groups.keys()]);
  const bands = timelineBands(drawn, names);
  const reasons = drawn.some(({ trial }) => reasoningSpan(trial) !== null);
  const parts = PARTS.filter((part) => reasons || part !== "reasoning");
  const bars = names.flatMap((name) => {
    const own = drawn.filter(({ trial }) => trial.target === name);
    return parts.map((part) => barTrace(own, part, lighten(colors.get(name) ?? PALETTE[0], SHADE[part]), bands));
  });
  const labels = names.map((name) => laneLabel(name, `n = ${groups.get(name)?.length ?? 0}`));
  const together =
    sessions > 1 ? [`${sessions} measuring processes, drawn one after the other: they share no clock.`] : [];
  return buildFigure({
    name: "timeline",
    title: options.title ?? findingTitle(placed),
    caption: trialCaption(trials, options, [
      "Bars from the intended instant to the end of the answer.",
      ...together,
      ...left,
    ]),
    data: [...legendTraces(parts), ...bars, marksTrace(drawn, "failed", bands), marksTrace(drawn, "aborted", bands)],
    layout: {
      xaxis: axis("time since the first trial (s)", { rangemode: "tozero" }),
      yaxis: axis("", {
        range: [bands.height, 0],
        tickvals: bands.middles,
        ticktext: labels,
        ticks: "",
        showgrid: false,
      }),
    },
    leftLabels: labels,
    legend: [...parts, "failed", "aborted"],
    plotHeight: bands.height,
    width: options.width,
  });
}
