import { isMeasured } from "../../metrics/sent.js";
import { trialMetrics } from "../../metrics/trial-metrics.js";
import type { Case, Score, Trial } from "../../types/index.js";

/** The columns of results.csv, exactly. */
export const RESULT_COLUMNS = [
  "model",
  "prompt_id",
  "prompt",
  "tokens",
  "latency_sec",
  "ttft_sec",
  "tokens_per_sec",
  "semantic_accuracy",
] as const;

/** One line of results.csv. */
export interface ResultsRow {
  readonly model: string;
  readonly prompt_id: string;
  readonly prompt: string;
  /** Words of the answer, split at white space: how results.csv counts. They are not the model's tokens. */
  readonly tokens: number | null;
  readonly latency_sec: number | null;
  readonly ttft_sec: number | null;
  /** Those words for each second of the whole answer. */
  readonly tokens_per_sec: number | null;
  readonly semantic_accuracy: number | null;
}

/** The scorer whose value is `semantic_accuracy`. */
export const ACCURACY_SCORER = "semanticSimilarity";

/**
 * The measured trials as lines of results.csv; warm-ups are left out. `model` is the target's name and `prompt_id` the
 * case's id. A trial that failed has null and not 0 for what it did not give. `scorer` (default `semanticSimilarity`)
 * names the scorer of `semantic_accuracy`. Throws when a trial's case is not among `cases`.
 */
export function resultsRows(
  trials: readonly Trial[],
  cases: readonly Case[],
  scores: readonly Score[],
  options: { readonly scorer?: string } = {},
): readonly ResultsRow[] {
  const prompts = new Map(cases.map((one) => [one.id, one.prompt]));
  const wanted = scores.filter((score) => score.scorer === (options.scorer ?? ACCURACY_SCORER));
  const accuracy = new Map(wanted.map((score) => [score.planIndex, score.value]));
  return trials.filter(isMeasured).map((trial) => {
    const prompt = prompts.get(trial.caseId);
    if (prompt === undefined) throw new Error(`expected the case of each trial, got none for ${trial.caseId}`);
    return resultsRow(trial, prompt, accuracy.get(trial.planIndex) ?? null);
  });
}

function resultsRow(trial: Trial, prompt: string, accuracy: number | null): ResultsRow {
  const metrics = trialMetrics(trial, { tokenSource: "whitespace" });
  const answered = trial.outcome.kind === "answered";
  const [tokens, latency] = [answered ? metrics.outputTokens : null, seconds(metrics.latencyMs)];
  return {
    model: trial.target,
    prompt_id: trial.caseId,
    prompt,
    tokens,
    latency_sec: latency,
    ttft_sec: answered ? seconds(metrics.timeToFirstTokenMs) : null,
    tokens_per_sec: tokens === null || latency === null || latency <= 0 ? null : tokens / latency,
    semantic_accuracy: accuracy,
  };
}

/** Instants are known to 0.1 µs; the seventh decimal is the last that means something. */
function seconds(milliseconds: number | null): number | null {
  return milliseconds === null ? null : Math.round(milliseconds * 1e4) / 1e7;
}
