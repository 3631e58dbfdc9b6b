// The public API: everything a notebook may import, by subject.

// Workload: what is sent, and in which order
export { caseSet } from "./workload/case-file/case-set.js";
export { type LoadCasesOptions, loadCases } from "./workload/load-cases.js";
export { compressPrompt } from "./workload/compress-prompt.js";
export { batches, closedLoop, openLoop, ramp, replay } from "./workload/loads.js";
export { planRun } from "./workload/plan-run.js";
export { syntheticCases } from "./workload/synthetic-cases.js";

// Targets: engines as plain data
export { compressingTarget } from "./targets/compressing-target.js";
export { llamaTarget } from "./targets/llama-target.js";
export { moduleTarget } from "./targets/module-target.js";
export { ollamaTarget } from "./targets/ollama-target.js";
export { openaiTarget } from "./targets/openai-target.js";
export { truthOfRun } from "./run/truth-of-run.js";
export { type SimulatedTruth, simulatedTruth } from "./targets/simulated/simulated-truth.js";
export { simulatedTarget } from "./targets/simulated-target.js";
export { transformersTarget } from "./targets/transformers-target.js";

// Run: measuring
export { readRunConfig } from "./run/run-config.js";
export { type Calibration, type CalibrationOptions, calibrate } from "./run/calibration/calibrate.js";
export { resumeRun } from "./run/resume-run.js";
export { runBenchmark } from "./run/run-benchmark.js";
export { openRun } from "./store/run-folder/open-run.js";
export { describeMachine } from "./run/machine.js";
export type { RunOptions } from "./run/options.js";
export type { RunProgress } from "./run/progress.js";
export { sentPrompt } from "./run/measuring/prompt-nonce.js";

// Whole jobs: the seed systems
export { type BaselineOptions, type BaselineResult, compareBaseline } from "./recipes/baseline/baseline.js";
export { readHarness, runHarness } from "./recipes/models/harness.js";
export { type InferOptions, type InferResult, inferBenchmark } from "./recipes/throughput/infer.js";
export { type StreamOptions, type StreamResult, streamBenchmark } from "./recipes/streaming/stream.js";
export { defaultVariants, makeVariantWeights } from "./recipes/variants/variant-weights.js";
export { runVariants, type VariantsOptions, type VariantsResult } from "./recipes/variants/variants.js";
export { benchbookVersion, projectFile } from "./project.js";

// Store: evidence on the disk
export {
  dataFiles,
  type ExploreDashboardOptions,
  type ExploreFigureOptions,
  explore,
  exploreDashboard,
  exploreFigure,
} from "./report/explore-figures.js";
export { verifyRun } from "./report/verify-run.js";
export { appendResults } from "./recipes/streaming/results.js";
export { addToCommunityTable, type CommunityResult, readCommunityTable } from "./recipes/throughput/infer-community.js";
export type { InferGeneration } from "./recipes/throughput/infer-config.js";
export type { InferReport } from "./recipes/throughput/infer-report.js";
export { type HarnessResult, readHarnessFolder as readHarnessAnswers } from "./recipes/models/harness-files.js";
export { improvementTable } from "./recipes/baseline/baseline-improvements.js";
export { importResults } from "./store/importers/import-results.js";
export { type Imported, type ImportedRow, type ImportFormat, importFormats } from "./store/importers/imported.js";
export { importedCsv } from "./store/importers/imported-csv.js";
export { importedTrials } from "./store/importers/imported-trials.js";
export { unitOf } from "./store/tables/explore/column-unit.js";
export type { DataFile } from "./store/tables/explore/data-files.js";
export type { Exploration } from "./store/tables/explore/exploration.js";
export type { ExploredColumn } from "./store/tables/explore/explored-column.js";
export type { ValueGroup } from "./store/tables/explore/explored-values.js";
export { fromDataFrame, toDataFrame } from "./store/tables/data-frame.js";
export { exportCsv } from "./store/tables/export-csv.js";
export { exportParquet } from "./store/tables/export-parquet.js";
export { exportRows } from "./store/tables/export-rows.js";
export { query } from "./store/tables/query.js";
export { readCsv } from "./store/tables/read-csv.js";

// Metrics: from instants and counts to numbers
export { arrivalStatistics } from "./metrics/arrivals/arrival-statistics.js";
export { arrivalsTest } from "./metrics/arrivals/arrivals-test.js";
export { clientLag } from "./metrics/client/client-lag.js";
export { clientSummary } from "./findings/client-summary.js";
export { coalescing } from "./metrics/client/coalesced.js";
export { littlesLaw } from "./metrics/client/littles-law.js";
export { chunkGapsMs } from "./metrics/chunk-gaps.js";
export { compareAll, compareRuns, compareTargets } from "./comparison/compare-targets.js";
export { type ComparedMetric, type Comparison, comparedMetrics } from "./metrics/comparison.js";
export { driftOverRun } from "./findings/drift.js";
export { judgeRun } from "./findings/judge-run.js";
export { repeatedAnswers } from "./findings/repeated-answers.js";
export { runProblems } from "./findings/run-problems.js";
export { planFromPilot } from "./comparison/plan-from-pilot.js";
export { verdictSentence } from "./findings/verdict-sentence.js";
export { type TradeOff, type TradeOffRow, tradeOffOf } from "./comparison/trade-off.js";
export { definitionLens } from "./metrics/definition-lens.js";
export { type LensTableRow, lensTable } from "./metrics/lens-table.js";
export { distributionOf } from "./metrics/distribution.js";
export { goodput, goodputOfRun } from "./metrics/goodput.js";
export { memorySummary } from "./metrics/memory-summary.js";
export { improvementPercent, reductionPercent } from "./metrics/relative-change.js";
export { summarize } from "./metrics/summarize.js";
export type { Summary } from "./metrics/summary.js";
export { summaryRows } from "./metrics/summary-rows.js";
export { type TrialMetrics, trialMetrics } from "./metrics/trial-metrics.js";

// Statistics: how sure
export { autocorrelation } from "./statistics/dependence/autocorrelation.js";
export { batchMeansInterval } from "./statistics/dependence/batch-means.js";
export { effectiveSampleSize } from "./statistics/dependence/effective-sample-size.js";
export { cliffsDelta } from "./statistics/effects/cliffs-delta.js";
export { hodgesLehmann } from "./statistics/effects/hodges-lehmann.js";
export { rankBiserial } from "./statistics/effects/rank-biserial.js";
export { bootstrapInterval } from "./statistics/intervals/bootstrap-interval.js";
export { clusteredRate } from "./statistics/intervals/clustered-rate.js";
export { clusteredMean } from "./statistics/intervals/clustered-mean.js";
export { meanInterval } from "./statistics/intervals/mean-interval.js";
export { quantileInterval } from "./statistics/intervals/quantile-interval.js";
export { wilsonInterval } from "./statistics/intervals/wilson-interval.js";
export { allowedMisses, discardedQueries, minimumQueries } from "./statistics/planning/minimum-queries.js";
export { planSampleSize } from "./statistics/planning/plan-sample-size.js";
export { varianceComponents } from "./statistics/planning/variance-components.js";
export { quantile, quantiles } from "./statistics/quantile.js";
export { seededRandom } from "./statistics/random.js";
export { kolmogorovSmirnov } from "./statistics/significance/kolmogorov-smirnov.js";
export { holm } from "./statistics/significance/holm.js";
export { mannWhitney } from "./statistics/significance/mann-whitney.js";
export { mcNemarExact } from "./statistics/significance/mcnemar-exact.js";
export { pairedTTest } from "./statistics/significance/paired-t-test.js";
export { signFlipTest } from "./statistics/significance/sign-flip-test.js";
export { trendTest } from "./statistics/significance/trend-test.js";
export { wilcoxonSignedRank } from "./statistics/significance/wilcoxon-signed-rank.js";

// Scoring: from text to numbers
export { tradeOff } from "./comparison/run-trade-off.js";
export { scoreRun } from "./scoring/score-run.js";
export { bleu, corpusBleu } from "./scoring/bleu.js";
export { checkJson } from "./scoring/check-json.js";
export { checkScorer } from "./scoring/check-scorer.js";
export { chrf, corpusChrf } from "./scoring/chrf.js";
export { exactMatch } from "./scoring/exact-match.js";
export { matchesSchema } from "./scoring/json/matches-schema.js";
export { judge, type TargetJudgeOptions } from "./scoring/judging/target-judge.js";
export { judgeAgreement } from "./scoring/judging/judge.js";
export { judgePair } from "./scoring/judging/judge-pair.js";
export { mentionsFacts } from "./scoring/mentions-facts.js";
export {
  bleuScorer,
  chrfScorer,
  exactMatchScorer,
  rougeScorer,
  semanticSimilarityScorer,
  tokenF1Scorer,
} from "./scoring/reference-scorers.js";
export { rouge } from "./scoring/rouge.js";
export { defaultScorers, scoreTrial, scoreTrials } from "./scoring/score-trials.js";
export { type Judgement, type Scorer, scorer } from "./scoring/scorer.js";
export { cosineSimilarity, semanticSimilarity } from "./scoring/semantic-similarity.js";
export { sentenceEncoder } from "./scoring/sentence-encoder.js";
export { tokenF1 } from "./scoring/token-f1.js";
export { withinLength } from "./scoring/within-length.js";

// Report: from rows to pictures and words
export { type PrintedFiles, exportFigure } from "./report/print/export-figure.js";
export { showFigure, showTable } from "./report/show.js";
export { writeReport } from "./report/write-report.js";
export type { Figure } from "./report/figure.js";
export { barsFigure } from "./report/figures/bars-figure.js";
export { comparisonFigure } from "./report/figures/comparison-figure.js";
export { dashboardFigure } from "./report/figures/dashboard-figure.js";
export { effectRows } from "./report/figures/effect-rows.js";
export { driftFigure } from "./report/figures/drift-figure.js";
export { gapFigure } from "./report/figures/gap-figure.js";
export { latencyFigure } from "./report/figures/latency-figure.js";
export { lensFigure } from "./report/figures/lens-figure.js";
export { loadFigure } from "./report/figures/load-figure.js";
export { loadPanels } from "./report/figures/load-panels.js";
export { memoryFigure } from "./report/figures/memory-figure.js";
export { figureOptions } from "./report/figures/options.js";
export { percentileFigure } from "./report/figures/percentile-figure.js";
export { qualityFigure } from "./report/figures/quality-figure.js";
export { throughputFigure } from "./report/figures/throughput-figure.js";
export { timelineFigure } from "./report/figures/timeline-figure.js";
export { tradeOffFigure } from "./report/figures/trade-off-figure.js";
export { distributionFigure } from "./report/figures/distribution-figure.js";
export { renderPng } from "./report/render/render-png.js";
export { renderSvg } from "./report/render/render-svg.js";
export { tableHtml } from "./report/tables/table-html.js";
export { tableLatex } from "./report/tables/table-latex.js";
export { tableMarkdown } from "./report/tables/table-markdown.js";
export { tableText } from "./report/tables/table-text.js";
export { withIntervals } from "./report/tables/with-intervals.js";

// Notebook: what needs the kernel
export { checkSetup } from "./notebook/check-setup.js";
export { attempt } from "./notebook/attempt.js";
export { checkExercise, type ExerciseCheck } from "./notebook/check-exercise.js";
export { interruptible } from "./notebook/interruptible.js";
export { inNotebook } from "./notebook/kernel.js";
export { params } from "./notebook/params.js";
export { showProgress } from "./notebook/progress.js";
export { showText } from "./notebook/show.js";

// The nouns
export type * from "./types/index.js";
