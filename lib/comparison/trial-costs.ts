import { costOf } from "../metrics/cost/cost.js";
import { tokenCostOf } from "../metrics/cost/token-cost.js";
import { type EnergyEvidence, energyOf } from "../metrics/energy/energy.js";
import { isMeasured } from "../metrics/sent.js";
import { tokenCount } from "../metrics/token-count.js";
import type { Prices, Trial } from "../types/index.js";

/** What a correct answer may be counted in. */
export type CostKind = "seconds" | "tokens" | "joules" | "money";

/** What each measured trial of a target took, or why that is not known. */
export type TrialCosts =
  | { readonly of: ReadonlyMap<Trial, number>; readonly unit: string }
  | { readonly of: null; readonly reason: string };

/** What costs are made from: a run's trials, with its samples and prices where those are asked for. */
export interface CostEvidence extends EnergyEvidence {
  readonly prices: Readonly<Record<string, Prices>>;
}

/** The costs of one target's measured trials. Energy and hours are measured for all together, and shared by the trials' seconds. */
export function trialCosts(kind: CostKind, target: string, evidence: CostEvidence): TrialCosts {
  const own = evidence.trials.filter((trial) => trial.target === target && isMeasured(trial));
  switch (kind) {
    case "seconds":
      return { of: new Map(own.map((trial) => [trial, secondsOf(trial)])), unit: "s" };
    case "tokens":
      return tokensOf(own);
    case "joules": {
      const found = energyOf(evidence).find((one) => one.target === target);
      if (typeof found?.joules !== "number") return { of: null, reason: found?.reason ?? "no energy was measured" };
      return { of: shared(own, found.joules), unit: "J" };
    }
    case "money":
      return moneyOf(own, target, evidence);
  }
}

/** From the first sending to the end, so with the waits between sendings. */
const secondsOf = ({ attempts, dispatchedAtMs, endAtMs }: Trial): number =>
  (endAtMs - (attempts?.[0]?.dispatchedAtMs ?? dispatchedAtMs)) / 1000;

function tokensOf(own: readonly Trial[]): TrialCosts {
  const counts = own.map((trial) => ({ trial, ...tokenCount(trial) }));
  const sources = new Set(counts.flatMap(({ tokenSource }) => tokenSource ?? []));
  if (sources.size > 1) return { of: null, reason: `tokens were counted by ${[...sources].join(" and ")}` };
  const tokens = counts.map(({ trial, outputTokens }) => outputTokens ?? (saidNothing(trial) ? 0 : null));
  const unknown = tokens.filter((one) => one === null).length;
  if (unknown > 0)
    return { of: null, reason: `the output tokens of ${unknown} of ${own.length} answers are not known` };
  return { of: new Map(own.map((trial, at) => [trial, tokens[at] ?? 0])), unit: "tokens" };
}

const saidNothing = ({ outcome, firstTokenAtMs }: Trial): boolean =>
  outcome.kind !== "answered" && firstTokenAtMs === null && outcome.text === "" && outcome.reasoning === null;

function moneyOf(own: readonly Trial[], target: string, { trials, prices }: CostEvidence): TrialCosts {
  const found = costOf(trials, { prices }).find((one) => one.target === target);
  const list = prices[target];
  if (typeof found?.measuredCost !== "number" || list === undefined)
    return { of: null, reason: found?.reason ?? "nothing was measured" };
  const byToken = own.map((trial) => tokenCostOf([trial], list).cost ?? 0);
  const byHour = shared(own, found.measuredCost - byToken.reduce((sum, cost) => sum + cost, 0));
  const of = new Map(own.map((trial, at) => [trial, (byToken[at] ?? 0) + (byHour.get(trial) ?? 0)]));
  return { of, unit: list.currency };
}

function shared(own: readonly Trial[], total: number): Map<Trial, number> {
  const seconds = own.reduce((sum, trial) => sum + secondsOf(trial), 0);
  return new Map(own.map((trial) => [trial, seconds > 0 ? (total * secondsOf(trial)) / seconds : 0]));
}
