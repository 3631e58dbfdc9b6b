import { mean } from "simple-statistics";
import { trialMetrics } from "../../metrics/trial-metrics.js";
import { numberText } from "../../text/number-text.js";
import type { Trial } from "../../types/index.js";
import type { GapMetric, GapPart } from "./explain-gap.js";
import type { ImportedRow } from "./imported.js";

/** Metrics that a count of tokens is part of. */
const OF_TOKENS: readonly GapMetric[] = ["interTokenLatencyMs", "tokensPerSecond"];

/** What another count of the same answers' tokens makes: only where answers of the same text are on both sides. */
export function tokensPart(trials: readonly Trial[], rows: readonly ImportedRow[], metric: GapMetric): GapPart {
  const part = "tokens counted" as const;
  if (!OF_TOKENS.includes(metric)) return { part, value: 0, why: "no count of tokens is part of this metric" };
  const counted = new Map(
    rows.flatMap(({ text, outputTokens }) => (text && outputTokens ? [[text, outputTokens] as const] : [])),
  );
  const effects = trials.flatMap((trial) => {
    const theirs = counted.get(trial.outcome.text);
    const ours = trial.usage?.outputTokens ?? null;
    const value = trialMetrics(trial)[metric];
    if (theirs === undefined || ours === null || value === null || theirs < 2 || ours < 2) return [];
    const factor = metric === "tokensPerSecond" ? (theirs - 1) / (ours - 1) : (ours - 1) / (theirs - 1);
    return [value * (factor - 1)];
  });
  if (effects.length > 0)
    return { part, value: mean(effects), why: `the other count of ${effects.length} answers of the same text` };
  const own = trials.flatMap(({ usage }) => usage?.outputTokens ?? []);
  const other = rows.flatMap(({ outputTokens }) => outputTokens ?? []);
  return {
    part,
    value: null,
    why: `no text is on both sides; tokens an answer: ${meanText(own)} here, ${meanText(other)} there`,
  };
}

const meanText = (values: readonly number[]) => (values.length === 0 ? "unknown" : numberText(mean([...values])));

/** How much each side had to do at once. What that does to a number cannot be seen from one run. */
export function loadPart(trials: readonly Trial[], rows: readonly ImportedRow[]): GapPart {
  const own = trials.map(({ dispatchedAtMs, endAtMs }) => ({
    startMs: dispatchedAtMs,
    latencyMs: endAtMs - dispatchedAtMs,
  }));
  const other = rows.flatMap(({ startMs, latencyMs }) =>
    startMs === null || latencyMs === null ? [] : [{ startMs, latencyMs }],
  );
  const why = `requests in flight on average: ${inFlight(own)} here, ${inFlight(other)} there; requests: ${own.length} and ${rows.length}`;
  return { part: "load", value: null, why };
}

function inFlight(sent: readonly { readonly startMs: number; readonly latencyMs: number }[]): string {
  if (sent.length === 0) return "unknown";
  const from = Math.min(...sent.map(({ startMs }) => startMs));
  const to = Math.max(...sent.map(({ startMs, latencyMs }) => startMs + latencyMs));
  const busy = sent.reduce((sum, { latencyMs }) => sum + latencyMs, 0);
  return to > from ? numberText(busy / (to - from)) : "unknown";
}
