import { axis } from "../axes.js";
import { buildFigure, emptyFigure } from "../build-figure.js";
import type { Figure } from "../figure.js";
import { rowCaption } from "../figures/row-caption.js";
import { lighten, PALETTE } from "../theme.js";
import { armAxis } from "./arm-axis.js";
import { axisRange, barNotes, barTrace, groupedPlaces } from "./bars.js";
import type { BaselineArm, BaselineFigureInput } from "./baseline-arm.js";
import { againstBaseline } from "./finding.js";

const NAME = "token_comparison";

const KINDS = [
  { label: "input tokens", read: (arm: BaselineArm) => arm.inputTokens, colour: lighten(PALETTE[0], 0.45) },
  { label: "output tokens", read: (arm: BaselineArm) => arm.outputTokens, colour: PALETTE[0] },
  { label: "total tokens", read: (arm: BaselineArm) => arm.totalTokens, colour: PALETTE[1] },
] as const;

/** `token_comparison`: tokens read and written by each arm for all prompts once. */
export function tokenFigure({ arms, notes = [] }: BaselineFigureInput): Figure {
  if (arms.length === 0) return emptyFigure(NAME, "No tokens were counted", rowCaption([], { notes }));
  const { x, width } = groupedPlaces(arms.length, KINDS.length);
  const bars = KINDS.map(({ read }) => arms.map(read));
  const names = armAxis(arms.map(({ name }) => name));
  return buildFigure({
    name: NAME,
    title: againstBaseline(arms, "totalTokens"),
    caption: rowCaption(
      ["All prompts once, mean over the repetitions; as the engine counts, its chat template included."],
      { notes },
    ),
    data: KINDS.map(({ label, colour }, i) =>
      barTrace(label, bars[i] ?? [], { x: x[i] ?? [], width, colour, unit: "tokens" }),
    ),
    annotations: bars.flatMap((own, i) => barNotes(own, x[i] ?? [])),
    layout: {
      barmode: "overlay",
      xaxis: names.axis,
      yaxis: axis("tokens", { range: axisRange(bars.flat()), nticks: 6 }),
    },
    legend: KINDS.map(({ label }) => label),
    axisHeight: names.height,
  });
}
