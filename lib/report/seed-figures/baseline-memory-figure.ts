import { axis } from "../axes.js";
import { buildFigure, emptyFigure } from "../build-figure.js";
import type { Figure } from "../figure.js";
import { rowCaption } from "../figures/row-caption.js";
import { shortName } from "../label-text.js";
import { numberText } from "../number-text.js";
import { PALETTE, targetColours } from "../theme.js";
import { armAxis } from "./arm-axis.js";
import { axisRange, barNotes, barTrace, groupedPlaces } from "./bars.js";
import type { BaselineArm, BaselineFigureInput } from "./baseline-arm.js";
import { againstBaseline } from "./finding.js";

const NAME = "memory_comparison";

const KINDS = [
  { label: "peak", read: (arm: BaselineArm) => arm.peakMemoryMb },
  { label: "mean", read: (arm: BaselineArm) => arm.meanMemoryMb },
] as const;

/** `memory_comparison`: peak and mean memory of each arm above the baseline before load. */
export function baselineMemoryFigure({ arms, notes = [] }: BaselineFigureInput): Figure {
  if (!arms.some((arm) => arm.peakMemoryMb !== null))
    return emptyFigure(NAME, "The memory of the arms was not seen", rowCaption(["Servers hold their own."], { notes }));
  const { x, width } = groupedPlaces(KINDS.length, arms.length);
  const bars = arms.map((arm) => KINDS.map(({ read }) => read(arm)));
  const kinds = armAxis(KINDS.map(({ label }) => label));
  const colours = targetColours(arms.map(({ name }) => name));
  const efficiency = arms.map((arm) => `${shortName(arm.name)} ${numberText(arm.tokensPerMb)}`).join(", ");
  return buildFigure({
    name: NAME,
    title: againstBaseline(arms, "peakMemoryMb"),
    caption: rowCaption(
      [
        "Resident memory above that of a process without an engine; each arm in one process of its own, read every 50 ms while it served the longest prompt, so without an interval.",
        `Output tokens of all prompts per MB of peak: ${efficiency}.`,
      ],
      { notes },
    ),
    data: arms.map(({ name }, i) =>
      barTrace(shortName(name), bars[i] ?? [], {
        x: x[i] ?? [],
        width,
        colour: colours.get(name) ?? PALETTE[0],
        unit: "MB",
      }),
    ),
    annotations: bars.flatMap((own, i) => barNotes(own, x[i] ?? [])),
    layout: {
      barmode: "overlay",
      xaxis: kinds.axis,
      yaxis: axis("memory above baseline (MB)", { range: axisRange(bars.flat()), nticks: 6 }),
    },
    legend: arms.map(({ name }) => shortName(name)),
    axisHeight: kinds.height,
  });
}
