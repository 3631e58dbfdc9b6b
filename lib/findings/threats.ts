import type { Summary } from "../metrics/summary.js";
import { trialMetrics } from "../metrics/trial-metrics.js";
import { cleanText } from "../text/escape.js";
import { capital } from "../text/label-text.js";
import { firstOf } from "../text/list-text.js";
import { countText, durationText } from "../text/number-text.js";
import type { Manifest, Sample, Trial } from "../types/index.js";
import { busyAtStart, busyDuring } from "./busy-machine.js";
import { countedOtherwise, delivered } from "./delivery-threats.js";
import { driftOverRun, driftSentence } from "./drift.js";

const FEWEST_CASES = 10;
const P90_NEEDS = 36;
const LATE_MS = 10;

type Check = (
  manifest: Manifest,
  trials: readonly Trial[],
  summaries: readonly Summary[],
  samples: readonly Sample[],
) => string[];

const tally = (values: readonly string[]): string => {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  return firstOf(
    sorted.map(([value, count]) => `${count} × ${value}`),
    6,
  );
};

const incomplete: Check = (manifest, trials) => {
  const ended =
    manifest.state === "finished"
      ? []
      : [`The run did not finish: ${cleanText(manifest.stateReason ?? manifest.state)}.`];
  const { load } = manifest;
  if (load.kind === "closed" && load.durationSeconds) return ended; // stopped by time: there is no number to reach
  const missing = manifest.plannedTrials - trials.length;
  return missing > 0
    ? [...ended, `${missing} of ${countText(manifest.plannedTrials, "planned trial")} are missing.`]
    : ended;
};

const failures: Check = (_manifest, trials) => {
  const failed = trials.flatMap((trial) =>
    trial.phase === "measured" && trial.outcome.kind === "failed" ? [trial.outcome.class] : [],
  );
  if (failed.length === 0) return [];
  return [
    `${countText(failed.length, "measured trial")} failed (${tally(failed)}): they have no latency, so the latencies are of the successful only.`,
  ];
};

const fewTrials: Check = (_manifest, _trials, summaries) =>
  summaries.flatMap((summary) => {
    const { n } = summary.latencyMs;
    if (n >= P90_NEEDS) return [];
    return [
      `${cleanText(summary.group)}: ${countText(n, "answered trial")}, fewer than the ${P90_NEEDS} that a p90 with an interval needs.`,
    ];
  });

const fewCases: Check = (manifest) =>
  manifest.cases.length >= FEWEST_CASES
    ? []
    : [
        `${countText(manifest.cases.length, "case")}: with fewer than ${FEWEST_CASES} prompts nothing can be said about prompts in general.`,
      ];

const noWarmup: Check = (manifest) =>
  manifest.warmups > 0 ? [] : ["No warm-ups: the first answers may hold loading and compiling."];

const notInterleaved: Check = (manifest) =>
  manifest.targets.length > 1 && manifest.order === "sequential"
    ? ["Targets were measured one after the other: a drift of the machine would look like a difference between them."]
    : [];

const tokens: Check = (_manifest, _trials, summaries) => {
  const sources = new Set(summaries.filter((summary) => summary.trials > 0).map((summary) => summary.tokenSource));
  const uncounted = summaries.filter((summary) => summary.trials > 0 && summary.tokenSource === null);
  return [
    ...uncounted.map(
      (summary) => `${cleanText(summary.group)}: no single source of token counts, so no rates in tokens.`,
    ),
    ...(sources.has("whitespace") ? ["Words were counted in place of tokens."] : []),
    ...(sources.size > 1 ? ["Targets count tokens by different sources: their rates do not compare."] : []),
  ];
};

const unequalLengths: Check = (_manifest, _trials, summaries) => {
  const medians = summaries.flatMap((summary) => summary.outputTokens.p50 ?? []);
  const [low, high] = [Math.min(...medians), Math.max(...medians)];
  if (medians.length < 2 || low >= 0.9 * high) return [];
  return [
    `Answers differ in length (median ${low} to ${high} tokens): latencies compare the targets as used, not speed token by token.`,
  ];
};

const unstreamed: Check = (_manifest, trials) => {
  const whole = trials.filter(
    (trial) => trial.phase === "measured" && trial.outcome.kind === "answered" && !trial.streamed,
  ).length;
  return whole === 0 ? [] : [`${countText(whole, "answer")} came whole, without streaming: no time to first token.`];
};

const sentLate: Check = (_manifest, trials) => {
  const lags = trials.flatMap((trial) => (trial.phase === "measured" ? (trialMetrics(trial).scheduleLagMs ?? []) : []));
  const late = lags.filter((lag) => lag > LATE_MS);
  if (late.length === 0) return [];
  const worst = late.reduce((a, b) => Math.max(a, b));
  return [
    `${late.length} of ${lags.length} scheduled requests were sent more than ${LATE_MS} ms late (worst ${durationText(worst)}): the client limited the load; see response time.`,
  ];
};

const crowdedCores: Check = (manifest) =>
  manifest.sessions.flatMap((session) => {
    const cores = session.machine.availableCores ?? session.machine.cores;
    if (typeof cores !== "number") return [];
    const crowded = session.engines.filter((engine) => engine.threads !== null && engine.threads >= cores);
    return crowded.map(
      (engine) =>
        `${cleanText(engine.target)}: ${engine.threads} threads on ${countText(cores, "core")} leave none for the measuring process.`,
    );
  });

const drifted: Check = (_manifest, trials) => {
  const found = driftSentence(
    driftOverRun(
      trials.filter((trial) => trial.phase === "measured"),
      "latencyMs",
    ),
  );
  return found === null
    ? []
    : [`Latency: ${found}; targets that took turns share it, but it is not the steady state of the machine.`];
};

const unseeded: Check = (manifest) =>
  manifest.generation.temperature !== 0 && manifest.generation.seed === null
    ? ["No generation seed and not greedy: answers, and with them their lengths, differ from run to run."]
    : [];

const unknownWeights: Check = (manifest) => {
  const engines = manifest.sessions.flatMap((session) => session.engines);
  const names = new Set(
    engines.filter((engine) => engine.modelSha256 === null).map((engine) => cleanText(engine.target)),
  );
  return names.size === 0
    ? []
    : [`The weights of ${firstOf([...names])} are not known by a hash: a repetition may meet others.`];
};

const severalSessions: Check = (manifest) =>
  manifest.sessions.length > 1
    ? [
        `Measured in ${manifest.sessions.length} processes: ${manifest.sessions.map((session) => cleanText(session.ended ?? "not ended")).join("; ")}.`,
      ]
    : [];

const asSentence = (text: string) => `${capital(text)}${/[.!?…]$/.test(text) ? "" : "."}`;

const engineWarnings: Check = (manifest, trials) => {
  const said = trials.flatMap((trial) =>
    trial.phase === "measured" ? trial.outcome.warnings.map((warning) => cleanText(warning)) : [],
  );
  const fromTrials = said.length === 0 ? [] : [`Warnings in trials: ${tally(said)}.`];
  return [...manifest.warnings.map((warning) => asSentence(cleanText(warning))), ...fromTrials];
};

const CHECKS: readonly Check[] = [
  incomplete,
  failures,
  fewTrials,
  fewCases,
  noWarmup,
  notInterleaved,
  tokens,
  unequalLengths,
  unstreamed,
  delivered,
  countedOtherwise,
  sentLate,
  crowdedCores,
  busyAtStart,
  busyDuring,
  drifted,
  unseeded,
  unknownWeights,
  severalSessions,
  engineWarnings,
];

/** A check may find the same of many targets. */
const MOST_OF_A_KIND = 6;

/** What may make the verdict wrong, found in the run's own data: one sentence for each flag that is up, few of each kind. */
export function threatSentences(
  manifest: Manifest,
  trials: readonly Trial[],
  summaries: readonly Summary[],
  samples: readonly Sample[] = [],
): string[] {
  return CHECKS.flatMap((check) => {
    const found = check(manifest, trials, summaries, samples);
    const left = found.length - MOST_OF_A_KIND;
    return left > 1 ? [...found.slice(0, MOST_OF_A_KIND), `… and ${left} more of this kind.`] : found;
  });
}

/** How many checks `threatSentences` makes; said when none of them raised a flag. */
export const threatChecks = CHECKS.length;
