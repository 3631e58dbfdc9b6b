import * as v from "valibot";
import { describeValue } from "../arguments/describe-value.js";
import { cachedInputTokens } from "./catalogue/cached-input-tokens.js";
import { charactersPerSecond } from "./catalogue/characters-per-second.js";
import { clientMinusServerMs } from "./catalogue/client-minus-server.js";
import { connectingMs } from "./catalogue/connecting.js";
import { inputTokens } from "./catalogue/input-tokens.js";
import { interTokenLatencyMs } from "./catalogue/inter-token-latency.js";
import { latencyMs } from "./catalogue/latency.js";
import { outputTokens } from "./catalogue/output-tokens.js";
import { readingWaitMs } from "./catalogue/reading-wait.js";
import { reasoningTimePercent } from "./catalogue/reasoning-time-percent.js";
import { reasoningTokensPercent } from "./catalogue/reasoning-tokens-percent.js";
import { responseTimeMs } from "./catalogue/response-time.js";
import { scheduleLagMs } from "./catalogue/schedule-lag.js";
import { serverDecodeTokensPerSecond } from "./catalogue/server-decode-tokens-per-second.js";
import { serverPromptTokensPerSecond } from "./catalogue/server-prompt-tokens-per-second.js";
import { timeToFirstAnswerTokenMs } from "./catalogue/time-to-first-answer-token.js";
import { timeToFirstTokenMs } from "./catalogue/time-to-first-token.js";
import { tokensAfterFirst } from "./catalogue/tokens-after-first.js";
import { tokensPerSecond } from "./catalogue/tokens-per-second.js";
import { tokensPerSecondEndToEnd } from "./catalogue/tokens-per-second-end-to-end.js";
import { worstGapMs } from "./catalogue/worst-gap.js";
import type { Dependence, FasterWhen, Listed, Metric } from "./metric.js";

/** Every metric of a trial, in the order of columns and tables. */
export const catalogue = {
  /** Opening a connection; 0 where one stood. */ connectingMs,
  /** Time to first token (TTFT): dispatch to the first piece with text. */ timeToFirstTokenMs,
  /** Dispatch to the first visible text; reasoning does not count. */ timeToFirstAnswerTokenMs,
  /** End to end from dispatch; null when the trial did not succeed. */ latencyMs,
  /** End to end from when the plan wanted the request sent. */ responseTimeMs,
  /** How late the request was sent; null in a closed loop. */ scheduleLagMs,
  /** Inter-token latency (ITL): first token to last / tokens after the first read. */ interTokenLatencyMs,
  /** Longest wait between two reads that held text. */ worstGapMs,
  /** How long a reader of 240 words per minute waits for the next word. */ readingWaitMs,
  /** Decode rate: tokens after the first read / first token to last. */ tokensPerSecond,
  /** Output tokens / latency, so the wait for the first one is in it. */ tokensPerSecondEndToEnd,
  /** Characters of visible text after its first read / first visible text to last. */ charactersPerSecond,
  /** Tokens that arrived after the read that brought the first one. */ tokensAfterFirst,
  /** Tokens of the prompt. */ inputTokens,
  /** Tokens of the answer. */ outputTokens,
  /** Tokens of the prompt that came from a cache. */ cachedInputTokens,
  /** Reasoning tokens / output tokens; null where nothing was reasoned. */ reasoningTokensPercent,
  /** First reasoning to the first text after it / latency. */ reasoningTimePercent,
  /** Prefill rate by the server's own account: processed prompt tokens / its time for them. */ serverPromptTokensPerSecond,
  /** Decode rate by the server's own account. */ serverDecodeTokensPerSecond,
  /** Latency minus the time that the server accounts for. */ clientMinusServerMs,
};

/** The metrics as types. */
export type Catalogue = typeof catalogue;

/** The name of a metric of a trial. */
export type MetricName = keyof Catalogue;

type NamesOf<Kind> = { [Name in MetricName]: Catalogue[Name] extends Kind ? Name : never }[MetricName];

/** A metric of speed: two targets can be compared by it, and a good trial can be held to a limit of it. */
export type ComparedMetric = NamesOf<Metric<Exclude<FasterWhen, "neither">>>;

/** A metric of which a summary holds a distribution. */
export type SummarizedMetric = NamesOf<Metric<FasterWhen, Exclude<Listed, "trials">>>;

/** All metrics in the order of the catalogue. */
export const metricNames = Object.keys(catalogue) as readonly MetricName[];

/** The metrics that two targets can be compared by, in the order of an answer. */
export const comparedMetrics = metricNames.filter(isCompared);

/** The metrics of which a summary holds a distribution, in the order of tables. */
export const summarizedMetrics = metricNames.filter(isSummarized);

/** The newest form of a run's sealed files: that of its newest metric, or of the last change of a formula. */
export const newestSchema = Math.max(3, ...metricNames.map(sinceSchema));

/** A metric that two targets can be compared by, as a setting. */
export const comparedMetric = v.picklist(comparedMetrics, `one of ${comparedMetrics.join(", ")}`);

/** Throws RangeError when a name is of no metric that is compared, naming those that are. */
export function checkMetric(caller: string, metric: ComparedMetric, name = "metric"): void {
  if (isCompared(String(metric))) return;
  throw new RangeError(
    `${caller} expected ${name} to be one of ${comparedMetrics.join(", ")}, got ${describeValue(metric)}`,
  );
}

/** Whether a name is of a metric that targets are compared by. */
export function isCompared(name: string): name is ComparedMetric {
  return isMetric(name) && catalogue[name].fasterWhen !== "neither";
}

/** Whether a name is of a metric. */
export function isMetric(name: string): name is MetricName {
  return Object.hasOwn(catalogue, name);
}

function isSummarized(name: MetricName): name is SummarizedMetric {
  return catalogue[name].listed === "summaries";
}

/** The `summarySchema` of a run from which its sealed files hold a metric. */
export function sinceSchema(name: MetricName): number {
  const { since = 1 }: Metric = catalogue[name];
  return since;
}

/** The compared metrics that depend on something beside the speed of the engine, such as the length of the answer. */
export function comparedMetricsDependingOn(what: Dependence): readonly ComparedMetric[] {
  return comparedMetrics.filter((name) => catalogue[name].dependsOn.includes(what));
}
