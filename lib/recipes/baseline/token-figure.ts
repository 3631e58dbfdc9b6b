import { axis } from "../../report/axes.js";
import { buildFigure, emptyFigure } from "../../report/build-figure.js";
import type { Figure } from "../../report/figure.js";
import { rowCaption } from "../../report/figures/row-caption.js";
import { barFilling, targetColors } from "../../report/theme.js";
import { shortName } from "../../text/label-text.js";
import { armAxis } from "./arm-axis.js";
import type { ArmMetrics } from "./arms.js";
import { axisRange, barNotes, barTrace, groupedPlaces } from "./bars.js";
import { type BaselineFigureInput, firstArms } from "./figure-input.js";
import { againstBaseline } from "./titles.js";

const NAME = "token_comparison";

const KINDS = [
  { label: "input", read: (arm: ArmMetrics) => arm.inputTokens },
  { label: "output", read: (arm: ArmMetrics) => arm.outputTokens },
  { label: "together", read: (arm: ArmMetrics) => arm.totalTokens },
] as const;

/** `token_comparison`: tokens read and written by each arm for all prompts once. */
export function tokenFigure({ arms: all, notes = [] }: BaselineFigureInput): Figure {
  const { drawn: arms, left } = firstArms(all);
  if (arms.length === 0) return emptyFigure(NAME, "No tokens were counted", rowCaption([], { notes }));
  const { x, width } = groupedPlaces(KINDS.length, arms.length);
  const bars = arms.map((arm) => KINDS.map(({ read }) => read(arm)));
  const kinds = armAxis(KINDS.map(({ label }) => label));
  const colors = targetColors(arms.map(({ name }) => name));
  return buildFigure({
    name: NAME,
    title: againstBaseline(all, "totalTokens"),
    caption: rowCaption(
      ["All prompts once, mean over the repetitions; as the engine counts, its chat template included.", ...left],
      { notes },
    ),
    data: arms.map(({ name }, i) =>
      barTrace(shortName(name), bars[i] ?? [], {
        x: x[i] ?? [],
        width,
        filling: barFilling(name, colors),
        unit: "tokens",
      }),
    ),
    annotations: bars.flatMap((own, i) => barNotes(own, x[i] ?? [], arms.length)),
    layout: {
      barmode: "overlay",
      xaxis: kinds.axis,
      yaxis: axis("tokens", { range: axisRange(bars.flat(), arms.length), nticks: 6 }),
    },
    legend: arms.map(({ name }) => shortName(name)),
    axisHeight: kinds.height,
  });
}
