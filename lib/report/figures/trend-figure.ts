import { checkRecord, checkRows } from "../../arguments/check-values.js";
import { checkedOptions } from "../../arguments/options.js";
import { differenceText } from "../../comparison/trend/conditions.js";
import { changeText } from "../../comparison/trend/target-trend.js";
import type { TargetTrend, Trend, TrendChange } from "../../comparison/trend/trend.js";
import { catalogue } from "../../metrics/catalogue.js";
import { headingOfMetric } from "../../metrics/metric.js";
import { capital, shortName } from "../../text/label-text.js";
import { firstDrawn, firstOf, firstSentences } from "../../text/list-text.js";
import { countText, numberText, signedPercentText } from "../../text/number-text.js";
import { axis } from "../axes.js";
import { buildFigure, emptyFigure } from "../build-figure.js";
import type { Figure } from "../figure.js";
import { FIGURE_WIDTH, inTargetOrder, targetColors } from "../theme.js";
import { MOST_HISTORIES } from "./most-drawn.js";
import { type FigureOptions, figureSettings } from "./options.js";
import { rowCaption } from "./row-caption.js";
import { trendLegend, trendPanel } from "./trend-panel.js";

const PANEL_HEIGHT = { only: 250, one: 170 } as const;
const GAP = 78;
const RIGHT_MARGIN = 44;
/** A caption names the first changes and new series; the trend has all. */
const MOST_NAMED = 4;

/**
 * Whether a metric changed over a history of runs: each run's estimate with its interval in the order of time, the level of each segment,
 * every change with its size, and where a new series begins because conditions differ. A panel for each target. Give it `trend(runs, …)`.
 *
 * @example
 * bb.figures.trend(await bb.trend([run], { metric: "latencyMs" }));
 */
export function trendFigure(trend: Trend, options: FigureOptions = {}): Figure {
  checkRecord("figures.trend", "trend", trend, "what trend(runs, { metric }) gives");
  checkRows("figures.trend", "trend.targets", trend.targets, "a list, as trend(runs, { metric }) gives");
  checkedOptions("figures.trend", figureSettings, options);
  const all = inTargetOrder(trend.targets, options.colors).filter(({ series }) => series.length > 0);
  const { drawn, left } = firstDrawn(all, MOST_HISTORIES, "target");
  const caption = rowCaption([...captionOf(trend), ...left], options);
  if (drawn.length === 0) return emptyFigure("trend", "No valid run, so nothing is known", caption, options.width);
  const colors = targetColors(
    all.map(({ target }) => target),
    options.colors,
  );
  const runWidth = ((options.width ?? FIGURE_WIDTH) - 64 - RIGHT_MARGIN) / (trend.runs + 0.4);
  const height = drawn.length === 1 ? PANEL_HEIGHT.only : PANEL_HEIGHT.one;
  const total = drawn.length * height + (drawn.length - 1) * GAP;
  const panels = drawn.map((one, at) => {
    const top = total - at * (height + GAP);
    const domain = [Math.max(0, (top - height) / total), top / total] as const;
    const title = drawn.length === 1 ? headingOf(trend) : trend.unit;
    return trendPanel(one, { at, colors, domain, title, isNamed: drawn.length > 1, runWidth });
  });
  const bottom = drawn.length === 1 ? "y" : `y${drawn.length}`;
  return buildFigure({
    name: "trend",
    title: options.title ?? findingTitle(trend),
    caption,
    data: panels.flatMap(({ data }) => data),
    annotations: panels.flatMap(({ annotations }) => annotations),
    layout: {
      ...Object.assign({}, ...panels.map(({ axes }) => axes)),
      shapes: panels.flatMap(({ shapes }) => shapes),
      xaxis: axis("runs in the order of time", {
        anchor: bottom,
        range: [0.3, trend.runs + 0.7],
        ...wholeTicks(trend.runs),
      }),
    },
    legend: trendLegend(panels.flatMap(({ data }) => data)),
    legendGap: drawn.length === 1 ? 32 : 48,
    rightMargin: RIGHT_MARGIN,
    plotHeight: total,
    width: options.width,
  });
}

const headingOf = ({ metric }: Trend) => headingOfMetric(catalogue[metric]);

const wholeTicks = (runs: number) => (runs <= 12 ? { dtick: 1, tick0: 1 } : { nticks: 12 });

function captionOf({ runs, targets, leftOut, confidence, noiseThreshold }: Trend): string[] {
  const several = targets.length > 1;
  const breaks = targets.flatMap(({ target, series }) =>
    series.slice(1).map((one, at) => {
      const what = `not as series ${one.differsFrom ?? "?"}: ${firstOf(one.differs.map(differenceText), 2)}`;
      return `${several ? `${shortName(target)}, s` : "S"}eries ${at + 2} from run ${one.points[0]?.place ?? "?"} on, ${what}.`;
    }),
  );
  const sizes = targets.flatMap(({ target, series }) =>
    series.flatMap(({ changes }) =>
      changes.map((change) =>
        several ? `${shortName(target)}: ${changeText(change)}.` : `${capital(changeText(change))}.`,
      ),
    ),
  );
  const invalid = new Set(leftOut.map(({ place }) => place));
  const kept = targets.flatMap(({ series }) => series.filter(({ isLongEnough }) => !isLongEnough));
  return [
    `${countText(runs, "run")}, ${countText(targets.length, "target")}; mean over cases with its ${numberText(100 * confidence)} % interval.`,
    "The cases are the same in all runs of a series, so a change can be sure although the intervals overlap.",
    `Changes: E-divisive, with an interval that allows for a look after every run; slower or faster when all of it lies beyond ${numberText(100 * noiseThreshold)} %.`,
    ...(breaks.length > 0
      ? ["Dashed: a new series, since conditions differ; levels of two series are not joined."]
      : []),
    ...firstSentences(breaks, MOST_NAMED, "in the trend's targets"),
    ...firstSentences(sizes, MOST_NAMED, "in the trend's targets"),
    ...(kept.length > 0 ? [`${kept.length} series too short to show any change.`] : []),
    ...(invalid.size > 0
      ? [
          `Left out: ${invalid.size === 1 ? "run" : "runs"} ${firstOf([...invalid].map(String))}, invalid or without a value.`,
        ]
      : []),
  ];
}

function findingTitle(trend: Trend): string {
  const found = trend.targets.flatMap((one) => changesOf(one).map((change) => ({ one, change })));
  const worst = found
    .filter(({ change }) => change.verdict === trend.verdict)
    .sort((a, b) => Math.abs(b.change.changePercent) - Math.abs(a.change.changePercent))[0];
  const words = catalogue[trend.metric].words;
  if (worst !== undefined) {
    const { at, changePercent, verdict } = worst.change;
    const more = found.length > 1 ? `; ${countText(found.length, "change")} in all` : "";
    return `${shortName(worst.one.target)} is ${verdict} from run ${at.place} on (${at.createdAt.slice(0, 10)}): ${words} ${signedPercentText(changePercent)}${more}`;
  }
  if (trend.verdict === "too-few-runs") return `${words}: too few runs under the same conditions to see a change`;
  return `${words}: no change beyond noise over ${countText(trend.runs, "run")}`;
}

const changesOf = ({ series }: TargetTrend): readonly TrendChange[] => series.flatMap(({ changes }) => changes);
