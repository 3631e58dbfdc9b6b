import { max, min } from "simple-statistics";
import type { Arm } from "../metrics/paired-cases.js";
import type { Finding, Trial } from "../types/index.js";
import { finding } from "./codes.js";

/**
 * Whether the arms took turns. Arms that ran one after the other are confounded with everything that changed meanwhile:
 * under a drift of 5 % such a comparison rejects a true null 69 % of the time, taking turns keeps it near 5 %.
 */
export function notInterleaved(baseline: Arm, candidate: Arm): Finding[] {
  if (baseline.trials.length < 2 || candidate.trials.length < 2) return [];
  if (!ranApart(baseline.trials, candidate.trials)) return [];
  const text =
    "the arms were not interleaved: one ran after the other, so a drift of the machine looks like a difference";
  return [finding("not-interleaved", "refuses", candidate.name, text)];
}

/** Runs cannot take turns: what a reader of their comparison must know, and no reason to refuse it. */
export function differentRuns(candidate: Arm): Finding {
  const text =
    "the arms were not interleaved: they are different runs, so a change of the machine looks like a difference";
  return finding("not-interleaved", "note", candidate.name, text);
}

/** In every session that has both arms the same one came first as a whole; without such a session, in whole sessions. */
function ranApart(baseline: readonly Trial[], candidate: readonly Trial[]): boolean {
  const shared = new Set(baseline.map((trial) => trial.session));
  const both = [...new Set(candidate.map((trial) => trial.session))].filter((session) => shared.has(session));
  const spans = both.map((session) => [sent(baseline, session), sent(candidate, session)] as const);
  const sessions = [
    span(baseline.map((trial) => trial.session)),
    span(candidate.map((trial) => trial.session)),
  ] as const;
  const pairs = both.length === 0 ? [sessions] : spans;
  return pairs.every(([a, b]) => a.last < b.first) || pairs.every(([a, b]) => b.last < a.first);
}

function sent(trials: readonly Trial[], session: number) {
  return span(trials.filter((trial) => trial.session === session).map((trial) => trial.dispatchedAtMs));
}

function span(values: number[]) {
  return { first: min(values), last: max(values) };
}
