import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import * as bb from "../../lib/index.js";
import { publicFunctions } from "../support/public-functions.js";

// Every public function, called with what a caller may hand over by mistake, at every place: the answer is one error in
// words, never the engine's own ("Cannot read properties of undefined").

/** A function with right arguments, of which one at a time is made wrong. */
interface Call {
  readonly args: readonly unknown[];
  /** The place of its options: there a setting that is none must be named. */
  readonly options?: number;
  /** Wrong values that are right here, or that would begin a long job. */
  readonly skip?: readonly unknown[];
  /** A job that measures: the settings in its options are not tried one by one. */
  readonly isJob?: true;
}

const wrongs: readonly unknown[] = [
  undefined,
  null,
  {},
  [],
  5,
  "x",
  { misspelledSetting: 1 },
  [null],
  [5],
  ["x"],
  [{}],
];

/** How V8, Node and the disk say that something is wrong, in place of Benchbook. */
const raw =
  /Cannot (read|convert|destructure|access|set|use)|is not (iterable|a function|a constructor|defined|an object)|Reduce of empty|argument must be|^E[A-Z]{3,}:|Invalid array length|Maximum call stack|is not valid JSON|must be of type|Invalid URL|^Invalid (time|count)|toFixed|undefined \(/;

const folder = mkdtempSync(path.join(tmpdir(), "benchbook-public-api-"));
const recorded = path.join(folder, "run");
const functions = new Map(publicFunctions().map(({ name, value }) => [name, value]));
let run: bb.Run;
let trials: readonly bb.Trial[];
let calls: Readonly<Record<string, Call>> = {};
let withRun: Readonly<Record<string, Call>> = {};
const printed: unknown[] = [];
const { log, warn } = console;

before(async () => {
  cpSync(bb.projectFile("data/recorded/q8-against-q4"), recorded, { recursive: true });
  process.chdir(folder); // so that a file written to a relative path goes there
  run = await bb.openRun(recorded);
  trials = await run.trials();
  calls = await rightCalls();
  withRun = callsWithRun(await peerFile());
  console.log = (...words) => void printed.push(words);
  console.warn = (...words) => void printed.push(words);
});
after(() => {
  console.log = log;
  console.warn = warn;
  rmSync(folder, { recursive: true, force: true });
});

async function rightCalls(): Promise<Readonly<Record<string, Call>>> {
  const [samples, scores] = [await run.samples(), await run.scores()];
  const { manifest } = run;
  const [baseline = "", candidate = ""] = manifest.targets.map(({ name }) => name);
  const trial = trials.find(({ outcome, phase }) => outcome.kind === "answered" && phase === "measured");
  const one = manifest.cases.find(({ id }) => id === trial?.caseId);
  const target = bb.simulatedTarget({ timeToFirstTokenMs: 1, gapMs: 1, tokens: 2 });
  const cases = bb.caseSet({ cases: [{ prompt: "Say hello." }] });
  const figure = bb.figures.latency(trials);
  const arms = { baseline, candidate, metric: "latencyMs" };
  const comparison = bb.compareTargets(trials, { baseline, candidate, metric: "latencyMs" });
  const summaries = bb.summarize(trials);
  const values = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8];
  const others = [2, 7, 1, 8, 2, 8, 1, 8, 2, 8, 4, 5];
  const figures = { width: 700, title: "A title", notes: ["A note."] };
  const csv = path.join(folder, "rows.csv");
  writeFileSync(csv, "a,b\n1,2\n");
  const table = await bb.explore(csv);
  const imported = await peerFile();
  const judging = { ask: async () => "VERDICT: A", rubric: "It is right.", seed: 1 };
  const answers = bb.projectFile("data/recorded/benchmark_outputs");
  const good = bb.scorer("good", () => true);
  const row = "| cpu | local | 135 | on | 8 | 1.50 | N/A |";
  const page = `| Device | Source | Model Size (M) | KV-cache | gen_tokens | mean tok/s | Peak VRAM (MiB) |\n`;
  const drift = bb.inspect.drift(trials, "latencyMs");
  const open = bb.openLoop({ requestsPerSecond: 5, arrivals: "poisson" });
  return {
    // Workload
    caseSet: { args: [{ cases: [{ prompt: "Say hello." }], name: "a", version: "1" }], options: 0 },
    loadCases: { args: [bb.projectFile("data/cases/bootcamp.jsonl")] },
    compressPrompt: { args: ["Please say hello."] },
    batches: { args: [{ size: 2 }], options: 0 },
    closedLoop: { args: [{ concurrency: 2, durationSeconds: 3, rampUpSeconds: 1 }], options: 0 },
    openLoop: { args: [{ requestsPerSecond: 2, arrivals: "gamma", burstiness: 1, durationSeconds: 3 }], options: 0 },
    ramp: { args: [{ fromRequestsPerSecond: 1, toRequestsPerSecond: 2, durationSeconds: 3 }], options: 0 },
    replay: { args: [{ offsetsMs: [0, 1], maxInFlight: 2 }], options: 0 },
    planRun: {
      args: [{ targets: [target], cases, warmups: 1, repetitions: 1, load: open, order: "sequential", seed: 1 }],
      options: 0,
    },
    syntheticCases: {
      args: [{ count: 2, promptTokens: 5, maxTokens: 5, sharedPrefixTokens: 1, seed: 1 }],
      options: 0,
    },
    syntheticTasks: { args: [{ kind: "sort", count: 2, seed: 1, difficulty: "easy" }], options: 0 },
    "inspect.countTokens": { args: ["smollm2-135m-instruct-q4_1", ["Say hello."]] },
    // Targets
    compressingTarget: { args: [target] },
    llamaTarget: { args: [{ model: "m", name: "n", contextSize: 9, threads: 1, gpuLayers: 0 }], options: 0 },
    moduleTarget: { args: [{ module: "m.mjs", name: "n", inProcess: true }] },
    ollamaTarget: { args: [{ model: "m", host: "localhost", name: "n", options: {}, keepAlive: 3 }], options: 0 },
    openaiTarget: {
      args: [{ baseUrl: "http://localhost/v1", model: "m", name: "n", headers: {}, extraBody: {}, serverPid: 1 }],
      options: 0,
    },
    simulatedTarget: {
      args: [
        {
          ...{ name: "n", timeToFirstTokenMs: 1, gapMs: 1, tokens: 1, jitter: 0, drift: 0, slots: 1, seed: 1 },
          ...{ warmUp: { answers: 1, factor: 2 }, stall: { probability: 0, ms: 1 }, failures: { probability: 0 } },
          ...{ freezes: [{ fromMs: 0, toMs: 1 }], prefixCache: { prompts: 1 }, miscount: { tokens: 1 }, answer: "a" },
        },
      ],
      options: 0,
    },
    transformersTarget: { args: [{ model: "m", name: "n", quantized: true, contextSize: 5 }], options: 0 },
    simulatedTruth: { args: [target, [{ atMs: 0 }]] },
    truthOfRun: { args: [run] },
    // Run
    readRunConfig: { args: ["run.toml"] },
    calibrate: { args: [{ streams: 0, tokensPerSecond: 1 }], options: 0, skip: [undefined, {}], isJob: true },
    openRun: { args: [recorded] },
    resumeRun: { args: [path.join(folder, "none"), { onProgress: null }], options: 1, isJob: true },
    runBenchmark: { args: [{ targets: [target], cases }], options: 0, isJob: true },
    findCapacity: {
      args: [{ target, cases, limits: { latencyMs: 9 }, from: 1, to: 9, maxRequests: 1000 }],
      options: 0,
      isJob: true,
    },
    compareUntil: {
      args: [{ baseline: target, candidate: { ...target, name: "other" }, cases }],
      options: 0,
      isJob: true,
    },
    sameAnswers: { args: [{ target, cases, concurrency: [1, 2] }], options: 0, isJob: true },
    sweepLoad: { args: [{ target, cases, limits: { latencyMs: 9 }, levels: [1, 2] }], options: 0, isJob: true },
    "inspect.sentPrompt": { args: [one, trial] },
    // Whole jobs
    "recipes.baseline": { args: [{ baseline: target, optimized: [target], cases }], options: 0, isJob: true },
    "recipes.readModels": { args: [answers, { cases }], options: 1 },
    "recipes.models": { args: [{ models: ["m"], cases, out: folder, host: "x" }], options: 0, isJob: true },
    "recipes.throughput": { args: [{ iters: 0 }], options: 0, skip: [undefined, {}], isJob: true },
    "recipes.streaming": { args: [{ target, cases }], options: 0, isJob: true },
    "recipes.makeVariantWeights": { args: [() => {}], skip: [undefined], isJob: true },
    "recipes.variants": { args: [{ cases, variants: [target] }], options: 0, isJob: true, skip: [{}] },
    projectFile: { args: ["README.md"] },
    // Store
    "tables.dataFiles": { args: [folder], skip: [undefined] },
    explore: { args: [csv] },
    "figures.exploredDashboard": { args: [table, { by: "a", columns: ["b"], ...figures }], options: 1 },
    "figures.explored": { args: [table, "b", { by: "a", ...figures }], options: 2 },
    verifyRun: { args: [recorded] },
    "recipes.appendResults": { args: [run, path.join(folder, "results.csv")] },
    "recipes.addToCommunityTable": { args: [page, row] },
    "recipes.readCommunityTable": { args: [page] },
    "recipes.readAnswers": { args: [answers] },
    "recipes.improvementTable": {
      args: [[{ arm: "a", metric: "totalSeconds", baseline: 1, optimized: 1, percent: 0, byPrompt: null }]],
    },
    importResults: { args: [imported.file, { format: imported.format }], options: 1 },
    "tables.importedTrials": { args: [imported] },
    "tables.fromDataFrame": { args: [bb.tables.toDataFrame([{ a: 1 }])] },
    "tables.toDataFrame": { args: [[{ a: 1 }], { columns: ["a"], say: () => {} }], options: 1 },
    "tables.exportCsv": { args: [run, path.join(folder, "out.csv"), { layout: "trials" }], options: 2 },
    "tables.exportParquet": { args: [run, path.join(folder, "out.parquet"), { layout: "trials" }], options: 2 },
    "tables.exportRows": { args: [[{ a: 1 }], path.join(folder, "rows-out.csv")] },
    query: { args: ["SELECT 1", { tables: { t: [{ a: 1 }] } }], options: 1 },
    readCsv: { args: [csv] },
    // Metrics
    "inspect.arrivalStatistics": { args: [[[0, 5, 9, 20]], open] },
    "inspect.arrivals": { args: [trials, open] },
    "inspect.clientLag": { args: [trials, open] },
    "inspect.client": { args: [trials, manifest] },
    "inspect.coalescing": { args: [trials] },
    "inspect.littlesLaw": {
      args: [trials, { target: baseline, sessions: manifest.sessions, tolerance: 0.1 }],
      options: 1,
    },
    "inspect.chunkGapsMs": { args: [trial] },
    compareAll: { args: [trials, { baseline, candidates: [candidate], metrics: ["latencyMs"] }], options: 1 },
    compareRuns: { args: [trials, trials, { ...arms, problems: ["none"], tokenSource: "usage" }], options: 2 },
    trend: {
      args: [[run], { metric: "latencyMs", target: baseline, noiseThreshold: 0.02, confidence: 0.9, seed: 1 }],
      options: 1,
      skip: [[]],
    },
    compareTargets: { args: [trials, { ...arms, confidence: 0.9, noiseThreshold: 0.02 }], options: 1 },
    "inspect.drift": { args: [trials, "latencyMs"] },
    "inspect.repeatedAnswers": { args: [trials, manifest] },
    "inspect.findings": { args: [{ trials, manifest, samples }], options: 0 },
    "inspect.planDepartures": { args: [run] },
    "inspect.assessRun": {
      args: [trials, { manifest, errorBudget: 0.1, metric: "latencyMs", problems: [] }],
      options: 1,
    },
    "stats.sealPlan": {
      args: [{ question: "Is it fast?", targets: [target], cases, file: path.join(folder, "plan.json") }],
      options: 0,
    },
    "stats.planFromPilot": { args: [trials, { ...arms, changePercent: 5, power: 0.8, repetitions: 2 }], options: 1 },
    explainGap: { args: [trials, imported, { metric: "latencyMs" }], options: 2 },
    "inspect.definitionLens": { args: [trial] },
    "inspect.perCorrect": {
      args: [
        trials,
        { scorer: scores[0]?.scorer, threshold: 0.5, of: "seconds", scores, baseline, resamples: 100, seed: 1 },
      ],
      options: 1,
    },
    "inspect.readingWait": { args: [trial, { wordsPerMinute: 300 }], options: 1 },
    "inspect.lensTable": { args: [bb.inspect.definitionLens(trial as bb.Trial)] },
    goodput: { args: [trials, { latencyMs: 9 }, { target: baseline }], options: 2 },
    "inspect.memory": { args: [trials, samples] },
    "inspect.equivalentCommands": { args: [run, { promptTokens: 8 }], options: 1 },
    "inspect.energy": { args: [trials, { samples, onThisMachine: ["a"] }], options: 1, skip: [undefined, {}] },
    "inspect.cost": {
      args: [trials, { prices: { [baseline]: { perHour: 2, asOf: "2026-11-30" } } }],
      options: 1,
      skip: [undefined, {}],
    },
    "stats.improvementPercent": { args: [20, 25] },
    "stats.reductionPercent": { args: [20, 25] },
    summarize: { args: [trials, { by: "target", tokenSource: "usage" }], options: 1 },
    "tables.summaryRows": { args: [summaries] },
    "tables.turnRows": { args: [trials] },
    trialMetrics: { args: [trial, { tokenSource: "usage" }], options: 1 },
    // Statistics
    "stats.autocorrelation": { args: [values, 1] },
    "stats.batchMeansInterval": { args: [values, { batches: 3, confidence: 0.9 }], options: 1 },
    "stats.effectiveSampleSize": { args: [values] },
    "stats.cliffsDelta": { args: [values, others] },
    "stats.hodgesLehmann": { args: [values, others] },
    "stats.rankBiserial": { args: [values, others] },
    "stats.bootstrapInterval": {
      args: [values, Math.max, { method: "percentile", resamples: 100, seed: 1, clusters: values }],
      options: 2,
    },
    "stats.clusteredRate": { args: [[true, false, true], ["a", "a", "b"], { confidence: 0.9 }], options: 2 },
    "stats.clusteredMean": { args: [values, others, { confidence: 0.9 }], options: 2 },
    "stats.meanInterval": { args: [values, { confidence: 0.9 }], options: 1 },
    quantileInterval: { args: [values, 0.5, { confidence: 0.9 }], options: 2 },
    "stats.wilsonInterval": { args: [3, 9, { confidence: 0.9 }], options: 2 },
    "stats.allowedMisses": { args: [{ percentile: 0.9, confidence: 0.9, queries: 90 }], options: 0 },
    "stats.discardedQueries": { args: [{ percentile: 0.9, confidence: 0.9, queries: 90 }], options: 0 },
    "stats.minimumQueries": { args: [{ percentile: 0.9, confidence: 0.9, misses: 2 }], options: 0 },
    "stats.planSampleSize": {
      args: [{ delta: 1, omega2: 1, sigma2Baseline: 1, sigma2Candidate: 1, repetitions: 2, power: 0.8 }],
      options: 0,
    },
    "stats.capacitySearch": {
      args: [
        {
          measure: async (rate: number, count: number) => new Array(count).fill(rate <= 100),
          ...{ from: 10, to: 400, share: 0.9, confidence: 0.9, maxRequests: 1000, seed: 1 },
        },
      ],
      options: 0,
    },
    "stats.sequentialComparison": { args: [{ looks: 3, confidence: 0.9, margin: 1 }], options: 0 },
    "stats.fixedWidthStopping": {
      args: [[values, others, values], { statistic: "mean", within: 0.5, confidence: 0.9 }],
      options: 1,
    },
    "stats.rankPaired": {
      args: [
        { a: values, b: others },
        { smallerIsBetter: true, confidence: 0.9, resamples: 200, seed: 1 },
      ],
      options: 1,
    },
    "stats.varianceComponents": { args: [[values, others]] },
    quantile: { args: [values, 0.5, { type: 7 }], options: 2 },
    "stats.quantiles": { args: [values, [0.5], { type: 7 }], options: 2 },
    "stats.seededRandom": { args: [1] },
    "stats.kolmogorovSmirnov": { args: [values, () => 0.5] },
    "stats.holm": { args: [[0.1, 0.2]] },
    "stats.mannWhitney": { args: [values, others, { alternative: "less" }], options: 2 },
    "stats.mcNemarExact": { args: [1, 2] },
    "stats.pairedTTest": { args: [values, others, { alternative: "less", confidence: 0.9 }], options: 2 },
    "stats.signFlipTest": { args: [values, { alternative: "less", resamples: 100, seed: 1 }], options: 1 },
    "stats.changePoints": { args: [values, { confidence: 0.9, minimumSegment: 3, seed: 1 }], options: 1 },
    "stats.trendTest": { args: [values] },
    "stats.wilcoxonSignedRank": { args: [values, others, { alternative: "less", exact: true }], options: 2 },
    // Scoring
    scoreRun: { args: [run, [good]], skip: [undefined] },
    rankTargets: { args: [trials, { metric: "latencyMs", confidence: 0.9, resamples: 200, seed: 1 }], options: 1 },
    tradeOff: { args: [trials, { scores, speed: "latencyMs", seed: 1, resamples: 100 }], options: 1 },
    "scores.bleu": { args: ["a", "b"] },
    "scores.corpusBleu": { args: [["a"], ["b"]] },
    "scores.checkChoice": { args: ["B", { expected: "B", choices: ["x", "y"], labels: ["A", "B"] }], options: 1 },
    "scores.checkNumber": { args: ["72", { expected: 72, tolerance: 1 }], options: 1 },
    "scores.checkPattern": { args: ["a", "b", { flags: "i", timeLimitMs: 100 }], options: 2 },
    "scores.checkJson": { args: ["{}", { requiredKeys: ["a"] }], options: 1 },
    "scores.checkScorer": { args: [{ kind: "json", requiredKeys: ["a"] }, "json"] },
    "scores.chrf": { args: ["a", "b"] },
    "scores.corpusChrf": { args: [["a"], ["b"]] },
    "scores.exactMatch": { args: ["a", "b"] },
    "scores.matchesSchema": { args: ["{}", { type: "object" }] },
    judge: { args: [{ ...judging, name: "j" }], options: 0 },
    "scores.judgeAgreement": { args: [scores] },
    "scores.judgePair": { args: [judging, { prompt: "p", first: "a", second: "b" }], options: 0 },
    "scores.mentionsFacts": { args: ["a", ["b"]] },
    "scores.bleuScorer": { args: [{ atLeast: 0.5 }], options: 0 },
    "scores.chrfScorer": { args: [{ atLeast: 0.5 }], options: 0 },
    "scores.rougeScorer": { args: [{ atLeast: 0.5, kind: 1 }], options: 0 },
    "scores.semanticSimilarityScorer": { args: [{ atLeast: 0.5, embed: async () => [1] }], options: 0 },
    "scores.tokenF1Scorer": { args: [{ atLeast: 0.5 }], options: 0 },
    "scores.rouge": { args: ["a", "b", { kind: 1 }], options: 2 },
    "scores.defaultScorers": { args: [one] },
    "scores.scoreTrial": { args: [trial, one, { scorers: [good] }], options: 2, skip: [undefined, {}] },
    "scores.scoreTrials": { args: [trials, manifest.cases, [good]], skip: [undefined] },
    scorer: { args: ["good", () => true] },
    "scores.cosineSimilarity": {
      args: [
        [1, 2],
        [3, 4],
      ],
    },
    "scores.semanticSimilarity": { args: ["a", "b", { embed: async () => [1] }], options: 2, skip: [undefined, {}] },
    "scores.sentenceEncoder": { args: ["none"] },
    "scores.tokenF1": { args: ["a", "b"] },
    "scores.withinLength": { args: ["a", { maxWords: 3, maxCharacters: 3, maxSentences: 3 }], options: 1 },
    // Report
    "figures.exportFigure": { args: [figure, { size: "column", words: "beside" }], options: 1 },
    showFigure: { args: [figure] },
    showTable: { args: [[{ a: 1 }], { caption: "c", limit: 3, columns: ["a"], verdict: null }], options: 1 },
    writeReport: { args: [run, { formats: ["md"] }], options: 1, skip: [undefined, {}, []] },
    "figures.bars": { args: [trials, { ...figures, scores }], options: 1 },
    "figures.comparison": {
      args: [bb.figures.effectRows([comparison]), { ...figures, baseline, candidate }],
      options: 1,
    },
    "figures.dashboard": {
      args: [
        [{ title: "t", unit: "ms", betterWhen: null, values: [{ target: "a", value: 1 }] }],
        { ...figures, name: "n", caption: "c" },
      ],
      options: 1,
    },
    "figures.effectRows": { args: [[comparison]] },
    "figures.drift": { args: [drift, figures], options: 1 },
    "figures.gap": { args: [trials, figures], options: 1 },
    "figures.latency": { args: [trials, { ...figures, ...bb.figures.figureOptions(manifest) }], options: 1 },
    "figures.lens": { args: [bb.inspect.definitionLens(trial as bb.Trial), figures], options: 1 },
    "figures.load": {
      args: [
        [{ title: "t", points: [{ target: "a", load: 1, value: 1, low: null, high: null }] }],
        { ...figures, loadTitle: "l" },
      ],
      options: 1,
    },
    "figures.loadPanels": { args: [[{ load: 1, trials }], { limits: { latencyMs: 9 } }], options: 1 },
    "figures.memory": { args: [trials, { ...figures, samples }], options: 1 },
    "figures.serverMetrics": { args: [trials, { ...figures, samples }], options: 1 },
    "figures.figureOptions": { args: [manifest] },
    "figures.percentile": { args: [trials, { ...figures, percentile: "p90", metric: "latencyMs" }], options: 1 },
    "figures.phases": { args: [trials, { ...figures, trial: trials[0]?.planIndex }], options: 1 },
    "figures.quality": { args: [scores, { ...figures, trials }], options: 1 },
    "figures.throughput": { args: [trials, { ...figures, limits: { latencyMs: 9 } }], options: 1 },
    "figures.timeline": { args: [trials, figures], options: 1 },
    "figures.trend": { args: [await bb.trend([run], { metric: "latencyMs" }), figures], options: 1 },
    "figures.turns": { args: [trials, figures], options: 1 },
    "figures.ranking": { args: [bb.rankTargets(trials), figures], options: 1 },
    "figures.tradeOff": {
      args: [
        [
          {
            target: "a",
            speed: { value: 1, low: null, high: null },
            quality: { value: 1, low: null, high: null },
            n: 1,
          },
        ],
        { ...figures, speedTitle: "s", speedBetterWhen: "lower", qualityTitle: "q" },
      ],
      options: 1,
    },
    "figures.distribution": {
      args: [[{ name: "a", values }], { ...figures, quantity: "q", unit: "ms", source: "s" }],
      options: 1,
    },
    "figures.renderPng": { args: [figure, { width: 100, height: 100, scale: 1 }], options: 1 },
    "figures.renderSvg": { args: [figure, { width: 100, height: 100 }], options: 1 },
    "tables.html": { args: [[{ a: 1 }], { caption: "c", limit: 3, columns: ["a"], isAlone: true }], options: 1 },
    "tables.latex": { args: [[{ a: 1 }], { caption: "c", limit: 3, label: "l", placement: "h" }], options: 1 },
    "tables.markdown": { args: [[{ a: 1 }], { caption: "c", limit: 3, columns: ["a"] }], options: 1 },
    "tables.text": { args: [summaries, { caption: "c", limit: 3 }], options: 1 },
    "tables.withIntervals": { args: [[{ a: 1 }], { columns: ["a"] }], options: 1 },
    // Notebook
    attempt: { args: [() => 1] },
    checkExercise: { args: ["1", [{ says: "four", expected: 4, got: () => 4 }]] },
    params: { args: [{ a: 1 }] },
    showText: { args: ["text"] },
  };
}

/** What another tool wrote. */
const peerFile = () => bb.importResults(bb.projectFile("data/recorded/peers/made/vllm-bench-serve.json"));

/** Functions of trials, called with a run in their place. */
function callsWithRun(imported: bb.Imported): Readonly<Record<string, Call>> {
  const [baseline = "", candidate = ""] = run.manifest.targets.map(({ name }) => name);
  const arms = { baseline, candidate, metric: "latencyMs" };
  return {
    summarize: { args: [run, { by: "target" }], options: 1 },
    compareTargets: { args: [run, arms], options: 1 },
    explainGap: { args: [run, imported, { target: baseline }], options: 2 },
    compareAll: { args: [run, { baseline, metrics: ["latencyMs"] }], options: 1 },
    compareRuns: { args: [run, run, arms], options: 2 },
    rankTargets: { args: [run, { scorer: "semanticSimilarity" }], options: 1 },
    tradeOff: { args: [run, { speed: "latencyMs", quality: "semanticSimilarity" }], options: 1 },
    goodput: { args: [run, { latencyMs: 9 }, { target: baseline }], options: 2 },
    "stats.planFromPilot": { args: [run, { ...arms, changePercent: 5 }], options: 1 },
    "scores.scoreTrials": { args: [run, run.manifest.cases, [bb.scorer("good", () => true)]], skip: [undefined] },
    "figures.bars": { args: [run, { width: 700 }], options: 1 },
    "figures.gap": { args: [run, { width: 700 }], options: 1 },
    "figures.latency": { args: [run, { width: 700 }], options: 1 },
    "figures.memory": { args: [run, { width: 700 }], options: 1 },
    "figures.serverMetrics": { args: [run, { width: 700 }], options: 1 },
    "figures.percentile": { args: [run, { percentile: "p90" }], options: 1 },
    "figures.phases": { args: [run, { width: 700 }], options: 1 },
    "figures.quality": { args: [run, { width: 700 }], options: 1 },
    "figures.throughput": { args: [run, { width: 700 }], options: 1 },
    "figures.timeline": { args: [run, { width: 700 }], options: 1 },
    "figures.turns": { args: [run, { width: 700 }], options: 1 },
    "tables.turnRows": { args: [run] },
    "inspect.arrivals": { args: [run] },
    "inspect.client": { args: [run] },
    "inspect.clientLag": { args: [run] },
    "inspect.coalescing": { args: [run] },
    "inspect.drift": { args: [run, "latencyMs"] },
    "inspect.findings": { args: [run] },
    "inspect.assessRun": { args: [run, { metric: "latencyMs" }], options: 1 },
    "inspect.littlesLaw": { args: [run, { target: baseline }], options: 1 },
    "inspect.perCorrect": {
      args: [run, { scorer: "facts", of: "seconds", resamples: 100 }],
      options: 1,
    },
    "inspect.memory": { args: [run] },
    "inspect.energy": { args: [run, { onThisMachine: ["a"] }], options: 1 },
    "inspect.cost": { args: [run, { prices: {} }], options: 1 },
    "inspect.repeatedAnswers": { args: [run] },
  };
}

/** Functions that take nothing. */
const without = ["checkSetup", "inspect.machine", "recipes.defaultVariants", "scores.exactMatchScorer"];

/** What a call threw, or that its promise was rejected with; null when it went through. */
async function errorOf(name: string, args: readonly unknown[]): Promise<unknown> {
  const called = functions.get(name);
  if (called === undefined) throw new Error(`${name} is not public`);
  try {
    await called(...args);
    return null;
  } catch (error) {
    return error;
  }
}

const isClear = (error: unknown) => error instanceof Error && error.message !== "" && !raw.test(error.message);

const replaced = (args: readonly unknown[], at: number, value: unknown) =>
  args.map((one, i) => (i === at ? value : one));

const isSkipped = ({ skip = [] }: Call, value: unknown) =>
  skip.some((one) => JSON.stringify(one) === JSON.stringify(value));

/** The options of a call with one setting made wrong, again and again. */
function withWrongSettings({ args, options, isJob }: Call): unknown[][] {
  const given = options === undefined || isJob ? null : args[options];
  if (typeof given !== "object" || given === null || options === undefined) return [];
  return Object.keys(given).flatMap((key) =>
    wrongs.map((value) => replaced(args, options, { ...given, [key]: value })),
  );
}

describe("the public API", () => {
  it("has at most 60 names at the top level and six namespaces", () => {
    const [values, spaces] = [Object.keys(bb), Object.entries(bb).filter(([, value]) => typeof value === "object")];
    assert.ok(values.length - spaces.length <= 60, `${values.length - spaces.length} names`);
    assert.deepEqual(
      spaces.map(([name]) => name),
      ["figures", "inspect", "recipes", "scores", "stats", "tables"],
    );
  });

  it("is tried whole", () => {
    assert.deepEqual([...Object.keys(calls), ...without].sort(), [...functions.keys()].sort());
  });

  it("takes a run wherever it takes trials, and comes to the same", async () => {
    const ofTrials = Object.entries(calls).filter(([, { args }]) => args.some((one) => one === trials));
    assert.deepEqual(
      ofTrials.map(([name]) => name).filter((name) => !(name in withRun)),
      [],
    );
    for (const [name, { args }] of Object.entries(withRun)) assert.equal(await errorOf(name, args), null, name);
    assert.deepEqual(await bb.summarize(run), bb.summarize(trials));
    assert.deepEqual(await bb.figures.latency(run), bb.figures.latency(trials, bb.figures.figureOptions(run.manifest)));
    assert.deepEqual(await bb.inspect.memory(run), bb.inspect.memory(trials, await run.samples()));
  });

  it("answers a wrong argument in words, at every place of every function", async () => {
    const found: string[] = [];
    const asRun = Object.values(withRun);
    for (const [name, call] of [...Object.entries(calls), ...Object.entries(withRun)]) {
      const wrong = call.args.flatMap((one, at) =>
        one === run && asRun.includes(call)
          ? []
          : wrongs.filter((value) => !isSkipped(call, value)).map((value) => replaced(call.args, at, value)),
      );
      for (const args of [...wrong, ...withWrongSettings(call)]) {
        const error = await errorOf(name, args);
        if (error !== null && !isClear(error))
          found.push(`${name}(${args.map(shortly).join(", ")}): ${error instanceof Error ? error.message : error}`);
      }
    }
    assert.deepEqual(found, []);
  });

  it("names a setting that there is none of, wherever there are settings", async () => {
    const found: string[] = [];
    for (const [name, { args, options }] of Object.entries(calls)) {
      if (options === undefined) continue;
      const given = args[options] as object;
      const error = await errorOf(name, replaced(args, options, { ...given, misspelledSetting: 1 }));
      if (!(error instanceof Error) || !error.message.includes("misspelledSetting")) found.push(`${name}: ${error}`);
    }
    assert.deepEqual(found, []);
  });
});

const shortly = (value: unknown) => String(JSON.stringify(value) ?? value).slice(0, 60);
