import { compareAll } from "../../metrics/compare/compare-targets.js";
import type { ComparedMetric, Comparison } from "../../metrics/compare/comparison.js";
import type { Trial } from "../../types.js";
import { cleanText } from "../escape.js";
import { measuredByTarget } from "../figures/options.js";
import { numberText } from "../number-text.js";
import { METRIC_WORDS } from "../tables/summary-frame.js";

/** What a reader asks first: when it begins, when it is done, how fast it writes. */
const METRICS: readonly ComparedMetric[] = ["timeToFirstTokenMs", "latencyMs", "interTokenLatencyMs"];
const MOST_TARGETS = 4;

const percent = (ratio: number) => `${ratio > 1 ? "+" : ""}${numberText((ratio - 1) * 100)} %`;

function effectText({ ratio, interval, pAdjusted, n }: Comparison): string {
  if (ratio === null || interval === null) return "";
  const p = pAdjusted === null ? "" : `, p ${pAdjusted < 0.001 ? "< 0.001" : `= ${pAdjusted.toFixed(3)}`}`;
  return ` by ${percent(ratio)} (95 % interval ${percent(interval.low)} to ${percent(interval.high)}${p}; ${n} cases)`;
}

const WORDS = {
  faster: "faster, changed",
  slower: "slower, changed",
  "no-difference-seen": "no difference seen, changed",
  "too-few-data": "too few data to say",
  "not-comparable": "cannot be compared, changed",
} as const;

function sentence(one: Comparison, problems: readonly string[]): string {
  const metric = METRIC_WORDS[one.metric].replace(/ \(.*\)$/, "");
  const effect = one.verdict === "too-few-data" ? "" : effectText(one);
  const refused = one.verdict === "not-comparable" || one.verdict === "too-few-data";
  const [reason] = one.reasons;
  const isSaid = reason !== undefined && problems.includes(reason);
  const why =
    !refused || reason === undefined ? "" : isSaid ? "; see what is against the run" : `; ${cleanText(reason)}`;
  return `${cleanText(one.candidate)} against ${cleanText(one.baseline)}, ${metric}: ${WORDS[one.verdict]}${effect}${why}.`;
}

/**
 * The test of the question: every other target against the first, paired by case and repetition, one sentence for each metric,
 * with Holm's adjustment over all of them. `problems` are why the run is INVALID: then nothing is called faster,
 * and they are not said again. None for one target, and none for more than four, where a table reads better.
 */
export function pairedSentences(trials: readonly Trial[], problems: readonly string[] = []): string[] {
  const names = [...measuredByTarget(trials).keys()];
  const [baseline, ...others] = names;
  if (baseline === undefined || others.length === 0 || names.length > MOST_TARGETS) return [];
  return compareAll(trials, { baseline, metrics: METRICS, problems })
    .filter((one) => one.pairs > 0)
    .map((one) => sentence(one, problems));
}
