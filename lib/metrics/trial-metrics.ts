import { max } from "simple-statistics";
import { checkOptions, checkTokenSource, checkTrial } from "../arguments/checks.js";
import type { TokenSource, Trial } from "../types/index.js";
import { chunkGapsMs } from "./chunk-gaps.js";
import { type DecodeSpeed, decodeSpeed } from "./decode/decode-speed.js";
import { tokenCount } from "./token-count.js";

/** Every number of one trial. Null is what was not observed; it is never 0 and never NaN. */
export interface TrialMetrics extends DecodeSpeed {
  /** How much of the times after it went into opening a connection: 0 on an open connection, null if unknown. */
  readonly connectingMs: number | null;
  /** Time to first token (TTFT): first piece with text (answer, reasoning or tool call) after dispatch. */
  readonly timeToFirstTokenMs: number | null;
  /** The same for the first visible text: reasoning does not count. */
  readonly timeToFirstAnswerTokenMs: number | null;
  /** End to end from dispatch: service time. Null when the trial did not succeed. */
  readonly latencyMs: number | null;
  /** End to end from when the plan wanted it sent: what a user waits. */
  readonly responseTimeMs: number | null;
  /** How late it was sent (the first time, where it was sent again); null in a closed loop, which has no schedule. */
  readonly scheduleLagMs: number | null;
  readonly outputTokens: number | null;
  readonly inputTokens: number | null;
  /** Who counted the tokens; counts of different sources never mix. */
  readonly tokenSource: TokenSource | null;
  /** Waits between reads that held text. A chunk may hold several tokens, so these are not token gaps. */
  readonly chunkGapsMs: readonly number[] | null;
  readonly worstGapMs: number | null;
  /** Output tokens / latency, so the wait for the first one is in it. */
  readonly tokensPerSecondEndToEnd: number | null;
}

/** How `trialMetrics` counts tokens. */
export interface TrialMetricsOptions {
  /**
   * Take only counts of this source. `whitespace` counts the words of the answer's text, as the seed scripts do; every
   * other source gives null for a trial that was counted otherwise. If omitted: whatever source the trial holds.
   */
  readonly tokenSource?: TokenSource;
}

/**
 * The metrics of one trial, from its instants and token counts, by the project's one set of definitions.
 *
 * A failed or aborted trial has no latency, but it keeps what was observed before it broke, such as its time to first
 * token. An answer that was not streamed has no first token, and no decode speed; the same holds for one whose tokens
 * all came in a single read. Decode speed counts what arrived after the first read: neither reasoning that was counted and
 * never shown, nor the tokens of that read. Times in milliseconds, speeds in tokens per second. Pure.
 * @throws when it is given no trial, or an unknown setting.
 * @example
 * (await run.trials()).map((one) => bb.trialMetrics(one).timeToFirstTokenMs);
 */
export function trialMetrics(trial: Trial, options: TrialMetricsOptions = {}): TrialMetrics {
  checkTrial("trialMetrics", trial);
  checkOptions("trialMetrics", options, { tokenSource: true });
  checkTokenSource("trialMetrics", options.tokenSource);
  const tokens = tokenCount(trial, options.tokenSource);
  const gaps = chunkGapsMs(trial);
  const succeeded = trial.outcome.kind === "answered";
  const latencyMs = succeeded ? trial.endAtMs - trial.dispatchedAtMs : null;
  const firstSentAtMs = trial.attempts?.[0]?.dispatchedAtMs ?? trial.dispatchedAtMs;
  const closedLoop = trial.intendedAtMs === firstSentAtMs;
  return {
    connectingMs: connectingMs(trial),
    timeToFirstTokenMs: sinceDispatch(trial, trial.firstTokenAtMs),
    timeToFirstAnswerTokenMs: sinceDispatch(trial, trial.firstAnswerTokenAtMs),
    latencyMs,
    responseTimeMs: succeeded ? trial.endAtMs - trial.intendedAtMs : null,
    scheduleLagMs: closedLoop ? null : firstSentAtMs - trial.intendedAtMs,
    ...tokens,
    ...decodeSpeed(trial, tokens),
    chunkGapsMs: gaps,
    worstGapMs: gaps === null ? null : max(gaps),
    tokensPerSecondEndToEnd:
      tokens.outputTokens === null || latencyMs === null || latencyMs <= 0
        ? null
        : (tokens.outputTokens / latencyMs) * 1000,
  };
}

/** A connection that stood had nothing to connect; to wait for one in use is queueing. */
function connectingMs({ newConnection, connectionReadyAtMs, dispatchedAtMs }: Trial): number | null {
  if (newConnection === false) return 0;
  if (newConnection !== true || typeof connectionReadyAtMs !== "number") return null;
  return Math.max(0, connectionReadyAtMs - dispatchedAtMs);
}

/** Time from dispatch to the instant; null when it did not come or the answer came whole. */
function sinceDispatch(trial: Trial, instantMs: number | null): number | null {
  return instantMs === null || !trial.streamed ? null : instantMs - trial.dispatchedAtMs;
}
