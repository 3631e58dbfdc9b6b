// Figures: drawn from a run or its trials, and written to files.

export { exploreDashboard as exploredDashboard, exploreFigure as explored } from "../report/explore-figures.js";
export { barsFigure as bars } from "../report/figures/bars-figure.js";
export { comparisonFigure as comparison } from "../report/figures/comparison-figure.js";
export { dashboardFigure as dashboard } from "../report/figures/dashboard-figure.js";
export { distributionFigure as distribution } from "../report/figures/distribution-figure.js";
export { driftFigure as drift } from "../report/figures/drift-figure.js";
export { effectRows } from "../report/figures/effect-rows.js";
export { gapFigure as gap } from "../report/figures/gap-figure.js";
export { latencyFigure as latency } from "../report/figures/latency-figure.js";
export { lensFigure as lens } from "../report/figures/lens-figure.js";
export { loadFigure as load } from "../report/figures/load-figure.js";
export { loadPanels } from "../report/figures/load-panels.js";
export { memoryFigure as memory } from "../report/figures/memory-figure.js";
export { figureOptions } from "../report/figures/options.js";
export { percentileFigure as percentile } from "../report/figures/percentile-figure.js";
export { phasesFigure as phases } from "../report/figures/phases-figure.js";
export { qualityFigure as quality } from "../report/figures/quality-figure.js";
export { rankingFigure as ranking } from "../report/figures/ranking-figure.js";
export { serverMetricsFigure as serverMetrics } from "../report/figures/server-metrics-figure.js";
export { throughputFigure as throughput } from "../report/figures/throughput-figure.js";
export { timelineFigure as timeline } from "../report/figures/timeline-figure.js";
export { tradeOffFigure as tradeOff } from "../report/figures/trade-off-figure.js";
export { trendFigure as trend } from "../report/figures/trend-figure.js";
export { turnsFigure as turns } from "../report/figures/turns-figure.js";
export { exportFigure } from "../report/print/export-figure.js";
export { renderPng } from "../report/render/render-png.js";
export { renderSvg } from "../report/render/render-svg.js";
