import { resolve } from "node:path";
import * as v from "valibot";
import { checkRun } from "../../arguments/check-runs.js";
import { checkList } from "../../arguments/check-values.js";
import { filledText, numberFrom, wholeSeed } from "../../arguments/fields.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import { conditionsOf } from "../../comparison/trend/conditions.js";
import { runEstimate } from "../../comparison/trend/run-estimate.js";
import type { TrendSettings } from "../../comparison/trend/series-trend.js";
import { type ConditionedPoint, gravest, targetTrend } from "../../comparison/trend/target-trend.js";
import type { LeftOut, Trend, TrendRun } from "../../comparison/trend/trend.js";
import { type ComparedMetric, catalogue, comparedMetric } from "../../metrics/catalogue.js";
import { confidence } from "../../statistics/intervals/interval.js";
import { openRun } from "../../store/run-folder/open-run.js";
import type { Run } from "../../types/index.js";
import { withLengths } from "./answer-lengths.js";

/** How a history is read. */
export interface TrendOptions {
  readonly metric: ComparedMetric;
  /** Only this target; all targets by default. */
  readonly target?: string;
  /** Changes that may be as small as this share are not called slower or faster; 0.015 by default. */
  readonly noiseThreshold?: number;
  /** Of the intervals, and 1 - the level of the test; 0.95 by default. */
  readonly confidence?: number;
  /** Of the permutations; 1 by default. */
  readonly seed?: number;
}

const trendOptions = settings({
  metric: comparedMetric,
  target: v.optional(filledText("the name of a target")),
  noiseThreshold: v.optional(numberFrom(0, 1), 0.015),
  confidence,
  seed: v.optional(wholeSeed, 1),
});

interface PlacedRun {
  readonly run: Run;
  readonly facts: TrendRun;
}

/**
 * Has it become slower since? Many runs of the same thing, such as one a night, with the runs at which the metric stepped to another level.
 *
 * `runs` are runs or their folders, in any order: they are put in the order in which they began. Each target has an estimate for each run,
 * the mean over cases with its interval clustered by case. Only runs under the same conditions make a series: case set, machine, engine
 * and version, model and its hash, the target's settings, load, generation and other targets. Others begin a series of their own, and
 * `differs` says what is not the same. In each series of the logarithms of the estimates `stats.changePoints` looks for steps. One is
 * `slower` or `faster` when all of its interval, which allows for a look after every run, lies beyond the noise threshold: in 30 stable
 * runs looked at after each, that is a false alarm for at most 1 of 20 histories, and a step of 10 % is found once two runs show it, where
 * runs differ by 2 % (docs/simulation-study.md). Runs that are invalid or limited by the client are in `leftOut` with the reason.
 * No runs, or too few for any conclusion, give the verdict "too-few-runs" and what would help.
 *
 * Times in the unit of the metric, changes in percent. Throws RangeError for options out of range, a run given twice and a target that no
 * run has; rejects when a folder holds no run.
 *
 * @example
 * (await bb.trend([run], { metric: "latencyMs" })).verdict;
 */
export async function trend(runs: readonly (Run | string)[], options: TrendOptions): Promise<Trend> {
  checkList("trend", "runs", runs, "a list of runs or of their folders");
  const { target, ...given } = checkedOptions("trend", trendOptions, options);
  const placed = await inTimeOrder(runs);
  const names = placed.flatMap(({ run }) => run.manifest.targets.map(({ name }) => name));
  if (target !== undefined && names.length > 0 && !names.includes(target))
    throw new RangeError(`trend expected target to be one of ${[...new Set(names)].join(", ")}, got ${target}`);
  const wanted = target === undefined ? [...new Set(names)] : [target];
  const { points, leftOut } = await estimates(placed, wanted, given);
  const found = wanted.map((name) => targetTrend(name, points.get(name) ?? [], given));
  const targets = await withLengths(found, placed, given.metric);
  const { metric, confidence, noiseThreshold } = given;
  return {
    kind: "trend",
    ...{ metric, unit: catalogue[metric].unit, confidence, noiseThreshold, runs: placed.length },
    verdict: gravest(targets.map(({ verdict }) => verdict)),
    reasons: reasonsOf(targets),
    ...{ targets, leftOut },
  };
}

function reasonsOf(targets: Trend["targets"]): string[] {
  if (targets.length === 0)
    return ["no run was given, so nothing is known: measure with runBenchmark, and give the folders of its runs"];
  return targets.flatMap(({ target, reasons }) => reasons.map((reason) => `${target}: ${reason}`));
}

async function inTimeOrder(runs: readonly (Run | string)[]): Promise<PlacedRun[]> {
  const opened: Run[] = [];
  for (const one of runs) {
    const run = typeof one === "string" ? await openRun(one) : one;
    checkRun("trend", run);
    opened.push(run);
  }
  const twice = opened.find(
    ({ manifest }, at) => opened.findIndex((one) => one.manifest.runId === manifest.runId) < at,
  );
  if (twice !== undefined)
    throw new RangeError(`trend expected each run once, got ${twice.manifest.runId} (${twice.directory}) twice`);
  return opened
    .sort((a, b) => Date.parse(a.manifest.createdAt) - Date.parse(b.manifest.createdAt))
    .map((run, at) => {
      const { runId, name, createdAt } = run.manifest;
      return { run, facts: { place: at + 1, runId, name, directory: resolve(run.directory), createdAt } };
    });
}

/** One run after the other, so that only one journal is in memory. */
async function estimates(placed: readonly PlacedRun[], wanted: readonly string[], settings: TrendSettings) {
  const points = new Map<string, ConditionedPoint[]>(wanted.map((name) => [name, []]));
  const leftOut: LeftOut[] = [];
  for (const { run, facts } of placed) {
    const names = run.manifest.targets.map(({ name }) => name);
    if (!wanted.some((name) => names.includes(name))) {
      const reason = `it has no target ${wanted.join(", ")}, only ${names.join(", ")}`;
      leftOut.push({ ...facts, target: null, reason });
      continue;
    }
    const trials = await run.trials();
    for (const target of wanted.filter((name) => names.includes(name))) {
      const found = runEstimate(trials, run.manifest, { ...settings, target });
      if (found.kind === "left-out") leftOut.push({ ...facts, target, reason: found.reason });
      else {
        const { kind: _, ...numbers } = found;
        points.get(target)?.push({
          point: { ...facts, ...numbers },
          conditions: conditionsOf(run.manifest, target),
        });
      }
    }
  }
  return { points, leftOut };
}
