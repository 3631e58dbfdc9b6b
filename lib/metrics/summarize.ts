import * as v from "valibot";
import { tokenSource } from "../arguments/fields.js";
import { checkedOptions, settings } from "../arguments/options.js";
import { type FromTrials, type TrialSource, withTrials } from "../arguments/with-trials.js";
import type { TokenSource, Trial } from "../types/index.js";
import { catalogue, metricNames, type SummarizedMetric, summarizedMetrics } from "./catalogue.js";
import { connectionNotes } from "./connection-notes.js";
import { type Distribution, distributionOf } from "./distribution.js";
import { type Grouping, grouping, groupOf, isByTurn } from "./grouping.js";
import { durationSeconds, stretchesByGroup } from "./measured-time.js";
import { isMeasured, wasSent } from "./sent.js";
import type { Summary } from "./summary.js";
import { metricsOf, type TrialMetrics } from "./trial-metrics.js";

/** How `summarize` groups trials and counts tokens. */
export interface SummarizeOptions {
  /**
   * One summary for each target (by default), for each case, for each turn of the conversations, for each combination of several of
   * these, or for each answer of a function.
   */
  readonly by?: Grouping;
  /** Count tokens by this source only; if omitted, a group whose trials have different sources gets no token metrics. */
  readonly tokenSource?: TokenSource;
}

const summarizeOptions = settings({
  by: v.optional(grouping, "target"),
  tokenSource,
});

/**
 * The summary of a run: one for each group, in the order in which the groups first appear.
 *
 * Warm-up trials never enter. A distribution holds every measured trial in which the value was observed, also of trials
 * that failed later; `missing` counts the others. Turns that were not sent are in no number but `notSent`. Errors stay in the denominators: their time is part of the duration.
 * Throughput is output tokens of successful trials / (last end - first dispatch of measured trials); when groups take
 * turns in one run, each is charged only with the stretches in which it was served (see `stretchesByGroup`), so pass
 * the whole run rather than one target's trials. Percentiles are of type 7, and `unsupported` names those that so few values
 * cannot carry. Pure, JSON-safe; no trials give no summaries.
 *
 * @example
 * (await bb.summarize(run))[0].latencyMs.p50;
 * await bb.summarize(run, { by: "caseId" });
 * await bb.summarize(run, { by: ["target", "turn"] });
 */
export function summarize<Source extends TrialSource>(
  source: Source,
  options: SummarizeOptions = {},
): FromTrials<Source, Summary[]> {
  return withTrials("summarize", source, (trials) => summaries(trials, options));
}

function summaries(trials: readonly Trial[], options: SummarizeOptions): Summary[] {
  const { by, tokenSource } = checkedOptions("summarize", summarizeOptions, options);
  const nameOf = groupOf(by);
  const groups = new Map<string, Trial[]>();
  for (const trial of trials) {
    if (trial.phase === "warmup" && isByTurn(by)) continue; // warm-ups have no turn
    const group = nameOf(trial);
    const members = groups.get(group);
    if (members === undefined) groups.set(group, [trial]);
    else members.push(trial);
  }
  const stretches = stretchesByGroup(trials, nameOf);
  return [...groups].map(([group, members]) => {
    const seconds = durationSeconds(stretches.get(group) ?? []);
    const notSent = members.filter((trial) => !wasSent(trial)).length;
    return { ...summaryOf(group, members.filter(isMeasured), seconds, tokenSource), notSent };
  });
}

function summaryOf(
  group: string,
  trials: readonly Trial[],
  seconds: number | null,
  wanted?: TokenSource,
): Omit<Summary, "notSent"> {
  const counted = trials.map((trial) => metricsOf(trial, wanted));
  const sources = tokenSources(counted);
  const metrics = sources.length > 1 ? counted.map(withoutTokens) : counted;
  const count = (kind: Trial["outcome"]["kind"]) => trials.filter((trial) => trial.outcome.kind === kind).length;
  const answered = count("answered");
  const failed = count("failed");
  return {
    kind: "summary",
    group,
    trials: trials.length,
    answered,
    failed,
    aborted: count("aborted"),
    errorRate: trials.length === 0 ? null : failed / trials.length,
    durationSeconds: seconds,
    requestsPerMinute: seconds === null ? null : (answered / seconds) * 60,
    outputTokensPerSecond: throughput(trials, metrics, seconds),
    tokenSource: sources.length === 1 ? (sources[0] ?? null) : null,
    ...distributions(metrics),
    notes: notesOn(trials, metrics, sources),
  };
}

function tokenSources(metrics: readonly TrialMetrics[]): TokenSource[] {
  return [...new Set(metrics.flatMap(({ tokenSource }) => (tokenSource === null ? [] : [tokenSource])))];
}

/** The metrics of a trial whose token counts may not be put beside those of the others. */
function withoutTokens(metrics: TrialMetrics): TrialMetrics {
  const ofTokens = metricNames.filter((name) => catalogue[name].dependsOn.includes("token-counts"));
  return { ...metrics, ...Object.fromEntries(ofTokens.map((name) => [name, null])) };
}

function distributions(metrics: readonly TrialMetrics[]): Record<SummarizedMetric, Distribution> {
  const found = summarizedMetrics.map((name) => [name, distributionOf(metrics.map((values) => values[name]))] as const);
  return Object.fromEntries(found) as Record<SummarizedMetric, Distribution>;
}

/** Null as soon as one successful trial was not counted: a sum over the others would be too small. */
function throughput(trials: readonly Trial[], metrics: readonly TrialMetrics[], seconds: number | null): number | null {
  const counts = metrics.filter((_, index) => trials[index]?.outcome.kind === "answered").map((m) => m.outputTokens);
  if (seconds === null || counts.length === 0) return null;
  let total = 0;
  for (const tokens of counts) {
    if (tokens === null) return null;
    total += tokens;
  }
  return total / seconds;
}

function notesOn(
  trials: readonly Trial[],
  metrics: readonly TrialMetrics[],
  sources: readonly TokenSource[],
): readonly string[] {
  const notes: string[] = [];
  if (trials.length === 0) return ["no measured trials: only warm-ups"];
  if (sources.length > 1) {
    notes.push(
      `token counts come from different sources (${sources.join(", ")}): no token metrics; choose a tokenSource`,
    );
  }
  const answered = metrics.filter((_, index) => trials[index]?.outcome.kind === "answered");
  const uncounted = answered.filter((m) => m.outputTokens === null).length;
  if (uncounted > 0 && sources.length <= 1) {
    notes.push(
      `${uncounted} of ${answered.length} answered trials have no token count: throughput in tokens is not known`,
    );
  }
  const whole = trials.filter((trial) => trial.outcome.kind === "answered" && !trial.streamed).length;
  if (whole > 0)
    notes.push(`${whole} of ${answered.length} answers were not streamed: they have no time to first token`);
  notes.push(...connectionNotes(trials));
  const sessions = new Set(trials.map((trial) => trial.session)).size;
  if (sessions > 1) notes.push(`measured in ${sessions} sessions: the duration is the sum of theirs`);
  return notes;
}
