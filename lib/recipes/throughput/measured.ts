import { memorySummary } from "../../metrics/memory-summary.js";
import { trialMetrics } from "../../metrics/trial-metrics.js";
import { meanInterval } from "../../statistics/intervals/mean-interval.js";
import type { Manifest, Sample, Trial } from "../../types/index.js";
import type { ThroughputGeneration } from "./config.js";
import type { Rates, ThroughputReport } from "./page.js";

/** A run of one target and one case, and what was asked of it. */
export interface MeasuredThroughput {
  readonly manifest: Manifest;
  readonly trials: readonly Trial[];
  readonly samples: readonly Sample[];
  readonly directory: string;
  readonly source: "local" | "hf";
  readonly generation: ThroughputGeneration;
  readonly prompt: string;
  readonly genTokens: number;
  readonly warmupTokens: number;
}

/** The measured iterations that gave the exact number of tokens, and what became of the others, one line each. */
export function iterationsOf(
  trials: readonly Trial[],
  genTokens: number,
): { readonly whole: readonly Trial[]; readonly problems: readonly string[] } {
  const measured = trials.filter((trial) => trial.phase === "measured");
  const problems = measured.flatMap((trial) => {
    const problem = problemOf(trial, genTokens);
    return problem === null ? [] : [`iteration ${trial.repetition + 1}: ${problem}`];
  });
  return { whole: measured.filter((trial) => problemOf(trial, genTokens) === null), problems };
}

function problemOf({ outcome, usage }: Trial, genTokens: number): string | null {
  if (outcome.kind === "failed") return `${outcome.class}: ${outcome.message}`;
  if (outcome.kind === "aborted") return `stopped: ${outcome.reason}`;
  const tokens = usage?.outputTokens ?? null;
  return tokens === genTokens ? null : `${tokens ?? "an unknown number of"} tokens instead of ${genTokens}`;
}

/** The report from what a run kept. Only iterations of exactly `genTokens` tokens are in its numbers. */
export function throughputReport(measured: MeasuredThroughput): ThroughputReport {
  const { manifest, trials, samples } = measured;
  const { whole, problems } = iterationsOf(trials, measured.genTokens);
  const metrics = whole.map((trial) => trialMetrics(trial));
  const counted = trials.filter((trial) => trial.phase === "warmup" || whole.includes(trial));
  const memory = whole.length === 0 ? undefined : memorySummary(counted, samples)[0];
  return {
    timestamp: manifest.createdAt,
    commit: manifest.commit,
    ...whereOf(manifest, measured.source),
    generation: generationOf(measured),
    results: {
      iters: whole.length,
      iters_asked: manifest.repetitions,
      left_out: problems,
      tokens_per_sec: rates(metrics.map((metric) => metric.tokensPerSecondEndToEnd)),
      decode_tokens_per_sec: rates(metrics.map((metric) => metric.tokensPerSecond)),
      vram_peak_mib: engineOf(manifest)?.device === "cpu" ? null : (memory?.peakVramMiB ?? null),
      resident_peak_mib: memory?.peakResidentBytes == null ? null : memory.peakResidentBytes / 2 ** 20,
      same_tokens: sameTokens(whole),
    },
    runtime: { ...runtimeOf(measured), input_tokens: metrics[0]?.inputTokens ?? null, warnings: warningsOf(trials) },
  };
}

const sessionOf = (manifest: Manifest) => manifest.sessions.at(-1);
const engineOf = (manifest: Manifest) => sessionOf(manifest)?.engines[0];

function whereOf(
  manifest: Manifest,
  source: "local" | "hf",
): Pick<ThroughputReport, "platform" | "torch" | "device" | "model"> {
  const engine = engineOf(manifest);
  const machine = sessionOf(manifest)?.machine ?? {};
  const onProcessor = engine?.device === "cpu";
  const detail = (name: string) => numberOrNull(engine?.details[name]);
  return {
    platform: { os: textOrNull(machine.os), python: null },
    torch: { version: null, cuda: null },
    device: { type: engine?.device ?? null, name: textOrNull(onProcessor ? machine.cpu : machine.gpu) },
    model: {
      source,
      params_m: engine?.parameters == null ? null : engine.parameters / 1e6,
      block_size: detail("trainContextSize"),
      n_layer: detail("layers"),
      n_head: detail("heads"),
      n_embd: detail("embeddingSize"),
      name: manifest.targets[0]?.name ?? "",
    },
  };
}

function generationOf({ generation, ...measured }: MeasuredThroughput): ThroughputReport["generation"] {
  return {
    prompt: measured.prompt,
    gen_tokens: measured.genTokens,
    temperature: generation.temperature,
    top_k: generation.topK,
    top_p: generation.topP,
    repetition_penalty: generation.repetitionPenalty,
    use_kv_cache: generation.useKvCache,
    seed: generation.seed,
    deterministic: generation.deterministic,
    warmup_tokens: measured.warmupTokens,
  };
}

function runtimeOf({ manifest, genTokens, directory }: MeasuredThroughput) {
  const engine = engineOf(manifest);
  return {
    benchbook: manifest.benchbookVersion,
    node: textOrNull(sessionOf(manifest)?.machine.node),
    engine: engine?.engine ?? null,
    engine_version: engine?.engineVersion ?? null,
    quantisation: engine?.quantisation ?? null,
    threads: engine?.threads ?? null,
    model_sha256: engine?.modelSha256 ?? null,
    token_definition:
      `tokens of the model's own vocabulary, counted by the engine: exactly ${genTokens} in each iteration, ` +
      "the end-of-sequence token ignored",
    details: engine?.details ?? {},
    run: directory,
  };
}

const warningsOf = (trials: readonly Trial[]) => [...new Set(trials.flatMap((trial) => trial.outcome.warnings))];

/** Mean, least, most and spread of the rates that were observed. */
function rates(values: readonly (number | null)[]): Rates {
  const known = values.filter((value) => value !== null);
  const several = known.length < 2 ? null : meanInterval(known);
  return {
    mean: several?.mean ?? known[0] ?? null,
    min: known.length === 0 ? null : Math.min(...known),
    max: known.length === 0 ? null : Math.max(...known),
    standard_deviation: several?.standardDeviation ?? null,
    interval_95: several === null ? null : { low: several.low, high: several.high },
    interval_95_of: "the mean within this run: iterations of one process; another run may lie outside",
    values,
  };
}

/** The same text in pieces of the same lengths: a piece is a token. */
function sameTokens(trials: readonly Trial[]): boolean | null {
  const written = trials.map(({ outcome, arrivals }) =>
    JSON.stringify([outcome.kind === "answered" ? outcome.text : null, arrivals.map((arrival) => arrival.textLength)]),
  );
  return written.length < 2 ? null : new Set(written).size === 1;
}

const textOrNull = (value: unknown) => (typeof value === "string" && value !== "" ? value : null);
const numberOrNull = (value: unknown) => (typeof value === "number" ? value : null);
