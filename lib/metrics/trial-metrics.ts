import { checkTrial } from "../arguments/check-runs.js";
import { tokenSource } from "../arguments/fields.js";
import { checkedOptions, settings } from "../arguments/options.js";
import type { TokenSource, Trial } from "../types/index.js";
import { type Catalogue, catalogue, type MetricName, metricNames } from "./catalogue.js";
import { observe } from "./observed.js";

/** The value of each metric of the catalogue. */
type MetricValues = { readonly [Name in keyof Catalogue]: number | null };

/** Every number of one trial. Null is what was not observed; it is never 0 and never NaN. */
export interface TrialMetrics extends MetricValues {
  /** Who counted the tokens; counts of different sources never mix. */
  readonly tokenSource: TokenSource | null;
  /** Waits between reads that held text. A chunk may hold several tokens, so these are not token gaps. */
  readonly chunkGapsMs: readonly number[] | null;
  /** Whether the tokens after the first read were split by their share of the text; null where they are not known. */
  readonly tokensAfterFirstEstimated: boolean | null;
  /** Why there is no decode speed; null where there is one. */
  readonly noDecodeSpeedReason: string | null;
}

/** How `trialMetrics` counts tokens. */
export interface TrialMetricsOptions {
  /**
   * Take only counts of this source. `whitespace` counts the words of the answer's text, as the seed scripts do; every
   * other source gives null for a trial that was counted otherwise. If omitted: whatever source the trial holds.
   */
  readonly tokenSource?: TokenSource;
}

const trialMetricsOptions = settings({ tokenSource });

/**
 * The metrics of one trial, from its instants and token counts, by the formulas of the catalogue.
 *
 * A failed or aborted trial has no latency, but it keeps what was observed before it broke, such as its time to first
 * token. An answer that was not streamed has no first token, and no decode speed; the same holds for one whose tokens
 * all came in a single read. Decode speed counts what arrived after the first read: neither reasoning that was counted and
 * never shown, nor the tokens of that read. Times in milliseconds, speeds per second. Pure.
 * @throws when it is given no trial, or an unknown setting.
 * @example
 * (await run.trials()).map((one) => bb.trialMetrics(one).timeToFirstTokenMs);
 */
export function trialMetrics(trial: Trial, options: TrialMetricsOptions = {}): TrialMetrics {
  checkTrial("trialMetrics", trial);
  return metricsOf(trial, checkedOptions("trialMetrics", trialMetricsOptions, options).tokenSource);
}

/** The same for a trial of a list that was checked as a whole. */
export function metricsOf(trial: Trial, tokenSource?: TokenSource): TrialMetrics {
  const observed = observe(trial, tokenSource);
  const values = metricNames.map((name) => [name, catalogue[name].of(observed)] as const);
  return {
    ...(Object.fromEntries(values) as Record<MetricName, number | null>),
    tokenSource: observed.tokens.tokenSource,
    chunkGapsMs: observed.chunkGapsMs,
    tokensAfterFirstEstimated: observed.decode.estimated,
    noDecodeSpeedReason: observed.decode.unknownBecause,
  };
}
