import { checkTrials } from "../../arguments/check-runs.js";
import { checkNumber, checkRows } from "../../arguments/check-values.js";
import { checkedLater } from "../../arguments/fields.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import { catalogue } from "../../metrics/catalogue.js";
import { type Goodput, goodput } from "../../metrics/goodput.js";
import type { Limits } from "../../metrics/limits.js";
import { headingOfMetric } from "../../metrics/metric.js";
import { summarize } from "../../metrics/summarize.js";
import { trialMetrics } from "../../metrics/trial-metrics.js";
import { wilsonInterval } from "../../statistics/intervals/wilson-interval.js";
import type { Trial } from "../../types/index.js";
import type { LoadPanel, LoadPoint } from "./load-figure.js";
import { measuredByTarget } from "./options.js";
import { percentileMark } from "./percentiles.js";

/** One run of a sweep: how much was offered, in the unit of the load axis, and what came of it. */
export interface LoadRun {
  readonly load: number;
  readonly trials: readonly Trial[];
}

/** The limits that goodput counts by; all that are stated must hold. */
export interface LoadPanelOptions {
  readonly limits: Limits;
}

type Value = Omit<LoadPoint, "target" | "load" | "n">;

const unknown: Value = { value: null, low: null, high: null };

function pointsOf(runs: readonly LoadRun[], read: (run: LoadRun, target: string) => Value): LoadPoint[] {
  return runs.flatMap((run) =>
    [...measuredByTarget(run.trials)].map(([target, trials]) => ({
      target,
      load: run.load,
      ...read(run, target),
      n: trials.length,
    })),
  );
}

function answeredPerSecond({ trials }: LoadRun, target: string): Value {
  const found = summarize(trials).find((summary) => summary.group === target)?.requestsPerMinute ?? null;
  return { ...unknown, value: found === null ? null : found / 60 };
}

/** Good requests per second, with the Wilson interval of their share of all that were sent. */
function goodPerSecond(found: Goodput): Value {
  const { goodRequestsPerSecond: value, good, trials, durationSeconds } = found;
  if (value === null || durationSeconds === null || trials === 0) return unknown;
  const { low, high } = wilsonInterval(good, trials, { confidence: 0.95 });
  const perSecond = (share: number) => (share * trials) / durationSeconds;
  return { value, low: perSecond(low), high: perSecond(high) };
}

function firstToken(trials: readonly Trial[]): Value {
  const values = trials.flatMap((trial) => trialMetrics(trial).timeToFirstTokenMs ?? []);
  if (values.length === 0) return unknown;
  const { value, interval } = percentileMark(values, "median");
  return { value, low: interval?.low ?? null, high: interval?.high ?? null };
}

const loadPanelOptions = settings({
  limits: checkedLater<Limits>("limits in milliseconds, as in { responseTimeMs: 2000 }"),
});

/**
 * Runs at growing loads as the panels of `figures.load`: goodput (requests per second within the limits, failures counted as not
 * good; interval: Wilson, of the share), answered requests per second, and the median time to first token with its interval.
 * Throws as `goodput` does for invalid limits.
 *
 * @example
 * bb.figures.loadPanels([{ load: 4, trials }], { limits: { responseTimeMs: 2000 } }).map((panel) => panel.title);
 */
export function loadPanels(runs: readonly LoadRun[], options: LoadPanelOptions): LoadPanel[] {
  checkRows("loadPanels", "runs", runs, "a list of { load, trials }");
  checkedOptions("loadPanels", loadPanelOptions, options);
  for (const [at, { load, trials }] of runs.entries()) {
    checkNumber("loadPanels", `runs[${at}].load`, load);
    checkTrials("loadPanels", trials, `runs[${at}].trials`);
  }
  const first = pointsOf(runs, ({ trials }, target) => firstToken(measuredByTarget(trials).get(target) ?? []));
  const good = pointsOf(runs, ({ trials }, target) => goodPerSecond(goodput(trials, options.limits, { target })));
  return [
    { title: "goodput (requests/s)", points: good },
    { title: "throughput (requests/s)", points: pointsOf(runs, answeredPerSecond) },
    ...(first.some((point) => point.value !== null)
      ? [{ title: headingOfMetric(catalogue.timeToFirstTokenMs), points: first }]
      : []),
  ];
}
