import type { MemorySummary } from "../../metrics/memory-summary.js";
import { trialMetrics } from "../../metrics/trial-metrics.js";
import { type Cell, csvText } from "../../store/run-folder/files/csv-text.js";
import type { Case, EngineInfo, Score, Trial } from "../../types/index.js";
import { failureText } from "../failure-text.js";

/** One answer of one variant: a line of raw_results.csv. Null is what was not observed; a failure has no number at all. */
export interface VariantRow {
  /** The target's name. */
  readonly model: string;
  /** `CPU`, `CUDA` …; null when the engine, as a server, does not say. */
  readonly device: string | null;
  /** In the words of Python libraries: `fp16`, `int8`, `q4_0`. */
  readonly precision: string | null;
  /** As the model file says it: `F16`, `Q8_0`, `Q4_0`. */
  readonly quantisation: string | null;
  readonly framework: string;
  readonly promptId: string;
  readonly prompt: string;
  readonly repetition: number;
  readonly outputTokens: number | null;
  /** Output tokens / whole latency: reading the prompt is part of the time. */
  readonly tokensPerSecond: number | null;
  /** After the first token: another metric than `tokensPerSecond`, and in no comparison of the report. */
  readonly decodeTokensPerSecond: number | null;
  readonly latencySeconds: number | null;
  /** Peak while it was served, in megabytes (10^6 bytes), of the whole card. */
  readonly vramMb: number | null;
  /** Peak resident memory of a process that serves this variant alone, in megabytes (10^6 bytes). */
  readonly residentMb: number | null;
  /** With the reference variant's answer to the same prompt, the same time round. */
  readonly cosineSimilarity: number | null;
  readonly answer: string | null;
  /** Why there is no answer; null when there is one. */
  readonly failure: string | null;
}

/** What {@link variantRows} is made from. */
export interface VariantFacts {
  readonly trials: readonly Trial[];
  readonly cases: readonly Case[];
  /** What each target's engine told about itself. */
  readonly engines: ReadonlyMap<string, EngineInfo>;
  readonly memory: ReadonlyMap<string, MemorySummary>;
  readonly scores: readonly Score[];
  /** The scorer whose value is the cosine. */
  readonly scorer: string;
}

const MIB = 1024 * 1024;

/** The measured trials as rows, variant by variant in the order of `engines` (those that told nothing last), prompts in that of the cases. */
export function variantRows(facts: VariantFacts): VariantRow[] {
  const cosines = new Map(
    facts.scores.filter((score) => score.scorer === facts.scorer).map((score) => [score.planIndex, score.value]),
  );
  const [engines, cases] = [[...facts.engines.keys()], facts.cases.map((one) => one.id)];
  const placeOf = (target: string) => (engines.includes(target) ? engines.indexOf(target) : engines.length);
  return facts.trials
    .filter((trial) => trial.phase === "measured")
    .sort(
      (a, b) =>
        placeOf(a.target) - placeOf(b.target) ||
        cases.indexOf(a.caseId) - cases.indexOf(b.caseId) ||
        a.repetition - b.repetition,
    )
    .map((trial) => rowOf(trial, facts, cosines.get(trial.planIndex) ?? null));
}

function rowOf(trial: Trial, { engines, memory, cases }: VariantFacts, cosineSimilarity: number | null): VariantRow {
  const engine = engines.get(trial.target);
  const metrics = trialMetrics(trial);
  const { outcome } = trial;
  const answered = outcome.kind === "answered";
  const { peakVramMiB = null, peakResidentBytes = null } = (answered ? memory.get(trial.target) : undefined) ?? {};
  return {
    model: trial.target,
    device: engine?.device?.toUpperCase() ?? null,
    precision: precisionOf(engine?.quantisation ?? null),
    quantisation: engine?.quantisation ?? null,
    framework: frameworkOf(engine?.engine ?? "unknown"),
    promptId: trial.caseId,
    prompt: cases.find((one) => one.id === trial.caseId)?.prompt ?? trial.caseId,
    repetition: trial.repetition,
    outputTokens: answered ? metrics.outputTokens : null,
    tokensPerSecond: metrics.tokensPerSecondEndToEnd,
    decodeTokensPerSecond: answered ? metrics.tokensPerSecond : null,
    latencySeconds: metrics.latencyMs === null ? null : metrics.latencyMs / 1000,
    vramMb: peakVramMiB === null ? null : (peakVramMiB * MIB) / 1e6,
    residentMb: peakResidentBytes === null ? null : peakResidentBytes / 1e6,
    cosineSimilarity,
    answer: answered ? outcome.text : null,
    failure: failureText(trial),
  };
}

/**
 * The name of a number format as people compare them: blocks of 8-bit integers are int8, the 4-bit formats keep their own
 * names because they differ.
 *
 * @example precisionOf("F16"); // => "fp16"
 * @example precisionOf("Q8_0"); // => "int8"
 * @example precisionOf("Q4_0"); // => "q4_0"
 */
export function precisionOf(quantisation: string | null): string | null {
  if (quantisation === null) return null;
  const float = /^(?:FP?|BF)(16|32)$/i.exec(quantisation);
  if (float) return `${/^b/i.test(quantisation) ? "bf" : "fp"}${float[1]}`;
  return /^Q8_0$/i.test(quantisation) ? "int8" : quantisation.toLowerCase();
}

const frameworks: Readonly<Record<string, string>> = {
  "node-llama-cpp": "llama.cpp (node-llama-cpp)",
  "@xenova/transformers": "ONNX Runtime (@xenova/transformers)",
};

const frameworkOf = (engine: string) => frameworks[engine] ?? engine;

/** The columns of `raw_results.csv`: the usual seven, then what makes a line checkable. */
export const VARIANT_COLUMNS = [
  "model",
  "device",
  "precision",
  "tokens_per_sec",
  "latency_sec",
  "vram_mb",
  "cosine_similarity",
  "resident_mb",
  "prompt_id",
  "repetition",
  "prompt",
  "framework",
  "quantisation",
  "output_tokens",
  "decode_tokens_per_sec",
  "answer",
  "failure",
] as const;

/** The rows as `raw_results.csv`. VRAM is `NA` on a CPU, as in the seed, and empty where a GPU's is not known. */
export function variantsCsv(rows: readonly VariantRow[]): string {
  return csvText(VARIANT_COLUMNS, rows.map(lineOf));
}

function lineOf(row: VariantRow): Record<(typeof VARIANT_COLUMNS)[number], Cell> {
  return {
    model: row.model,
    device: row.device,
    precision: row.precision,
    tokens_per_sec: row.tokensPerSecond,
    latency_sec: row.latencySeconds,
    vram_mb: row.vramMb ?? (row.device === "CPU" ? "NA" : null),
    cosine_similarity: row.cosineSimilarity,
    resident_mb: row.residentMb,
    prompt_id: row.promptId,
    repetition: row.repetition,
    prompt: row.prompt,
    framework: row.framework,
    quantisation: row.quantisation,
    output_tokens: row.outputTokens,
    decode_tokens_per_sec: row.decodeTokensPerSecond,
    answer: row.answer,
    failure: row.failure,
  };
}
