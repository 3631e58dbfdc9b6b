import { max, median, min } from "simple-statistics";
import { type PairedRatio, pairedRatio } from "../../comparison/paired-ratio.js";
import { quantileInterval } from "../../statistics/intervals/quantile-interval.js";
import type { Trial } from "../../types/index.js";
import type { VariantRow } from "./rows.js";

/** Where values lie. */
export interface Range {
  readonly n: number;
  readonly low: number;
  readonly median: number;
  readonly high: number;
  /** For the median over prompts, 95 %, distribution-free; null below six prompts. */
  readonly interval: { readonly low: number; readonly high: number } | null;
}

/** One variant over all its answers. Null is what was not observed. */
export interface VariantSummary {
  readonly model: string;
  readonly device: string | null;
  readonly precision: string | null;
  readonly quantisation: string | null;
  readonly framework: string;
  readonly isReference: boolean;
  readonly answers: number;
  readonly failed: number;
  readonly tokensPerSecond: Range | null;
  readonly latencySeconds: Range | null;
  readonly cosineSimilarity: Range | null;
  /** Of the answers that were compared (those with a cosine): how many are the reference's, character by character. */
  readonly sameAsReference: number;
  readonly residentMb: number | null;
  readonly vramMb: number | null;
  /** Tokens per second over the whole answer, as `tokensPerSecond`, against the reference's, prompt by prompt. */
  readonly speedRatio: PairedRatio | null;
}

/** The answers summed up, one entry for each variant in the order of the rows. */
export function variantSummaries(
  rows: readonly VariantRow[],
  trials: readonly Trial[],
  reference: string,
): VariantSummary[] {
  const key = ({ promptId, repetition }: VariantRow) => `${repetition} ${promptId}`;
  const ofReference = new Map(rows.filter((row) => row.model === reference).map((row) => [key(row), row.answer]));
  return [...new Set(rows.map((row) => row.model))].flatMap((model) => {
    const own = rows.filter((row) => row.model === model);
    const [first] = own;
    if (first === undefined) return [];
    const { device, precision, quantisation, framework } = first;
    const [answered] = own.filter((row) => row.answer !== null);
    const { residentMb = null, vramMb = null } = answered ?? {};
    const isReference = model === reference;
    return [
      {
        ...{ model, device, precision, quantisation, framework, isReference, residentMb, vramMb },
        answers: own.filter((row) => row.answer !== null).length,
        failed: own.filter((row) => row.failure !== null).length,
        tokensPerSecond: rangeOf(own, (row) => row.tokensPerSecond),
        latencySeconds: rangeOf(own, (row) => row.latencySeconds),
        cosineSimilarity: rangeOf(own, (row) => row.cosineSimilarity),
        sameAsReference: own.filter((row) => row.cosineSimilarity !== null && row.answer === ofReference.get(key(row)))
          .length,
        speedRatio: isReference ? null : pairedRatio(trials, reference, model, "tokensPerSecondEndToEnd"),
      },
    ];
  });
}

/** The answers to prompts that every variant with an answer has answered, each time: only these compare variants. */
export function sharedAnswers(rows: readonly VariantRow[]): readonly VariantRow[] {
  const models = [...new Set(rows.filter(({ answer }) => answer !== null).map(({ model }) => model))];
  const own = rows.filter(({ model }) => models.includes(model));
  const isShared = (prompt: string) =>
    models.every((model) => {
      const asked = own.filter((row) => row.model === model && row.promptId === prompt);
      return asked.length > 0 && asked.every(({ answer }) => answer !== null);
    });
  const shared = new Set([...new Set(own.map(({ promptId }) => promptId))].filter(isShared));
  return own.filter(({ promptId }) => shared.has(promptId));
}

/** Low and high are of single answers; the interval is of prompts, each with the median of its repetitions. */
function rangeOf(rows: readonly VariantRow[], read: (row: VariantRow) => number | null): Range | null {
  const known = rows.flatMap((row) => {
    const value = read(row);
    return value === null ? [] : [{ prompt: row.promptId, value }];
  });
  if (known.length === 0) return null;
  const values = known.map(({ value }) => value);
  const prompts = [...new Set(known.map(({ prompt }) => prompt))];
  const medians = prompts.map((prompt) =>
    median(known.filter((one) => one.prompt === prompt).map(({ value }) => value)),
  );
  const found = quantileInterval(medians, 0.5);
  return {
    n: values.length,
    low: min(values),
    median: median(medians),
    high: max(values),
    interval: found.kind === "interval" ? { low: found.low, high: found.high } : null,
  };
}
