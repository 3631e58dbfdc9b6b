import { axis } from "../../report/axes.js";
import { buildFigure, emptyFigure } from "../../report/build-figure.js";
import type { Figure } from "../../report/figure.js";
import { rowCaption } from "../../report/figures/row-caption.js";
import { barFilling, targetColors } from "../../report/theme.js";
import { shortName } from "../../text/label-text.js";
import { firstOf } from "../../text/list-text.js";
import { countText, numberText } from "../../text/number-text.js";
import { armAxis } from "./arm-axis.js";
import type { ArmMetrics } from "./arms.js";
import { axisRange, barNotes, barTrace, groupedPlaces } from "./bars.js";
import { type BaselineFigureInput, type BaselineMemoryReading, firstArms } from "./figure-input.js";
import { againstBaseline } from "./titles.js";

const NAME = "memory_comparison";

const KINDS = [
  { label: "peak", read: (arm: ArmMetrics) => arm.peakMemoryMb },
  { label: "mean", read: (arm: ArmMetrics) => arm.meanMemoryMb },
] as const;

/** What was read, when and how often; what the run does not tell is left out. */
function readingSentence(reading: BaselineMemoryReading | null): string {
  const above = "Resident memory above that of a process without an engine";
  if (reading === null) return `${above}.`;
  const { isolation, intervalMs, prompts, readings, beforeLoadMb } = reading;
  const before = beforeLoadMb === null ? "" : ` (${numberText(beforeLoadMb)} MB)`;
  const where =
    isolation === "target" ? "each arm in a process of its own" : "all arms in one process, which share its memory";
  const every = intervalMs === null ? "" : `, read every ${numberText(intervalMs)} ms`;
  const [least, most] = [Math.min(...readings), Math.max(...readings)];
  const count = least === most ? countText(least, "reading") : `${least} to ${most} readings`;
  const times = readings.length === 0 ? "" : ` (${count} of each)`;
  const until = `from when it was loaded until it had answered ${countText(prompts, "prompt")}`;
  return `${above}${before}; ${where}${every}${times} ${until}; no interval.`;
}

/** `memory_comparison`: peak and mean memory of each arm above the baseline before load. */
export function baselineMemoryFigure({ arms: all, memory = null, notes = [] }: BaselineFigureInput): Figure {
  const { drawn: arms, left } = firstArms(all);
  if (!all.some((arm) => arm.peakMemoryMb !== null)) {
    const why = "No reading of any arm above a process without an engine; the memory of a server is its own process's.";
    return emptyFigure(NAME, "The memory of the arms was not seen", rowCaption([why], { notes }));
  }
  const { x, width } = groupedPlaces(KINDS.length, arms.length);
  const bars = arms.map((arm) => KINDS.map(({ read }) => read(arm)));
  const kinds = armAxis(KINDS.map(({ label }) => label));
  const colors = targetColors(arms.map(({ name }) => name));
  const efficiency = firstOf(all.map((arm) => `${shortName(arm.name)} ${numberText(arm.tokensPerMb)}`));
  return buildFigure({
    name: NAME,
    title: againstBaseline(all, "peakMemoryMb"),
    caption: rowCaption(
      [readingSentence(memory), `Output tokens of all prompts per MB of peak: ${efficiency}.`, ...left],
      {
        notes,
      },
    ),
    data: arms.map(({ name }, i) =>
      barTrace(shortName(name), bars[i] ?? [], {
        x: x[i] ?? [],
        width,
        filling: barFilling(name, colors),
        unit: "MB",
      }),
    ),
    annotations: bars.flatMap((own, i) => barNotes(own, x[i] ?? [], arms.length)),
    layout: {
      barmode: "overlay",
      xaxis: kinds.axis,
      yaxis: axis("memory above baseline (MB)", { range: axisRange(bars.flat(), arms.length), nticks: 6 }),
    },
    legend: arms.map(({ name }) => shortName(name)),
    axisHeight: kinds.height,
  });
}
