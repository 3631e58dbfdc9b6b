import { axis, laneAxis } from "../../report/axes.js";
import { buildFigure, emptyFigure } from "../../report/build-figure.js";
import type { Figure, Trace } from "../../report/figure.js";
import { rowCaption } from "../../report/figures/row-caption.js";
import { barFilling, FONT_SIZE, INK, targetColors } from "../../report/theme.js";
import { plotText } from "../../text/escape.js";
import { shortName } from "../../text/label-text.js";
import { firstOf } from "../../text/list-text.js";
import { countText, MISSING, numberText } from "../../text/number-text.js";
import type { ArmMetrics } from "./arms.js";
import { type BaselineFigureInput, firstArms } from "./figure-input.js";
import { againstBaseline } from "./titles.js";

const NAME = "time_comparison";
const MOST_PROMPTS = 12;
const BAR_HEIGHT = 15;

interface TimeBar {
  readonly y: number;
  readonly seconds: number | null;
  readonly least: number;
  readonly most: number;
}

/** The prompts on which the baseline took longest, in the order of the cases. */
function shownPrompts(arms: readonly ArmMetrics[]): readonly string[] {
  const prompts = arms[0]?.prompts ?? [];
  const slowest = [...prompts]
    .sort((a, b) => (b.meanSeconds ?? 0) - (a.meanSeconds ?? 0))
    .slice(0, MOST_PROMPTS)
    .map((one) => one.promptId);
  return prompts.map((one) => one.promptId).filter((id) => slowest.includes(id));
}

function barsOf(arm: ArmMetrics, at: number, arms: number, prompts: readonly string[]): readonly TimeBar[] {
  const height = 0.8 / arms;
  return prompts.map((id, i) => {
    const one = arm.prompts.find(({ promptId }) => promptId === id);
    const seconds = one?.meanSeconds ?? null;
    const y = prompts.length - 1 - i + ((arms - 1) / 2 - at) * height;
    return { y, seconds, least: one?.leastSeconds ?? seconds ?? 0, most: one?.mostSeconds ?? seconds ?? 0 };
  });
}

function armTrace(name: string, bars: readonly TimeBar[], width: number, filling: Trace): Trace {
  return {
    type: "bar",
    orientation: "h",
    name: plotText(shortName(name)),
    x: bars.map(({ seconds }) => seconds),
    y: bars.map(({ y }) => y),
    width,
    marker: filling,
    hovertext: bars.map(({ seconds }) => `${plotText(name)}: ${numberText(seconds)} s`),
    hoverinfo: "text",
    error_x: {
      type: "data",
      symmetric: false,
      array: bars.map(({ seconds, most }) => (seconds === null ? 0 : most - seconds)),
      arrayminus: bars.map(({ seconds, least }) => (seconds === null ? 0 : seconds - least)),
      visible: bars.some(({ least, most }) => most > least),
      color: INK.text,
      thickness: 1.2,
      width: 3,
    },
  };
}

const numberNote = ({ y, seconds, most }: TimeBar): Trace => ({
  text: seconds === null ? MISSING : numberText(seconds),
  x: seconds === null ? 0 : Math.max(seconds, most),
  y,
  xref: "x",
  yref: "y",
  xanchor: "left",
  yanchor: "middle",
  xshift: 5,
  showarrow: false,
  font: { size: FONT_SIZE.caption, color: INK.text },
});

function captionOf({ arms, notes = [] }: BaselineFigureInput, shown: number): string {
  const prompts = arms[0]?.prompts.length ?? 0;
  const passes = firstOf(arms.map((arm) => `${shortName(arm.name)} ${numberText(arm.totalSeconds)} s`));
  const repetitions = Math.max(0, ...arms.map((arm) => arm.passSeconds.length));
  const whiskers =
    repetitions > 1 ? [`Bars: mean of ${repetitions} repetitions; whiskers: the shortest and the longest.`] : [];
  const left = shown < prompts ? [`Shown are the ${shown} prompts on which the baseline took longest.`] : [];
  return rowCaption(
    [`All ${countText(prompts, "prompt")} together: ${passes}.`, ...whiskers, ...left, ...firstArms(arms).left],
    { notes },
  );
}

/** `time_comparison`: seconds for each prompt, an arm beside the other, with the shortest and longest repetition as whiskers. */
export function timeFigure(input: BaselineFigureInput): Figure {
  const { arms: all } = input;
  const { drawn: arms } = firstArms(all);
  const prompts = shownPrompts(arms);
  const caption = captionOf(input, prompts.length);
  if (prompts.length === 0) return emptyFigure(NAME, "Nothing was timed", caption);
  const colors = targetColors(arms.map(({ name }) => name));
  const bars = arms.map((arm, i) => barsOf(arm, i, arms.length, prompts));
  const longest = Math.max(0, ...bars.flat().map(({ seconds, most }) => Math.max(seconds ?? 0, most)));
  const labels = prompts.map((id) => plotText(shortName(id)));
  return buildFigure({
    name: NAME,
    title: againstBaseline(all, "totalSeconds"),
    caption,
    data: arms.map((arm, i) =>
      armTrace(arm.name, bars[i] ?? [], (0.8 / arms.length) * 0.9, barFilling(arm.name, colors)),
    ),
    annotations: bars.flat().map(numberNote),
    layout: {
      barmode: "overlay",
      xaxis: axis("time for the whole answer (s)", { range: [0, longest === 0 ? 1 : longest * 1.12], nticks: 7 }),
      yaxis: laneAxis(labels),
    },
    leftLabels: labels,
    legend: arms.map((arm) => shortName(arm.name)),
    plotHeight: Math.max(150, prompts.length * (arms.length * BAR_HEIGHT + 10)),
  });
}
