import { axis, grayLine, laneAxis } from "../../report/axes.js";
import { buildFigure, emptyFigure } from "../../report/build-figure.js";
import type { Figure, Trace } from "../../report/figure.js";
import { rowCaption } from "../../report/figures/row-caption.js";
import { barFilling, FONT_SIZE, INK, targetColors } from "../../report/theme.js";
import { plotText } from "../../text/escape.js";
import { shortName } from "../../text/label-text.js";
import { MOST_NAMES } from "../../text/list-text.js";
import { countText, numberText } from "../../text/number-text.js";
import type { ArmMetrics } from "./arms.js";
import { type BaselineFigureInput, failureOf, firstArms } from "./figure-input.js";
import type { Improvement } from "./improvements.js";

const NAME = "improvements";

const LABELS: Readonly<Record<string, string>> = {
  totalSeconds: "time reduction",
  tokensPerSecond: "throughput gain",
  totalTokens: "token reduction",
  inputTokens: "input token reduction",
  outputTokens: "output token reduction",
  peakMemoryMb: "peak memory reduction",
  meanMemoryMb: "mean memory reduction",
  tokensPerMb: "tokens per MB gain",
};

const signed = (percent: number) => `${percent > 0 ? "+" : ""}${numberText(percent).replace("-", "−")} %`;

/** A gain of many hundred percent would leave nothing to see of the rest: the axis ends here, and a number says more. */
const WIDEST = 150;
const cut = (percent: number) => Math.max(-WIDEST, Math.min(WIDEST, percent));

interface Lane extends Improvement {
  readonly y: number;
}

function lanesOf(improvements: readonly Improvement[], metrics: readonly string[], arms: readonly string[]): Lane[] {
  const height = 0.76 / Math.max(1, arms.length);
  return improvements.map((one) => {
    const lane = metrics.length - 1 - metrics.indexOf(one.metric);
    return { ...one, y: lane + ((arms.length - 1) / 2 - arms.indexOf(one.arm)) * height };
  });
}

function armTrace(name: string, lanes: readonly Lane[], height: number, filling: Trace): Trace {
  const own = lanes.filter((lane) => lane.arm === name);
  return {
    type: "bar",
    orientation: "h",
    name: plotText(shortName(name)),
    x: own.map(({ percent }) => (percent === null ? null : cut(percent))),
    y: own.map(({ y }) => y),
    width: height * 0.9,
    marker: filling,
    hovertext: own.map(
      (one) => `${LABELS[one.metric] ?? one.metric}: ${one.percent === null ? "not known" : signed(one.percent)}`,
    ),
    hoverinfo: "text",
  };
}

/** The median over prompts with its interval, as a point on the bar. Omitted where it would lie beyond the axis. */
function intervalTrace(lanes: readonly Lane[]): Trace {
  const own = lanes.flatMap(({ byPrompt, y }) => {
    if (byPrompt === null || byPrompt.lowPercent === null || byPrompt.highPercent === null) return [];
    const { medianPercent: at, lowPercent: low, highPercent: high } = byPrompt;
    return low < -WIDEST || high > WIDEST ? [] : [{ at, low, high, y }];
  });
  return {
    type: "scatter",
    mode: "markers",
    name: "median of the prompts, 95 % interval",
    showlegend: own.length > 0,
    x: own.map(({ at }) => at),
    y: own.map(({ y }) => y),
    marker: { symbol: "line-ns-open", size: 8, color: INK.text, line: { width: 2, color: INK.text } },
    error_x: {
      type: "data",
      symmetric: false,
      array: own.map(({ at, high }) => high - at),
      arrayminus: own.map(({ at, low }) => at - low),
      color: INK.text,
      thickness: 1.3,
      width: 4,
    },
    hoverinfo: "skip",
  };
}

/** Each number is in a column at the right: beside the bars it would collide with the intervals. */
function numberNotes(lanes: readonly Lane[], at: number): Trace[] {
  return lanes.map(({ percent, y }) => ({
    text: percent === null ? "not known" : signed(percent),
    x: at,
    y,
    xref: "x",
    yref: "y",
    xanchor: "right",
    yanchor: "middle",
    showarrow: false,
    font: { size: FONT_SIZE.caption, color: INK.text },
  }));
}

/** How many of all estimates are better; those that a failure left unknown count in the total, and the failure is mentioned. */
function findingTitle(lanes: readonly Improvement[], arms: readonly ArmMetrics[]): string {
  const parts = arms.map((arm) => {
    const own = lanes.filter((lane) => lane.arm === arm.name);
    const known = own.flatMap(({ percent }) => percent ?? []);
    const better = known.filter((percent) => percent > 0).length;
    const failure = failureOf(arm);
    if (failure !== null && known.length === 0) return `${shortName(arm.name)}: not compared, ${failure}`;
    if (failure === null) return `${shortName(arm.name)}: ${better} of ${countText(known.length, "estimate")} better`;
    const unknown = `${own.length - known.length} of ${countText(own.length, "estimate")} unknown`;
    return `${shortName(arm.name)}: ${failure}, ${unknown}, ${better} better`;
  });
  const more = parts.length - MOST_NAMES;
  return more > 0 ? `${parts.slice(0, MOST_NAMES).join(", ")}, and ${more} more arms` : parts.join(", ");
}

/** `improvements`: what each optimized arm improves on the baseline, in percent; left of zero it is worse. */
export function improvementsFigure({ arms: all, improvements: every, notes = [] }: BaselineFigureInput): Figure {
  const { drawn: arms, left } = firstArms(all);
  const names = arms.slice(1).map(({ name }) => name);
  const improvements = every.filter(({ arm }) => names.includes(arm));
  const metrics = [...new Set(improvements.map(({ metric }) => metric))];
  if (names.length === 0 || metrics.length === 0)
    return emptyFigure(NAME, "Nothing to compare", rowCaption([], { notes }));
  const lanes = lanesOf(improvements, metrics, names);
  const colors = targetColors(arms.map(({ name }) => name));
  const labels = metrics.map((metric) => LABELS[metric] ?? metric);
  const ends = lanes.flatMap(({ percent, byPrompt }) =>
    [percent, byPrompt?.lowPercent, byPrompt?.highPercent].flatMap((end) => (end == null ? [] : [cut(end)])),
  );
  const [low, high] = [Math.min(-5, ...ends), Math.max(20, ...ends)];
  const room = (high - low) * 0.2;
  const beyond = lanes.some(({ percent }) => percent !== null && Math.abs(percent) > WIDEST);
  const intervals = intervalTrace(lanes);
  return buildFigure({
    name: NAME,
    title: findingTitle(every, all.slice(1)),
    caption: rowCaption(
      [
        `Against ${arms[0]?.name ?? "the baseline"}: reductions of times, tokens and memory, growth of rates; to the left of 0 it is worse.`,
        "Bars and numbers are of the totals; the mark on a bar is the median over the prompts with its own 95 % interval.",
        ...left,
        ...(beyond ? [`Bars end at ${WIDEST} %; the number on the right is the whole.`] : []),
      ],
      { notes },
    ),
    data: [
      ...names.map((name) => armTrace(name, lanes, 0.76 / names.length, barFilling(name, colors))),
      ...(intervals.showlegend === true ? [intervals] : []),
    ],
    annotations: numberNotes(lanes, high + room),
    layout: {
      barmode: "overlay",
      xaxis: axis("improvement on the baseline (%)", { range: [low - (high - low) * 0.04, high + room * 1.08] }),
      yaxis: laneAxis(labels),
      shapes: [grayLine(0)],
    },
    leftLabels: labels,
    legend: [...names.map(shortName), ...(intervals.showlegend === true ? [String(intervals.name)] : [])],
    plotHeight: Math.max(190, metrics.length * (18 + 16 * names.length)),
  });
}
