// The public API: what a notebook may use. The names of the first hour are here, the rest by subject.

// Workload: what is sent, and when
export { loadCases } from "./workload/load-cases.js";
export { caseSet } from "./workload/case-file/case-set.js";
export { syntheticCases } from "./workload/synthetic-cases.js";
export { syntheticTasks } from "./workload/synthetic-tasks.js";
export { compressPrompt } from "./workload/compress-prompt.js";
export { closedLoop, batches, openLoop, ramp, replay } from "./workload/loads.js";
export { planRun } from "./workload/plan-run.js";

// Targets: engines as plain data
export { openaiTarget } from "./targets/openai-target.js";
export { ollamaTarget } from "./targets/ollama-target.js";
export { llamaTarget } from "./targets/llama-target.js";
export { transformersTarget } from "./targets/transformers-target.js";
export { simulatedTarget } from "./targets/simulated-target.js";
export { moduleTarget } from "./targets/module-target.js";
export { compressingTarget } from "./targets/compressing-target.js";
export { simulatedTruth } from "./targets/simulated/simulated-truth.js";

// Runs: measure, resume, open, verify
export { runBenchmark } from "./run/run-benchmark.js";
export { resumeRun } from "./run/resume-run.js";
export { readRunConfig } from "./run/run-config.js";
export { findCapacity } from "./recipes/capacity/find-capacity.js";
export { compareUntil } from "./recipes/compare-until/compare-until.js";
export { sameAnswers } from "./recipes/same-answers/same-answers.js";
export { sweepLoad } from "./recipes/capacity/sweep-load.js";
export { openRun } from "./store/run-folder/open-run.js";
export { verifyRun } from "./report/verify-run.js";
export { calibrate } from "./run/calibration/calibrate.js";
export { truthOfRun } from "./run/truth-of-run.js";

// Numbers: of a trial, a run, two targets
export { trialMetrics } from "./metrics/trial-metrics.js";
export { summarize } from "./metrics/summarize.js";
export { compareTargets, compareAll, compareRuns } from "./comparison/compare-targets.js";
export { trend } from "./recipes/trend/trend.js";
export { rankTargets } from "./comparison/rank-targets.js";
export { tradeOff } from "./comparison/trade-off.js";
export { goodput } from "./metrics/goodput.js";
export { quantile } from "./statistics/quantile.js";
export { quantileInterval } from "./statistics/intervals/quantile-interval.js";

// Scores: of answers
export { scoreRun } from "./scoring/score-run.js";
export { scorer } from "./scoring/scorer.js";
export { judge } from "./scoring/judging/target-judge.js";

// Data: files of any kind
export { explore } from "./report/explore-figures.js";
export { query } from "./store/tables/query.js";
export { readCsv } from "./store/tables/read-csv.js";
export { explainGap } from "./store/importers/explain-gap.js";
export { importResults } from "./store/importers/import-results.js";

// Shown: in a notebook and in a report
export { showTable, showFigure } from "./report/show.js";
export { showText } from "./notebook/show.js";
export { writeReport } from "./report/write-report.js";

// Notebook: settings, exercises, setup
export { params } from "./notebook/params.js";
export { attempt } from "./notebook/attempt.js";
export { checkExercise } from "./notebook/check-exercise.js";
export { checkSetup } from "./notebook/check-setup.js";
export { projectFile } from "./project.js";

// By subject
export * as stats from "./api/stats.js";
export * as scores from "./api/scores.js";
export * as figures from "./api/figures.js";
export * as tables from "./api/tables.js";
export * as inspect from "./api/inspect.js";
export * as recipes from "./api/recipes.js";

// The types of all of these, flat
export type { LoadCasesOptions } from "./workload/load-cases.js";
export type { SimulatedTruth } from "./targets/simulated/simulated-truth.js";
export type { Calibration, CalibrationOptions } from "./run/calibration/calibrate.js";
export type { RunOptions } from "./run/options.js";
export type { RunProgress } from "./run/progress.js";
export type { ComparedUntil, ComparisonLook } from "./recipes/compare-until/compare-until.js";
export type { CompareUntilOptions } from "./recipes/compare-until/settings.js";
export type { SameAnswers, SameAnswersLevel, ScoreChange } from "./recipes/same-answers/same-answers.js";
export type { SameAnswersOptions } from "./recipes/same-answers/settings.js";
export type { AnswersCompared, DifferingAnswer } from "./comparison/answers-compared.js";
export type { Capacity, FindCapacityOptions } from "./recipes/capacity/find-capacity.js";
export type { LoadSweep, SweepLevel, SweepLoadOptions } from "./recipes/capacity/sweep-load.js";
export type { CapacitySearch, CapacitySearchOptions } from "./statistics/capacity/capacity-search.js";
export type { BaselineOptions, BaselineResult } from "./recipes/baseline/job.js";
export type { ThroughputOptions, ThroughputResult } from "./recipes/throughput/job.js";
export type { StreamingOptions, StreamingResult } from "./recipes/streaming/job.js";
export type { VariantsOptions, VariantsResult } from "./recipes/variants/job.js";
export type { ExploreDashboardOptions, ExploreFigureOptions } from "./report/explore-figures.js";
export type { CommunityResult } from "./recipes/throughput/community.js";
export type { ThroughputGeneration } from "./recipes/throughput/config.js";
export type { ThroughputReport } from "./recipes/throughput/page.js";
export type { SavedAnswer } from "./recipes/models/files.js";
export type { ExplainGapOptions, Gap, GapMetric, GapPart } from "./store/importers/explain-gap.js";
export type { Imported, ImportedRow, ImportFormat } from "./store/importers/imported.js";
export type { DataFile } from "./store/tables/explore/data-files.js";
export type { Exploration } from "./store/tables/explore/exploration.js";
export type { ExploredColumn } from "./store/tables/explore/explored-column.js";
export type { ValueGroup } from "./store/tables/explore/explored-values.js";
export type { ComparedMetric } from "./metrics/catalogue.js";
export type { Comparison } from "./metrics/comparison.js";
export type { Limits } from "./metrics/limits.js";
export type { PerCorrectQuestion, PerCorrectRow } from "./comparison/per-correct.js";
export type { Trend, TrendChange, TrendPoint, TrendSeries, TargetTrend } from "./comparison/trend/trend.js";
export type { TrendOptions } from "./recipes/trend/trend.js";
export type { ChangePoints, ChangePointsOptions } from "./statistics/changes/change-points.js";
export type { EquivalentCommand, EquivalentCommandsOptions } from "./comparison/other-tools/equivalent-commands.js";
export type { RankedTarget, Ranking, RankTargetsOptions } from "./comparison/rank-targets.js";
export type { TradeOff, TradeOffRow } from "./comparison/trade-off.js";
export type { LensTableRow } from "./metrics/lens-table.js";
export type { Summary } from "./metrics/summary.js";
export type { ReadingWait, ReadingWaitOptions } from "./metrics/reading/reading-wait.js";
export type { TrialMetrics } from "./metrics/trial-metrics.js";
export type { TargetJudgeOptions } from "./scoring/judging/target-judge.js";
export type { Judgment, Scorer } from "./scoring/scorer.js";
export type { PrintedFiles } from "./report/print/export-figure.js";
export type { Figure } from "./report/figure.js";
export type { ExerciseCheck } from "./notebook/check-exercise.js";
export type * from "./types/index.js";
