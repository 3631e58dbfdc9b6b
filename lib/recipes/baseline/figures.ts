import type { Figure } from "../../report/figure.js";
import { type DashboardPanel, dashboardFigure } from "../../report/figures/dashboard-figure.js";
import type { ArmMetrics } from "./arms.js";
import { type BaselineFigureInput, failureNotes } from "./figure-input.js";
import { improvementsFigure } from "./improvements-figure.js";
import { baselineMemoryFigure } from "./memory-figure.js";
import { timeFigure } from "./time-figure.js";
import { tokenFigure } from "./token-figure.js";

type Panel = Omit<DashboardPanel, "values"> & { readonly read: (arm: ArmMetrics) => number | null };

const PANELS: readonly Panel[] = [
  { title: "Total time", unit: "s", betterWhen: "lower", read: (arm) => arm.totalSeconds },
  { title: "Throughput", unit: "tokens/s", betterWhen: "higher", read: (arm) => arm.tokensPerSecond },
  { title: "Total tokens", unit: "", betterWhen: "lower", read: (arm) => arm.totalTokens },
  { title: "Peak memory", unit: "MB", betterWhen: "lower", read: (arm) => arm.peakMemoryMb },
  { title: "Tokens per MB", unit: "", betterWhen: "higher", read: (arm) => arm.tokensPerMb },
  { title: "Response length", unit: "characters", betterWhen: null, read: (arm) => arm.responseLength },
];

/** `comprehensive_dashboard`: six numbers of each arm side by side. */
function baselineDashboard({ arms, notes = [] }: BaselineFigureInput): Figure {
  const panels = PANELS.map(({ read, ...panel }) => ({
    ...panel,
    values: arms.map((arm) => ({ target: arm.name, value: read(arm) })),
  }));
  return dashboardFigure(panels, { name: "comprehensive_dashboard", notes });
}

/** The five figures of the recipe, each named as its file. */
export function baselineFigures(measured: BaselineFigureInput): readonly Figure[] {
  const input = { ...measured, notes: [...failureNotes(measured.arms), ...(measured.notes ?? [])] };
  return [
    timeFigure(input),
    tokenFigure(input),
    baselineMemoryFigure(input),
    improvementsFigure(input),
    baselineDashboard(input),
  ];
}
