import type { TokenSource } from "../types/index.js";
import type { Distribution } from "./distribution.js";

/** What the measured trials of one group come to. Null is unknown. Warm-up trials are in none of it. */
export interface Summary {
  readonly kind: "summary";
  /** The target's name, or what `by` made of the trial. */
  readonly group: string;
  readonly trials: number;
  readonly answered: number;
  readonly failed: number;
  readonly aborted: number;
  /** Failed trials as a share of all measured ones. */
  readonly errorRate: number | null;
  /** How long the run was busy with this group: last end minus first dispatch, without the turns of other groups. */
  readonly durationSeconds: number | null;
  /** Successful trials per minute of that time. */
  readonly requestsPerMinute: number | null;
  /** Throughput: output tokens of successful trials per second of that time. */
  readonly outputTokensPerSecond: number | null;
  /** Null when nothing was counted or the sources are mixed, and then every token metric is null as well. */
  readonly tokenSource: TokenSource | null;
  readonly timeToFirstTokenMs: Distribution;
  readonly timeToFirstAnswerTokenMs: Distribution;
  readonly latencyMs: Distribution;
  readonly responseTimeMs: Distribution;
  readonly scheduleLagMs: Distribution;
  readonly interTokenLatencyMs: Distribution;
  readonly worstGapMs: Distribution;
  readonly tokensPerSecond: Distribution;
  readonly tokensPerSecondEndToEnd: Distribution;
  readonly outputTokens: Distribution;
  /** What a reader has to know beside the numbers, in sentences. */
  readonly notes: readonly string[];
}

/** The metrics of which a summary holds a distribution, in the order of tables. */
export const summarizedMetrics = [
  "timeToFirstTokenMs",
  "timeToFirstAnswerTokenMs",
  "latencyMs",
  "responseTimeMs",
  "scheduleLagMs",
  "interTokenLatencyMs",
  "worstGapMs",
  "tokensPerSecond",
  "tokensPerSecondEndToEnd",
  "outputTokens",
] as const;

/** A metric of which a summary holds a distribution. */
export type SummarizedMetric = (typeof summarizedMetrics)[number];

/** The unit of each summarized metric. */
export const metricUnits: Readonly<Record<SummarizedMetric, "ms" | "tokens/s" | "tokens">> = {
  timeToFirstTokenMs: "ms",
  timeToFirstAnswerTokenMs: "ms",
  latencyMs: "ms",
  responseTimeMs: "ms",
  scheduleLagMs: "ms",
  interTokenLatencyMs: "ms",
  worstGapMs: "ms",
  tokensPerSecond: "tokens/s",
  tokensPerSecondEndToEnd: "tokens/s",
  outputTokens: "tokens",
};
