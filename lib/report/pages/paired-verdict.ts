import { compareAll } from "../../comparison/compare-targets.js";
import { pText, unseenBecause } from "../../comparison/verdict.js";
import { type ComparedMetric, catalogue } from "../../metrics/catalogue.js";
import type { Comparison } from "../../metrics/comparison.js";
import { cleanText } from "../../text/escape.js";
import { signedPercentText } from "../../text/number-text.js";
import type { Trial } from "../../types/index.js";
import { measuredByTarget } from "../figures/options.js";

/** What a reader asks first: when it begins, when it is done, how fast it writes. */
const METRICS: readonly ComparedMetric[] = ["timeToFirstTokenMs", "latencyMs", "interTokenLatencyMs"];
const MOST_TARGETS = 4;

const percent = (ratio: number) => signedPercentText((ratio - 1) * 100);

/** `counted` is what the comparisons of one adjustment are: metrics of one pair of targets, or comparisons. */
function effectText({ ratio, interval, p, pAdjusted, adjustedFor, n }: Comparison, counted: string): string {
  if (ratio === null || interval === null) return "";
  const test = p === null || pAdjusted === null ? "" : `, ${pText(p, pAdjusted, adjustedFor, counted)}`;
  return ` by ${percent(ratio)} (95 % interval ${percent(interval.low)} to ${percent(interval.high)}${test}; ${n} cases)`;
}

const WORDS = {
  faster: "faster, changed",
  slower: "slower, changed",
  "too-few-data": "too few data to say",
  "not-comparable": "cannot be compared, changed",
} as const;

function found(one: Comparison): string {
  return one.verdict === "no-difference-seen" ? `${unseenBecause(one)}, changed` : WORDS[one.verdict];
}

/** One comparison as a sentence. It does not repeat the reasons among `problems`; `counted` is what the comparisons of one adjustment are. */
export function sentence(one: Comparison, problems: readonly string[], counted: string): string {
  const metric = catalogue[one.metric].words;
  const effect = one.verdict === "too-few-data" ? "" : effectText(one, counted);
  const refused = one.verdict === "not-comparable" || one.verdict === "too-few-data";
  const [reason] = one.reasons;
  const isSaid = reason !== undefined && problems.includes(reason);
  const why =
    !refused || reason === undefined ? "" : isSaid ? "; see what is against the run" : `; ${cleanText(reason)}`;
  return `${cleanText(one.candidate)} against ${cleanText(one.baseline)}, ${metric}: ${found(one)}${effect}${why}.`;
}

/**
 * The test of the question: every other target against the first, paired by case and repetition, one sentence for each metric,
 * with Holm's adjustment over all of them. `problems` are why no target may be called faster: then none is,
 * and they are not said again. None for one target, and none for more than four, where a table reads better.
 */
export function pairedSentences(trials: readonly Trial[], problems: readonly string[] = []): string[] {
  const names = [...measuredByTarget(trials).keys()];
  const [baseline, ...others] = names;
  if (baseline === undefined || others.length === 0 || names.length > MOST_TARGETS) return [];
  return compareAll(trials, { baseline, metrics: METRICS, problems })
    .filter((one) => one.pairs > 0)
    .map((one) => sentence(one, problems, others.length === 1 ? "metrics" : "comparisons"));
}
