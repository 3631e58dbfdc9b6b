import * as v from "valibot";
import { checkRecord, checkRows } from "../../arguments/check-values.js";
import { oneOf, text } from "../../arguments/fields.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import { type FromTrials, type TrialSource, withTrials } from "../../arguments/with-trials.js";
import { isMeasured } from "../../metrics/sent.js";
import { trialMetrics } from "../../metrics/trial-metrics.js";
import { clusteredMean } from "../../statistics/intervals/clustered-mean.js";
import type { Trial } from "../../types/index.js";
import { byDefinitionOf, definitionsOf } from "./gap-definition.js";
import { loadPart, tokensPart } from "./gap-parts.js";
import type { Imported, ImportedRow } from "./imported.js";

/** The metrics whose gap can be taken apart. */
export const gapMetrics = ["timeToFirstTokenMs", "interTokenLatencyMs", "latencyMs", "tokensPerSecond"] as const;

/** One of {@link gapMetrics}. */
export type GapMetric = (typeof gapMetrics)[number];

/** Which two numbers are compared. */
export interface ExplainGapOptions {
  /** @default "timeToFirstTokenMs" */
  readonly metric?: GapMetric;
  /** The target of the run, where it has several. */
  readonly target?: string;
  /** The target in the other tool's file, where that has several. */
  readonly importedTarget?: string;
}

/** One part of a gap. */
export interface GapPart {
  readonly part: "definition" | "tokens counted" | "load" | "rest";
  /** In the unit of the metric; null where it is not known, and then contained in the rest. */
  readonly value: number | null;
  readonly why: string;
}

/** Why another tool reports another number. The parts that are known add up to the difference. */
export interface Gap {
  readonly kind: "gap";
  readonly metric: GapMetric;
  readonly tool: string;
  /** Means over answered requests, each by its tool's own definition. */
  readonly ours: number;
  readonly theirs: number;
  /** theirs - ours, and its 95 % interval; null ends where there are too few answers. */
  readonly difference: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly parts: readonly GapPart[];
}

const gapOptions = settings({
  metric: v.optional(oneOf(...gapMetrics), "timeToFirstTokenMs"),
  target: v.optional(text),
  importedTarget: v.optional(text),
});

/**
 * Why does the other tool say something else? The difference between its mean and the run's, in parts that add up.
 *
 * `definition`: what the run's own answers come to by the other tool's formula, less what they come to by Benchbook's, from the stamps
 * of each answer. `tokens counted`: where the file holds the text of answers that the run has too, what its other count of their tokens
 * makes. `load`: how many requests were in flight on either side, in words; its effect cannot be computed from one run.
 * `rest`: everything else, such as another hour, other prompts, and what a client adds. Throws RangeError when a side has no value.
 *
 * Source: interval of a difference from two intervals, Zou and Donner (2008), Statistics in Medicine 27(10), 1693-1702.
 *
 * @example
 * const gap = await bb.explainGap(run, await bb.importResults("data/recorded/peers/guidellm-0.8.1/out.json"));
 */
export function explainGap<Source extends TrialSource>(
  source: Source,
  imported: Imported,
  options: ExplainGapOptions = {},
): FromTrials<Source, Gap> {
  checkRecord("explainGap", "imported", imported, "what importResults gives");
  checkRows(
    "explainGap",
    "imported.rows",
    imported.rows,
    "what importResults gives: write explainGap(run, await importResults(file))",
  );
  return withTrials("explainGap", source, (trials) => gapOf(trials, imported, options));
}

function gapOf(trials: readonly Trial[], imported: Imported, options: ExplainGapOptions): Gap {
  const given = checkedOptions("explainGap", gapOptions, options);
  const { metric } = given;
  const own = ofOneTarget(trials, given.target, "the run").filter(isAnswered);
  const rows = ofOneTarget(imported.rows, given.importedTarget, imported.tool).filter(isAnsweredRow);
  const ours = meanOf(
    own.map((trial) => ({ value: trialMetrics(trial)[metric], caseId: trial.caseId })),
    metric,
    "the run",
  );
  const theirs = meanOf(
    rows.map((row) => ({ value: row[metric], caseId: row.caseId })),
    metric,
    imported.tool,
  );
  const difference = theirs.mean - ours.mean;
  const known = [definitionPart(own, imported, metric), tokensPart(own, rows, metric), loadPart(own, rows)];
  const explained = known.reduce((sum, { value }) => sum + (value ?? 0), 0);
  return {
    kind: "gap",
    ...{ metric, tool: imported.tool, ours: ours.mean, theirs: theirs.mean, difference },
    ...intervalOf(ours, theirs),
    parts: [...known, { part: "rest", value: difference - explained, why: restOf(known) }],
  };
}

const isAnswered = (trial: Trial) => isMeasured(trial) && trial.outcome.kind === "answered";
const isAnsweredRow = (row: ImportedRow) => row.phase === "measured" && row.outcome === "answered";

function ofOneTarget<Row extends { readonly target: string }>(
  rows: readonly Row[],
  wanted: string | undefined,
  where: string,
): Row[] {
  const names = [...new Set(rows.map(({ target }) => target))];
  if (wanted === undefined ? names.length > 1 : !names.includes(wanted))
    throw new RangeError(
      `explainGap expected the name of one target of ${where} (${names.join(", ")}), got ${wanted ?? "none"}`,
    );
  return rows.filter(({ target }) => wanted === undefined || target === wanted);
}

interface MeanWithEnds {
  readonly mean: number;
  readonly low: number | null;
  readonly high: number | null;
}

function meanOf(
  given: readonly { readonly value: number | null; readonly caseId: string }[],
  metric: GapMetric,
  where: string,
): MeanWithEnds {
  const known = given.flatMap(({ value, caseId }) => (value === null ? [] : [{ value, caseId }]));
  if (known.length === 0) throw new RangeError(`explainGap expected answers with ${metric}, ${where} has none`);
  const { mean, interval } = clusteredMean(
    known.map(({ value }) => value),
    known.map(({ caseId }) => caseId),
  );
  return { mean, low: interval?.low ?? null, high: interval?.high ?? null };
}

/** The interval of theirs - ours, from the two intervals of the means. */
function intervalOf(
  ours: MeanWithEnds,
  theirs: MeanWithEnds,
): { readonly low: number | null; readonly high: number | null } {
  const difference = theirs.mean - ours.mean;
  if (ours.low === null || ours.high === null || theirs.low === null || theirs.high === null)
    return { low: null, high: null };
  return {
    low: difference - Math.hypot(theirs.mean - theirs.low, ours.high - ours.mean),
    high: difference + Math.hypot(theirs.high - theirs.mean, ours.mean - ours.low),
  };
}

function definitionPart(trials: readonly Trial[], imported: Imported, metric: GapMetric): GapPart {
  const formula = byDefinitionOf(imported, metric);
  const words = definitionsOf(imported, metric);
  if (formula === null)
    return { part: "definition", value: null, why: `${imported.tool} has ${words}: not computed from a run here` };
  const both = trials.flatMap((trial) => {
    const [own, other] = [trialMetrics(trial)[metric], formula(trial)];
    return own === null || other === null ? [] : [other - own];
  });
  if (both.length === 0)
    return { part: "definition", value: null, why: `no answer of the run holds what ${imported.tool} takes: ${words}` };
  const value = both.reduce((sum, one) => sum + one, 0) / both.length;
  return {
    part: "definition",
    value,
    why: `${imported.tool} has ${words}; the run's own ${both.length} answers by that formula`,
  };
}

function restOf(known: readonly GapPart[]): string {
  const unknown = known.filter(({ value }) => value === null).map(({ part }) => part);
  const contained = unknown.length === 0 ? "" : `, with ${unknown.join(" and ")} in it`;
  return `what is left${contained}: another time, other prompts, the client's own error, chance`;
}
