import { checkedOptions } from "../../arguments/options.js";
import type { FromTrials, TrialSource } from "../../arguments/with-trials.js";
import { catalogue } from "../../metrics/catalogue.js";
import { trialMetrics } from "../../metrics/trial-metrics.js";
import { plotText } from "../../text/escape.js";
import { shortName } from "../../text/label-text.js";
import { durationText } from "../../text/number-text.js";
import type { Trial } from "../../types/index.js";
import { emptyFigure } from "../build-figure.js";
import type { Figure } from "../figure.js";
import { targetColors } from "../theme.js";
import { tooFewSentences, trialCaption } from "./caption.js";
import { drawTrials } from "./draw-trials.js";
import type { LaneMark } from "./lane-marks.js";
import { cutPanels, lanesFigure, type Panel, type PanelGroup } from "./lanes-figure.js";
import { axisUnit } from "./metric-words.js";
import { type FigureOptions, figureSettings, measuredByTarget } from "./options.js";
import { supportedPercentiles } from "./percentiles.js";

type Millisecond = "latencyMs" | "timeToFirstTokenMs";

/** One trial with the time that was observed in it. */
interface Observed {
  readonly trial: Trial;
  readonly milliseconds: number;
}

function observedIn(trials: readonly Trial[], metric: Millisecond): Observed[] {
  return trials.flatMap((trial) => {
    const milliseconds = trialMetrics(trial)[metric];
    return milliseconds === null ? [] : [{ trial, milliseconds }];
  });
}

function hoverText(observed: Observed | undefined): string {
  if (observed === undefined) return "";
  const { trial, milliseconds } = observed;
  const which = `case ${plotText(trial.caseId)}, repetition ${trial.repetition}`;
  return `${plotText(trial.target)}<br>${which}<br>${durationText(milliseconds)}`;
}

function groupOf(observed: readonly Observed[], divisor: number): PanelGroup {
  const values = observed.map((one) => one.milliseconds / divisor);
  const count = values.length === 0 ? "none measured" : `n = ${values.length}`;
  return { values, hover: (index) => hoverText(observed[index]), marks: supportedPercentiles(values), count };
}

function panelOf(groups: ReadonlyMap<string, readonly Trial[]>, metric: Millisecond, more = ""): Panel {
  const observed = [...groups].map(([name, trials]) => ({ name, own: observedIn(trials, metric) }));
  const { unit, divisor } = axisUnit(
    metric,
    observed.flatMap(({ own }) => own.map((one) => one.milliseconds)),
  );
  return {
    axisTitle: `${catalogue[metric].words}${more} (${unit})`,
    groups: new Map(observed.map(({ name, own }) => [name, groupOf(own, divisor)])),
    valueText: (value) => durationText(value * divisor),
  };
}

function markOf(group: PanelGroup | undefined, label: LaneMark["label"]): number | null {
  return group?.marks.find((mark) => mark.label === label)?.value ?? null;
}

function oneTargetTitle(panel: Panel, name: string): string {
  const group = panel.groups.get(name);
  const median = markOf(group, "median");
  if (group === undefined || median === null) return `${shortName(name)} answered none of its trials`;
  const p95 = markOf(group, "p95");
  const slowest = group.values.reduce((a, b) => Math.max(a, b));
  const rest =
    p95 === null
      ? `the slowest of ${group.values.length} took ${panel.valueText(slowest)}`
      : `95 % within ${panel.valueText(p95)}`;
  return `${shortName(name)} answers in ${panel.valueText(median)} (median), ${rest}`;
}

function findingTitle(panel: Panel): string {
  const [name, ...others] = panel.groups.keys();
  if (name !== undefined && others.length === 0) return oneTargetTitle(panel, name);
  const medians = [...panel.groups]
    .flatMap(([target, group]) => {
      const median = markOf(group, "median");
      return median === null ? [] : [{ name: shortName(target), value: median, text: panel.valueText(median) }];
    })
    .sort((a, b) => a.value - b.value);
  const [first, second] = medians;
  const last = medians.at(-1);
  if (first === undefined || last === undefined) return "No trial was answered";
  if (second === undefined) return `Only ${first.name} answered, in ${first.text} (median)`;
  if (medians.length > 2) return `Median answer time from ${first.text} (${first.name}) to ${last.text} (${last.name})`;
  return `${first.name} answers in ${first.text}, ${second.name} in ${second.text} (medians)`;
}

/** Why the panel of the time to first token is not there: only what was not meant to stream was not streamed. */
const noFirstToken = (trials: readonly Trial[]) =>
  trials.some(({ phase, streamed }) => phase === "measured" && streamed)
    ? "No trial has a time to first token."
    : "Not streamed: no time to first token.";

/**
 * How long answers took: for each target every answered trial's latency (end to end, from dispatch) and, where answers
 * were streamed, its time to first token (TTFT), with median, p90 and p95 and their 95 % intervals as far as n supports
 * them. Warm-ups never enter; failed trials have no latency and are counted in the caption.
 *
 * @example
 * bb.showFigure(await bb.figures.latency(run));
 * bb.figures.latency([]).layout.title.text; // => "No measured trials"
 */
export function latencyFigure<Source extends TrialSource>(
  source: Source,
  options: FigureOptions = {},
): FromTrials<Source, Figure> {
  return drawTrials("figures.latency", source, options, figureOf);
}

function figureOf(trials: readonly Trial[], options: FigureOptions): Figure {
  checkedOptions("figures.latency", figureSettings, options);
  const groups = measuredByTarget(trials, options.colors);
  if (groups.size === 0)
    return emptyFigure("latency", "No measured trials", trialCaption(trials, options, []), options.width);
  const latency = panelOf(groups, "latencyMs", ", dispatch to end of answer");
  const firstToken = panelOf(groups, "timeToFirstTokenMs");
  const streamed = [...firstToken.groups.values()].some((group) => group.values.length > 0);
  const names = [...groups.keys()];
  const { drawn, left } = cutPanels(streamed ? [firstToken, latency] : [latency]);
  const sentences = [
    "Percentiles: type 7; intervals: 95 %, order statistics, trials taken as independent.",
    ...tooFewSentences("Latency", new Map([...latency.groups].map(([name, group]) => [name, group.values.length]))),
    ...(streamed ? [] : [noFirstToken(trials)]),
    ...left,
  ];
  return lanesFigure({
    name: "latency",
    title: options.title ?? findingTitle(latency),
    caption: trialCaption(trials, options, sentences),
    panels: drawn,
    colors: targetColors(names, options.colors),
    width: options.width,
  });
}
