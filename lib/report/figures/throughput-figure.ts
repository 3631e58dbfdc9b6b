import { checkedOptions } from "../../arguments/options.js";
import type { FromTrials, TrialSource } from "../../arguments/with-trials.js";
import { catalogue } from "../../metrics/catalogue.js";
import { goodput } from "../../metrics/goodput.js";
import type { Limits } from "../../metrics/limits.js";
import { summarize } from "../../metrics/summarize.js";
import type { Summary } from "../../metrics/summary.js";
import { trialMetrics } from "../../metrics/trial-metrics.js";
import { clusteredMean } from "../../statistics/intervals/clustered-mean.js";
import { plotText } from "../../text/escape.js";
import { shortName } from "../../text/label-text.js";
import { MOST_NAMES } from "../../text/list-text.js";
import { countText, numberText } from "../../text/number-text.js";
import type { Trial } from "../../types/index.js";
import { emptyFigure } from "../build-figure.js";
import type { Figure } from "../figure.js";
import { targetColors } from "../theme.js";
import { trialCaption } from "./caption.js";
import { drawTrials } from "./draw-trials.js";
import type { LaneMark } from "./lane-marks.js";
import { cutPanels, lanesFigure, type Panel, type PanelGroup } from "./lanes-figure.js";
import { limitsText } from "./load-words.js";
import { type FigureOptions, figureSettings, measuredByTarget } from "./options.js";

const rateText = (value: number) => `${numberText(value)} tokens/s`;

type Rate = "tokensPerSecond" | "tokensPerSecondEndToEnd";

/** One trial with the rate that was observed in it. */
interface ObservedRate {
  readonly trial: Trial;
  readonly rate: number;
}

function observedRates(trials: readonly Trial[], rate: Rate, summary: Summary): ObservedRate[] {
  if (summary.tokenSource === null) return [];
  return trials.flatMap((trial) => {
    const value = trialMetrics(trial)[rate];
    return value === null ? [] : [{ trial, rate: value }];
  });
}

function hoverText(observed: ObservedRate | undefined): string {
  if (observed === undefined) return "";
  const { trial, rate } = observed;
  return `${plotText(trial.target)}<br>case ${plotText(trial.caseId)}, repetition ${trial.repetition}<br>${rateText(rate)}`;
}

/** The mean with an interval that takes the trials of one case as alike; none below ten cases. */
function meanMark(observed: readonly ObservedRate[]): LaneMark[] {
  if (observed.length === 0) return [];
  const found = clusteredMean(
    observed.map((one) => one.rate),
    observed.map((one) => one.trial.caseId),
  );
  return [{ label: "mean", value: found.mean, interval: found.interval }];
}

function ratePanel(groups: ReadonlyMap<string, readonly Trial[]>, summaries: readonly Summary[], rate: Rate): Panel {
  const lanes = new Map<string, PanelGroup>();
  for (const summary of summaries) {
    const observed = observedRates(groups.get(summary.group) ?? [], rate, summary);
    const values = observed.map((one) => one.rate);
    const count = values.length === 0 ? "not counted" : `n = ${values.length}`;
    lanes.set(summary.group, {
      values,
      hover: (index) => hoverText(observed[index]),
      marks: meanMark(observed),
      count,
    });
  }
  const { words, unit } = catalogue[rate];
  const after = rate === "tokensPerSecond" ? ", after the first token" : "";
  return { axisTitle: `${words} of a trial${after} (${unit})`, groups: lanes, valueText: rateText };
}

/** Where several targets took turns, the time of the others is charged to none (`stretchesByGroup` of the metrics). */
const overWhat = (targets: number) => (targets > 1 ? "over a target's own turns" : "of the whole run, gaps included");

function totalPanel(summaries: readonly Summary[]): Panel {
  const lanes = new Map<string, PanelGroup>();
  for (const { group, outputTokensPerSecond: value, answered } of summaries) {
    const marks: LaneMark[] = value === null ? [] : [{ label: "total", value, interval: null }];
    lanes.set(group, {
      values: [],
      hover: () => "",
      marks,
      count: value === null ? "not known" : `${answered} answers`,
    });
  }
  const axisTitle = `throughput ${overWhat(summaries.length)} (tokens/s)`;
  return { axisTitle, groups: lanes, valueText: rateText };
}

/** Good answers per second: within the limits, over the time of the run, failures counted as not good. */
function goodputPanel(trials: readonly Trial[], targets: readonly string[], limits: Limits): Panel {
  const groups = targets.map((target): [string, PanelGroup] => {
    const { goodRequestsPerSecond: value, good, trials: sent } = goodput(trials, limits, { target });
    const marks: LaneMark[] = value === null ? [] : [{ label: "total", value, interval: null }];
    return [target, { values: [], hover: () => "", marks, count: `${good} of ${sent} good` }];
  });
  const valueText = (value: number) => `${numberText(value)} requests/s`;
  const time = targets.length > 1 ? "over a target's own turns" : "of the whole run";
  return { axisTitle: `goodput ${time} (requests/s)`, groups: new Map(groups), valueText };
}

const sourceText = ({ tokenSource }: Summary) => tokenSource ?? "no single source";

const sourceByTarget = (summaries: readonly Summary[]) =>
  summaries.map((summary) => `${shortName(summary.group)}: ${sourceText(summary)}`);

const targetsBySource = (summaries: readonly Summary[]) =>
  [...new Set(summaries.map(sourceText))].map((source) => {
    const targets = summaries.filter((summary) => sourceText(summary) === source).length;
    return `${source} (${countText(targets, "target")})`;
  });

function sourceSentence(summaries: readonly Summary[]): string {
  const sources = new Set(summaries.map((summary) => summary.tokenSource));
  if (sources.size > 1) {
    const parts = summaries.length <= MOST_NAMES ? sourceByTarget(summaries) : targetsBySource(summaries);
    return `Tokens counted by ${parts.join("; ")}: rates of different sources do not compare.`;
  }
  const [source] = sources;
  return source === null || source === undefined
    ? "No single source counted tokens: no rates."
    : `Tokens counted by: ${source}.`;
}

function missingSentences(summaries: readonly Summary[], rate: Rate): string[] {
  const lacking = summaries.filter((summary) => summary[rate].missing > 0);
  if (lacking.length > MOST_NAMES) {
    const trials = lacking.reduce((sum, summary) => sum + summary[rate].missing, 0);
    return [`No rate for ${countText(trials, "trial")} of ${countText(lacking.length, "target")}.`];
  }
  return lacking.map(
    (summary) => `${shortName(summary.group)}: no rate for ${countText(summary[rate].missing, "trial")}.`,
  );
}

function intervalSentence(panel: Panel): string {
  const marks = [...panel.groups.values()].flatMap((group) => group.marks);
  const without = marks.filter((mark) => mark.interval === null).length;
  if (marks.length === 0) return "Nothing to estimate.";
  const kind = "Intervals of means: 95 %, clustered by case";
  if (without === 0) return `${kind}.`;
  return without === marks.length ? "Fewer than 10 cases: no interval of the mean." : `${kind}; none below 10 cases.`;
}

function findingTitle(panel: Panel, { counted, comparable }: { counted: boolean; comparable: boolean }): string {
  const means = [...panel.groups].flatMap(([name, group]) =>
    group.marks.map((mark) => ({ name: shortName(name), mean: mark.value })),
  );
  const [first, second] = means.sort((a, b) => b.mean - a.mean);
  if (first === undefined) return counted ? "No trial has a rate in tokens" : "Tokens were not counted: no rates";
  if (second === undefined) return `${first.name} writes ${rateText(first.mean)} (mean of trials)`;
  if (!comparable) return "Tokens a second by target, counted by different sources";
  const last = means.at(-1) ?? second;
  if (means.length > 2)
    return `Mean rate from ${rateText(first.mean)} (${first.name}) to ${rateText(last.mean)} (${last.name})`;
  return `${first.name} writes ${rateText(first.mean)}, ${second.name} ${rateText(second.mean)} (means of trials)`;
}

/**
 * How fast tokens came: for each target the decode rate of every trial (end to end where answers were not streamed) with
 * mean and 95 % interval, and below it the throughput (output tokens of successful trials over the time from first dispatch
 * to last end; where several targets took turns, over each your own turns). With limits, the goodput by them at the bottom. Names who counted the tokens; counts of different sources are not put side by side.
 *
 * @example
 * bb.showFigure(await bb.figures.throughput(run));
 */
export function throughputFigure<Source extends TrialSource>(
  source: Source,
  options: FigureOptions = {},
): FromTrials<Source, Figure> {
  return drawTrials("figures.throughput", source, options, figureOf);
}

function figureOf(trials: readonly Trial[], options: FigureOptions): Figure {
  checkedOptions("figures.throughput", figureSettings, options);
  const groups = measuredByTarget(trials, options.colors);
  if (groups.size === 0)
    return emptyFigure("throughput", "No measured trials", trialCaption(trials, options, []), options.width);
  const found = summarize(trials);
  const summaries = [...groups.keys()].flatMap((name) => found.find((summary) => summary.group === name) ?? []);
  const streamed = summaries.some((summary) => summary.tokensPerSecond.n > 0);
  const rate: Rate = streamed ? "tokensPerSecond" : "tokensPerSecondEndToEnd";
  const rates = ratePanel(groups, summaries, rate);
  const { limits } = options;
  const good = limits === undefined ? [] : [goodputPanel(trials, [...groups.keys()], limits)];
  const { drawn, left } = cutPanels([rates, totalPanel(summaries), ...good]);
  const comparable = new Set(summaries.map((summary) => summary.tokenSource)).size === 1;
  const counted = summaries.some((summary) => summary.tokenSource !== null);
  return lanesFigure({
    name: "throughput",
    title: options.title ?? findingTitle(rates, { counted, comparable }),
    caption: trialCaption(trials, options, [
      sourceSentence(summaries),
      ...missingSentences(summaries, rate),
      intervalSentence(rates),
      ...(limits === undefined ? [] : [`Good: ${limitsText(limits)}; failed requests are not good.`]),
      ...left,
    ]),
    panels: drawn,
    colors: targetColors([...groups.keys()], options.colors),
    width: options.width,
  });
}
