import * as v from "valibot";
import { checkManifest } from "../../arguments/check-runs.js";
import { checkedLater } from "../../arguments/fields.js";
import { checkedOptions, type FieldsOf, settings } from "../../arguments/options.js";
import { type FromTrials, type TrialSource, withTrials } from "../../arguments/with-trials.js";
import type { Manifest, Prices, Trial } from "../../types/index.js";
import { durationSeconds, measuredStretches } from "../measured-time.js";
import { outputTokensOf } from "../output-tokens.js";
import { checkedPrices, type PricesInput } from "./prices.js";
import { type TokenCost, tokenCostOf } from "./token-cost.js";

/** What one target cost. Null is unknown, never free, and `reason` says why. */
export interface CostSummary {
  readonly kind: "cost";
  readonly target: string;
  readonly currency: string | null;
  /** The day of the price list. */
  readonly pricesAsOf: string | null;
  /** Of everything that was sent to it, warm-ups as well. */
  readonly runCost: number | null;
  /** Of its measured trials. */
  readonly measuredCost: number | null;
  /** `measuredCost` / answered trials. */
  readonly costPerAnswer: number | null;
  /** `measuredCost` x 1,000,000 / output tokens of the answered trials. */
  readonly costPerMillionOutputTokens: number | null;
  readonly reason: string | null;
}

/** Options of {@link costSummary}. */
export interface CostOptions {
  /** By name of target; of a run its own by default. */
  readonly prices?: Readonly<Record<string, PricesInput>>;
}

const costOptions = settings({
  prices: v.optional(checkedLater<Readonly<Record<string, PricesInput>>>("prices by name of target")),
} satisfies FieldsOf<CostOptions>);

/**
 * What a run cost by target: prices by token from the counts that the servers told, and prices by hour for the time in which the target was
 * asked.
 *
 * A request whose count is not known makes the cost unknown, never free. A request of which nothing came back counts as not billed. Cached
 * prompt tokens cost their own price where there is one, and then each request must tell how many there were. One entry for each
 * target with measured trials, in the order of appearance. Pure for trials; of a run it reads the files.
 * @throws when prices are negative, unknown, or of a target that is not there.
 * @example
 * await bb.inspect.cost(run, { prices: { [run.manifest.targets[0]?.name ?? ""]: { perHour: 2.5, currency: "EUR", asOf: "2026-11-30" } } });
 */
export function costSummary<Source extends TrialSource>(
  source: Source,
  options: CostOptions = {},
): FromTrials<Source, CostSummary[]> {
  const given = checkedOptions("inspect.cost", costOptions, options).prices;
  return withTrials("inspect.cost", source, (trials, run) => {
    if (run !== null) checkManifest("inspect.cost", run.manifest, ["targets"]);
    const names = run?.manifest.targets ?? [...new Set(trials.map(({ target }) => target))].map((name) => ({ name }));
    const prices = given === undefined ? (run?.manifest.prices ?? {}) : checkedPrices("inspect.cost", given, names);
    return costOf(trials, { prices });
  });
}

/** What each target with measured trials cost, by the prices of its run. */
export function costOf(trials: readonly Trial[], { prices = {} }: Pick<Manifest, "prices">): CostSummary[] {
  const names = new Set(trials.flatMap(({ target, phase }) => (phase === "measured" ? [target] : [])));
  return [...names].map((target) => {
    const list = Object.hasOwn(prices, target) ? prices[target] : undefined;
    return list === undefined ? withoutPrices(target) : accountOf(target, trials, list);
  });
}

const withoutPrices = (target: string): CostSummary => ({
  kind: "cost",
  target,
  currency: null,
  pricesAsOf: null,
  runCost: null,
  measuredCost: null,
  costPerAnswer: null,
  costPerMillionOutputTokens: null,
  reason: "no prices were given: prices of runBenchmark, or of bb.inspect.cost",
});

function accountOf(target: string, trials: readonly Trial[], prices: Prices): CostSummary {
  const sent = trials.filter((trial) => trial.target === target);
  const measured = sent.filter(({ phase }) => phase === "measured");
  const all = addHours(tokenCostOf(sent, prices), prices, secondsAsked(trials, target));
  const ofMeasured = addHours(
    tokenCostOf(measured, prices),
    prices,
    durationSeconds(measuredStretches(trials, (trial) => trial.target === target)),
  );
  const answered = measured.filter(({ outcome }) => outcome.kind === "answered").length;
  const tokens = outputTokensOf(measured);
  const per = (count: number | null) =>
    ofMeasured.cost === null || count === null || count === 0 ? null : ofMeasured.cost / count;
  const byToken = per(tokens);
  const uncounted =
    byToken === null && ofMeasured.cost !== null ? "no single source of token counts, so none by token" : null;
  return {
    kind: "cost",
    target,
    currency: prices.currency,
    pricesAsOf: prices.asOf,
    runCost: all.cost,
    measuredCost: ofMeasured.cost,
    costPerAnswer: per(answered),
    costPerMillionOutputTokens: byToken === null ? null : byToken * 1e6,
    reason: ofMeasured.reason ?? all.reason ?? uncounted,
  };
}

/** The time in which a target was asked at all: as measured time, with its warm-ups. */
const secondsAsked = (trials: readonly Trial[], target: string): number | null =>
  durationSeconds(
    measuredStretches(
      trials.map((trial) => ({ ...trial, phase: "measured" as const })),
      (trial) => trial.target === target,
    ),
  );

function addHours({ cost, reason }: TokenCost, { perHour }: Prices, seconds: number | null): TokenCost {
  if (perHour === undefined || cost === null) return { cost, reason };
  return seconds === null
    ? { cost: null, reason: "no time passed that could be billed" }
    : { cost: cost + (perHour * seconds) / 3600, reason };
}
