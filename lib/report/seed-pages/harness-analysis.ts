import { distributionOf } from "../../metrics/distribution.js";
import type { Score } from "../../types.js";
import { escapeMarkdown } from "../escape.js";
import { tableMarkdown } from "../tables/table-markdown.js";

/** What the analysis of seed 001 needs of one answer or failure. */
export interface HarnessAnswer {
  readonly model: string;
  readonly prompt: string;
  /** Null when the prompt failed. */
  readonly response: string | null;
  readonly latencySeconds: number | null;
}

/** One line of the latency table, in seconds. */
export interface HarnessLatencyRow {
  readonly model: string;
  readonly answered: number;
  readonly failed: number;
  readonly meanSeconds: number | null;
  readonly medianSeconds: number | null;
  readonly p95Seconds: number | null;
  readonly p99Seconds: number | null;
  readonly maxSeconds: number | null;
  /** 60 / mean: what one user alone gets, as the seed's table has it. */
  readonly requestsPerMinute: number | null;
}

/** Latency by model: what seed 001 prints, with percentiles of type 7 (the seed takes the value at rank n x 0.95). */
export function harnessLatencyRows(answers: readonly HarnessAnswer[]): readonly HarnessLatencyRow[] {
  return modelsOf(answers).map((model) => {
    const own = answers.filter((answer) => answer.model === model);
    const seconds = own.flatMap((answer) => answer.latencySeconds ?? []);
    const { n, mean, p50, p95, p99, max } = distributionOf(seconds);
    return {
      model,
      answered: n,
      failed: own.length - n,
      meanSeconds: mean,
      medianSeconds: p50,
      p95Seconds: p95,
      p99Seconds: p99,
      maxSeconds: max,
      requestsPerMinute: mean === null || mean === 0 ? null : 60 / mean,
    };
  });
}

/** One line of the quality table. */
export interface HarnessQualityRow {
  readonly model: string;
  /** Of the answers to prompts that say JSON: how many are not JSON, as the seed counts. */
  readonly jsonFailures: number;
  readonly jsonAnswers: number;
  readonly checksPassed: number | null;
  readonly checks: number;
}

/** Quality by model: the seed's count of answers that should be JSON and are not, and the checks of the cases. */
export function harnessQualityRows(
  answers: readonly HarnessAnswer[],
  scores: readonly (Pick<Score, "passed"> & { readonly model: string })[],
): readonly HarnessQualityRow[] {
  return modelsOf(answers).map((model) => {
    const asked = answers.filter((one) => one.model === model && one.response !== null && one.prompt.includes("JSON"));
    const judged = scores.filter((score) => score.model === model && score.passed !== null);
    return {
      model,
      jsonFailures: asked.filter((answer) => !isJson(answer.response ?? "")).length,
      jsonAnswers: asked.length,
      checksPassed: judged.length ? judged.filter((score) => score.passed).length : null,
      checks: judged.length,
    };
  });
}

const modelsOf = (answers: readonly HarnessAnswer[]) => [...new Set(answers.map((answer) => answer.model))];

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Speed against quality in one sentence for each model, from the numbers alone. */
export function harnessReading(
  latency: readonly HarnessLatencyRow[],
  quality: readonly HarnessQualityRow[],
): readonly string[] {
  const timed = latency.filter((row) => row.meanSeconds !== null);
  const fastest = Math.min(...timed.map((row) => row.meanSeconds ?? Infinity));
  const shares = new Map(
    quality.map((row) => [row.model, row.checksPassed === null ? null : row.checksPassed / row.checks]),
  );
  const best = Math.max(...[...shares.values()].map((share) => share ?? -1));
  return latency.map((row) => {
    const share = shares.get(row.model) ?? null;
    const failed = row.failed ? `; ${row.failed} of ${row.failed + row.answered} prompts failed` : "";
    if (row.meanSeconds === null) return `${row.model}: no answer${failed}.`;
    const speed =
      timed.length < 2
        ? ""
        : row.meanSeconds === fastest
          ? ", the fastest"
          : `, ${(row.meanSeconds / fastest).toFixed(1)} times the fastest`;
    const checked = share === null ? "no checks" : `${Math.round(share * 100)} % of its checks passed`;
    const rank = share !== null && shares.size > 1 && share === best ? ", no model more" : "";
    return `${row.model}: ${row.meanSeconds.toFixed(2)} s on average${speed}; ${checked}${rank}${failed}.`;
  });
}

/** The analysis of a harness run as Markdown: latency, quality, the reading of both, and what the numbers cannot say. */
export function harnessAnalysis(
  answers: readonly HarnessAnswer[],
  scores: readonly (Pick<Score, "passed"> & { readonly model: string })[],
): string {
  const [latency, quality] = [harnessLatencyRows(answers), harnessQualityRows(answers, scores)];
  const few = latency.filter((row) => row.answered < 72).map((row) => `${row.model} (${row.answered})`);
  const limits = few.length
    ? `Too few answers for a P95 that could be bounded from both sides (72 are needed): ${few.join(", ")}.`
    : "Every model has the 72 answers that a bounded P95 needs.";
  return [
    "## Latency Statistics",
    tableMarkdown(latency),
    "## Quality Checks",
    tableMarkdown(quality),
    "## Speed and quality",
    harnessReading(latency, quality)
      .map((line) => `- ${escapeMarkdown(line)}`)
      .join("\n"),
    "## What these numbers cannot say",
    `- ${escapeMarkdown(limits)}\n- Percentiles are of type 7 (linear). One request at a time: this is no load test.`,
    "",
  ].join("\n\n");
}
