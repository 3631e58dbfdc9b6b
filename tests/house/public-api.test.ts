import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import * as door from "../../lib/index.js";

// Every function of the door, called with what a caller may hand over by mistake, at every place: the answer is one error in
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

const wrongs: readonly unknown[] = [undefined, null, {}, [], 5, "x", { misspeltSetting: 1 }, [null], [5], ["x"], [{}]];

/** How V8, Node and the disk say that something is wrong, in place of Benchbook. */
const raw =
  /Cannot (read|convert|destructure|access|set|use)|is not (iterable|a function|a constructor|defined|an object)|Reduce of empty|argument must be|^E[A-Z]{3,}:|Invalid array length|Maximum call stack|is not valid JSON|must be of type|Invalid URL|^Invalid (time|count)|toFixed|undefined \(/;

const folder = mkdtempSync(path.join(tmpdir(), "benchbook-door-"));
const recorded = path.join(folder, "run");
let calls: Readonly<Record<string, Call>> = {};
const printed: unknown[] = [];
const { log, warn } = console;

before(async () => {
  cpSync(door.projectFile("data/recorded/q8-against-q4"), recorded, { recursive: true });
  process.chdir(folder); // so that a file written to a relative path goes there
  calls = await rightCalls();
  console.log = (...words) => void printed.push(words);
  console.warn = (...words) => void printed.push(words);
});
after(() => {
  console.log = log;
  console.warn = warn;
  rmSync(folder, { recursive: true, force: true });
});

async function rightCalls(): Promise<Readonly<Record<string, Call>>> {
  const run = await door.openRun(recorded);
  const [trials, samples, scores] = [await run.trials(), await run.samples(), await run.scores()];
  const { manifest } = run;
  const [baseline = "", candidate = ""] = manifest.targets.map(({ name }) => name);
  const trial = trials.find(({ outcome, phase }) => outcome.kind === "answered" && phase === "measured");
  const one = manifest.cases.find(({ id }) => id === trial?.caseId);
  const target = door.simulatedTarget({ timeToFirstTokenMs: 1, gapMs: 1, tokens: 2 });
  const cases = door.caseSet({ cases: [{ prompt: "Say hello." }] });
  const figure = door.latencyFigure(trials);
  const arms = { baseline, candidate, metric: "latencyMs" };
  const comparison = door.compareTargets(trials, { baseline, candidate, metric: "latencyMs" });
  const summaries = door.summarize(trials);
  const values = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8];
  const others = [2, 7, 1, 8, 2, 8, 1, 8, 2, 8, 4, 5];
  const figures = { width: 700, title: "A title", notes: ["A note."] };
  const csv = path.join(folder, "rows.csv");
  writeFileSync(csv, "a,b\n1,2\n");
  const table = await door.explore(csv);
  const imported = await door.importResults(door.projectFile("data/recorded/peers/made/vllm-bench-serve.json"));
  const judging = { ask: async () => "VERDICT: A", rubric: "It is right.", seed: 1 };
  const answers = door.projectFile("data/recorded/benchmark_outputs");
  const good = door.scorer("good", () => true);
  const row = "| cpu | local | 135 | on | 8 | 1.50 | N/A |";
  const page = `| Device | Source | Model Size (M) | KV-cache | gen_tokens | mean tok/s | Peak VRAM (MiB) |\n`;
  const drift = door.driftOverRun(trials, "latencyMs");
  const open = door.openLoop({ requestsPerSecond: 5, arrivals: "poisson" });
  return {
    // Workload
    caseSet: { args: [{ cases: [{ prompt: "Say hello." }], name: "a", version: "1" }], options: 0 },
    loadCases: { args: [door.projectFile("data/cases/bootcamp.jsonl")] },
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
    sentPrompt: { args: [one, trial] },
    // Whole jobs
    runBaseline: { args: [{ baseline: target, optimised: [target], cases }], options: 0, isJob: true },
    readModels: { args: [answers, { cases }], options: 1 },
    runModels: { args: [{ models: ["m"], cases, out: folder, host: "x" }], options: 0, isJob: true },
    runThroughput: { args: [{ iters: 0 }], options: 0, skip: [undefined, {}], isJob: true },
    runStreaming: { args: [{ target, cases }], options: 0, isJob: true },
    makeVariantWeights: { args: [() => {}], skip: [undefined], isJob: true },
    runVariants: { args: [{ cases, variants: [target] }], options: 0, isJob: true, skip: [{}] },
    projectFile: { args: ["README.md"] },
    // Store
    dataFiles: { args: [folder], skip: [undefined] },
    explore: { args: [csv] },
    exploreDashboard: { args: [table, { by: "a", columns: ["b"], ...figures }], options: 1 },
    exploreFigure: { args: [table, "b", { by: "a", ...figures }], options: 2 },
    verifyRun: { args: [recorded] },
    appendResults: { args: [run, path.join(folder, "results.csv")] },
    addToCommunityTable: { args: [page, row] },
    readCommunityTable: { args: [page] },
    readHarnessAnswers: { args: [answers] },
    improvementTable: {
      args: [[{ arm: "a", metric: "totalSeconds", baseline: 1, optimised: 1, percent: 0, byPrompt: null }]],
    },
    importResults: { args: [imported.file, { format: imported.format }], options: 1 },
    importedCsv: { args: [imported, path.join(folder, "imported.csv")] },
    importedTrials: { args: [imported] },
    unitOf: { args: ["latencyMs"] },
    fromDataFrame: { args: [door.toDataFrame([{ a: 1 }])] },
    toDataFrame: { args: [[{ a: 1 }], { columns: ["a"], say: () => {} }], options: 1 },
    exportCsv: { args: [run, path.join(folder, "out.csv"), { layout: "trials" }], options: 2 },
    exportParquet: { args: [run, path.join(folder, "out.parquet"), { layout: "trials" }], options: 2 },
    exportRows: { args: [[{ a: 1 }], path.join(folder, "rows-out.csv")] },
    query: { args: ["SELECT 1", { tables: { t: [{ a: 1 }] } }], options: 1 },
    readCsv: { args: [csv] },
    // Metrics
    arrivalStatistics: { args: [[[0, 5, 9, 20]], open] },
    arrivalsTest: { args: [trials, open] },
    clientLag: { args: [trials, open] },
    clientSummary: { args: [trials, manifest] },
    coalescing: { args: [trials] },
    littlesLaw: { args: [trials, manifest.sessions, { target: baseline, tolerance: 0.1 }], options: 2 },
    chunkGapsMs: { args: [trial] },
    compareAll: { args: [trials, { baseline, candidates: [candidate], metrics: ["latencyMs"] }], options: 1 },
    compareRuns: { args: [trials, trials, { ...arms, problems: ["none"], tokenSource: "usage" }], options: 2 },
    compareTargets: { args: [trials, { ...arms, confidence: 0.9, noiseThreshold: 0.02 }], options: 1 },
    driftOverRun: { args: [trials, "latencyMs"] },
    runProblems: { args: [trials, manifest, { targets: ["a"], metric: "latencyMs", apart: false }], options: 2 },
    repeatedAnswers: { args: [trials, manifest] },
    findings: { args: [{ trials, manifest, samples }], options: 0 },
    assessRun: { args: [trials, { manifest, errorBudget: 0.1, metric: "latencyMs", problems: [] }], options: 1 },
    planFromPilot: { args: [trials, { ...arms, changePercent: 5, power: 0.8, repetitions: 2 }], options: 1 },
    verdictSentence: { args: [{ kind: "run-judgement", verdict: "valid", reasons: ["one"] }] },
    tradeOffOf: {
      args: [trials, scores, { speed: "latencyMs", quality: "json", seed: 1, resamples: 100 }],
      options: 2,
    },
    definitionLens: { args: [trial] },
    lensTable: { args: [door.definitionLens(trial as door.Trial)] },
    distributionOf: { args: [values] },
    goodput: { args: [trials, { latencyMs: 9 }, { target: baseline }], options: 2 },
    goodputByTarget: { args: [trials, manifest] },
    memorySummary: { args: [samples, trials] },
    improvementPercent: { args: [20, 25] },
    reductionPercent: { args: [20, 25] },
    summarize: { args: [trials, { by: "target", tokenSource: "usage" }], options: 1 },
    summaryRows: { args: [summaries] },
    trialMetrics: { args: [trial, { tokenSource: "usage" }], options: 1 },
    // Statistics
    autocorrelation: { args: [values, 1] },
    batchMeansInterval: { args: [values, { batches: 3, confidence: 0.9 }], options: 1 },
    effectiveSampleSize: { args: [values] },
    cliffsDelta: { args: [values, others] },
    hodgesLehmann: { args: [values, others] },
    rankBiserial: { args: [values, others] },
    bootstrapInterval: {
      args: [values, Math.max, { method: "percentile", resamples: 100, seed: 1, clusters: values }],
      options: 2,
    },
    clusteredRate: { args: [[true, false, true], ["a", "a", "b"], { confidence: 0.9 }], options: 2 },
    clusteredMean: { args: [values, others, { confidence: 0.9 }], options: 2 },
    meanInterval: { args: [values, { confidence: 0.9 }], options: 1 },
    quantileInterval: { args: [values, 0.5, { confidence: 0.9 }], options: 2 },
    wilsonInterval: { args: [3, 9, { confidence: 0.9 }], options: 2 },
    allowedMisses: { args: [{ percentile: 0.9, confidence: 0.9, queries: 90 }], options: 0 },
    discardedQueries: { args: [{ percentile: 0.9, confidence: 0.9, queries: 90 }], options: 0 },
    minimumQueries: { args: [{ percentile: 0.9, confidence: 0.9, misses: 2 }], options: 0 },
    planSampleSize: {
      args: [{ delta: 1, omega2: 1, sigma2Baseline: 1, sigma2Candidate: 1, repetitions: 2, power: 0.8 }],
      options: 0,
    },
    varianceComponents: { args: [[values, others]] },
    quantile: { args: [values, 0.5, { type: 7 }], options: 2 },
    quantiles: { args: [values, [0.5], { type: 7 }], options: 2 },
    seededRandom: { args: [1] },
    kolmogorovSmirnov: { args: [values, () => 0.5] },
    holm: { args: [[0.1, 0.2]] },
    mannWhitney: { args: [values, others, { alternative: "less" }], options: 2 },
    mcNemarExact: { args: [1, 2] },
    pairedTTest: { args: [values, others, { alternative: "less", confidence: 0.9 }], options: 2 },
    signFlipTest: { args: [values, { alternative: "less", resamples: 100, seed: 1 }], options: 1 },
    trendTest: { args: [values] },
    wilcoxonSignedRank: { args: [values, others, { alternative: "less", exact: true }], options: 2 },
    // Scoring
    scoreRun: { args: [run, [good]], skip: [undefined] },
    tradeOff: { args: [run, { speed: "latencyMs" }], options: 1 },
    bleu: { args: ["a", "b"] },
    corpusBleu: { args: [["a"], ["b"]] },
    checkJson: { args: ["{}", { requiredKeys: ["a"] }], options: 1 },
    checkScorer: { args: [{ kind: "json", requiredKeys: ["a"] }, "json"] },
    chrf: { args: ["a", "b"] },
    corpusChrf: { args: [["a"], ["b"]] },
    exactMatch: { args: ["a", "b"] },
    matchesSchema: { args: ["{}", { type: "object" }] },
    judge: { args: [{ ...judging, name: "j" }], options: 0 },
    judgeAgreement: { args: [scores] },
    judgePair: { args: [judging, { prompt: "p", first: "a", second: "b" }], options: 0 },
    mentionsFacts: { args: ["a", ["b"]] },
    bleuScorer: { args: [{ atLeast: 0.5 }], options: 0 },
    chrfScorer: { args: [{ atLeast: 0.5 }], options: 0 },
    rougeScorer: { args: [{ atLeast: 0.5, kind: 1 }], options: 0 },
    semanticSimilarityScorer: { args: [{ atLeast: 0.5, embed: async () => [1] }], options: 0 },
    tokenF1Scorer: { args: [{ atLeast: 0.5 }], options: 0 },
    rouge: { args: ["a", "b", { kind: 1 }], options: 2 },
    defaultScorers: { args: [one] },
    scoreTrial: { args: [trial, one, { scorers: [good] }], options: 2, skip: [undefined, {}] },
    scoreTrials: { args: [trials, manifest.cases, [good]], skip: [undefined] },
    scorer: { args: ["good", () => true] },
    cosineSimilarity: {
      args: [
        [1, 2],
        [3, 4],
      ],
    },
    semanticSimilarity: { args: ["a", "b", { embed: async () => [1] }], options: 2, skip: [undefined, {}] },
    sentenceEncoder: { args: ["none"] },
    tokenF1: { args: ["a", "b"] },
    withinLength: { args: ["a", { maxWords: 3, maxCharacters: 3, maxSentences: 3 }], options: 1 },
    // Report
    printFigure: { args: [figure, { size: "column", words: "beside" }], options: 1 },
    showFigure: { args: [figure] },
    showTable: { args: [[{ a: 1 }], { caption: "c", limit: 3, columns: ["a"], verdict: null }], options: 1 },
    writeReport: { args: [run, { formats: ["md"] }], options: 1, skip: [undefined, {}, []] },
    barsFigure: { args: [trials, { ...figures, scores }], options: 1 },
    comparisonFigure: { args: [door.effectRows([comparison]), { ...figures, baseline, candidate }], options: 1 },
    dashboardFigure: {
      args: [
        [{ title: "t", unit: "ms", betterWhen: null, values: [{ target: "a", value: 1 }] }],
        { ...figures, name: "n", caption: "c" },
      ],
      options: 1,
    },
    effectRows: { args: [[comparison]] },
    driftFigure: { args: [drift, figures], options: 1 },
    gapFigure: { args: [trials, figures], options: 1 },
    latencyFigure: { args: [trials, { ...figures, ...door.figureOptions(manifest) }], options: 1 },
    lensFigure: { args: [door.definitionLens(trial as door.Trial), figures], options: 1 },
    loadFigure: {
      args: [
        [{ title: "t", points: [{ target: "a", load: 1, value: 1, low: null, high: null }] }],
        { ...figures, loadTitle: "l" },
      ],
      options: 1,
    },
    loadPanels: { args: [[{ load: 1, trials }], { limits: { latencyMs: 9 } }], options: 1 },
    memoryFigure: { args: [samples, trials, figures], options: 2 },
    figureOptions: { args: [manifest] },
    percentileFigure: { args: [trials, { ...figures, percentile: "p90", metric: "latencyMs" }], options: 1 },
    qualityFigure: { args: [scores, { ...figures, trials }], options: 1 },
    throughputFigure: { args: [trials, { ...figures, limits: { latencyMs: 9 } }], options: 1 },
    timelineFigure: { args: [trials, figures], options: 1 },
    tradeOffFigure: {
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
    distributionFigure: {
      args: [[{ name: "a", values }], { ...figures, quantity: "q", unit: "ms", source: "s" }],
      options: 1,
    },
    renderPng: { args: [figure, { width: 100, height: 100, scale: 1 }], options: 1 },
    renderSvg: { args: [figure, { width: 100, height: 100 }], options: 1 },
    tableHtml: { args: [[{ a: 1 }], { caption: "c", limit: 3, columns: ["a"], isAlone: true }], options: 1 },
    tableLatex: { args: [[{ a: 1 }], { caption: "c", limit: 3, label: "l", placement: "h" }], options: 1 },
    tableMarkdown: { args: [[{ a: 1 }], { caption: "c", limit: 3, columns: ["a"] }], options: 1 },
    tableText: { args: [summaries, { caption: "c", limit: 3 }], options: 1 },
    withIntervals: { args: [[{ a: 1 }], { columns: ["a"] }], options: 1 },
    // Notebook
    attempt: { args: [() => 1] },
    checkExercise: { args: ["1", [{ says: "four", expected: 4, got: () => 4 }]] },
    interruptible: { args: [async () => 1] },
    params: { args: [{ a: 1 }] },
    showProgress: { args: ["label", () => 0] },
    showText: { args: ["text"] },
  };
}

/** Functions that take nothing. */
const without = [
  "benchbookVersion",
  "checkSetup",
  "defaultVariants",
  "describeMachine",
  "exactMatchScorer",
  "inNotebook",
];

/** What a call threw, or that its promise was rejected with; null when it went through. */
async function errorOf(name: string, args: readonly unknown[]): Promise<unknown> {
  const called = (door as Readonly<Record<string, unknown>>)[name] as (...args: readonly unknown[]) => unknown;
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

describe("the door", () => {
  it("is tried whole", () => {
    const functions = Object.entries(door).flatMap(([name, value]) => (typeof value === "function" ? [name] : []));
    assert.deepEqual([...Object.keys(calls), ...without].sort(), functions.sort());
  });

  it("answers a wrong argument in words, at every place of every function", async () => {
    const found: string[] = [];
    for (const [name, call] of Object.entries(calls)) {
      const wrong = call.args.flatMap((_, at) =>
        wrongs.filter((value) => !isSkipped(call, value)).map((value) => replaced(call.args, at, value)),
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
      const error = await errorOf(name, replaced(args, options, { ...given, misspeltSetting: 1 }));
      if (!(error instanceof Error) || !error.message.includes("misspeltSetting")) found.push(`${name}: ${error}`);
    }
    assert.deepEqual(found, []);
  });
});

const shortly = (value: unknown) => String(JSON.stringify(value) ?? value).slice(0, 60);
