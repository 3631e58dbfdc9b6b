// How often each interval holds the truth that the data were made from, at the sizes for which it is meant and below them.
import { mean } from "simple-statistics";
import { quantileInterval, stats } from "../../lib/dist/index.js";
import { clustered, correlated, independent, randomOf, values } from "./draws.mjs";

/** @typedef {import("./draws.mjs").Random} Random */
/** @typedef {{ interval: { low: number, high: number }, truth: number }} Sample */
/** @typedef {{ what: string, data: string, size: string, share: number, accepted: boolean, note?: string }} Row */

/** Share of `times` samples whose interval holds the truth; `one` gives an interval and the truth of one sample. */
function share(times, seed, /** @type {(random: Random, time: number) => Sample} */ one) {
  const random = randomOf(seed);
  let held = 0;
  for (let time = 0; time < times; time++) {
    const { interval, truth } = one(random, time);
    if (interval.low <= truth && truth <= interval.high) held++;
  }
  return held / times;
}

/** An interval of which these sizes are known to have one. @type {(found: any) => Sample["interval"] & { coverage: number }} */
const heldBy = (found) => found;

const KINDS = /** @type {const} */ (["normal", "lognormal", "gamma"]);
const isSkewed = (kind) => kind !== "normal";

/** Student's interval: exact for normal values, skewed ones need a larger sample. */
export function meanRows(times) {
  const sizes = { normal: [2, 5, 10, 30, 100], lognormal: [10, 50, 100, 300], gamma: [10, 50, 100, 300] };
  return KINDS.flatMap((kind) =>
    sizes[kind].map((n, i) => ({
      what: "meanInterval",
      ...{ data: kind, size: `n = ${n}`, accepted: !isSkewed(kind) || n >= 50 },
      share: share(times, 100 + i, (random) => {
        return { interval: stats.meanInterval(values(random, kind, n)), truth: independent[kind].mean };
      }),
    })),
  );
}

/** Order statistics: whatever the distribution; never below what is asked, above it by what whole ranks leave. */
export function quantileRows(times) {
  const sizes = [
    ...[10, 30, 100].map((n) => [0.5, n]),
    ...[36, 100].map((n) => [0.9, n]),
    ...[72, 200].map((n) => [0.95, n]),
    ...[368, 1000].map((n) => [0.99, n]),
  ];
  return sizes.flatMap(([p, n]) =>
    KINDS.map((kind) => {
      const exact = heldBy(quantileInterval(values(randomOf(1), kind, n), p)).coverage;
      return {
        what: `quantileInterval, p${p * 100}`,
        ...{ data: kind, size: `n = ${n}`, accepted: exact <= 0.97 },
        note: `says ${(100 * exact).toFixed(1)} % itself`,
        share: share(times, 200 + n, (random) => {
          return {
            interval: heldBy(quantileInterval(values(random, kind, n), p)),
            truth: independent[kind].quantile(p),
          };
        }),
      };
    }),
  );
}

/** Wilson: at one rate the coverage steps with n, so the rate is drawn anew each time. */
export function wilsonRows(times) {
  return [10, 20, 50, 100, 500].map((n) => ({
    what: "wilsonInterval",
    ...{ data: "rates from 0.05 to 0.95", size: `n = ${n}`, accepted: true },
    share: share(times, 300 + n, (random) => {
      const truth = 0.05 + 0.9 * random.fraction();
      let passed = 0;
      for (let i = 0; i < n; i++) if (random.fraction() < truth) passed++;
      return { interval: stats.wilsonInterval(passed, n), truth };
    }),
  }));
}

/** Repeated pass and fail: some prompts always answer alike, the share of which is drawn anew each time, as the rate is. */
export function rateRows(times) {
  return [10, 20, 30, 100].flatMap((prompts) =>
    [
      stats.clusteredRate,
      (/** @type {boolean[]} */ passed) => ({ interval: stats.wilsonInterval(count(passed), passed.length) }),
    ].map((made, i) => ({
      what: i === 0 ? "clusteredRate" : "wilsonInterval over all answers",
      ...{
        data: "rates from 0.05 to 0.95, repeated",
        size: `${prompts} prompts x 5`,
        accepted: i === 0 && prompts >= 20,
      },
      ...(i === 0 ? {} : { note: "not meant for this: repetitions are no new prompts" }),
      share: share(times, 600 + prompts, (random) => {
        const [truth, alike] = [0.05 + 0.9 * random.fraction(), random.fraction()];
        const labels = Array.from({ length: 5 * prompts }, (_, answer) => Math.floor(answer / 5));
        const own = Array.from({ length: prompts }, () => ({
          passes: random.fraction() < truth,
          always: random.fraction() < alike,
        }));
        const passed = labels.map((prompt) => (own[prompt]?.always ? own[prompt].passes : random.fraction() < truth));
        return { interval: made(passed, labels).interval, truth };
      }),
    })),
  );
}

const count = (/** @type {boolean[]} */ passed) => passed.filter(Boolean).length;

/** The bootstrap of a mean of independent values. */
export function bootstrapRows(times, resamples) {
  return /** @type {const} */ (["percentile", "expanded", "bca"]).flatMap((method) =>
    KINDS.flatMap((kind) =>
      [20, 50, 100].map((n) => ({
        what: `bootstrapInterval, ${method}`,
        ...{ data: kind, size: `n = ${n}`, accepted: n >= (isSkewed(kind) ? 100 : 50) },
        share: share(times, 400 + n, (random, time) => {
          const drawn = values(random, kind, n);
          return {
            interval: heldBy(stats.bootstrapInterval(drawn, mean, { method, resamples, seed: time })),
            truth: independent[kind].mean,
          };
        }),
      })),
    ),
  );
}

/** Five repetitions of each prompt; the bootstrap draws whole prompts. */
export function clusteredRows(times, resamples) {
  return KINDS.flatMap((kind) =>
    [10, 30, 100].flatMap((prompts) => {
      const size = { data: `${kind}, clustered`, size: `${prompts} prompts x 5` };
      const accepted = !isSkewed(kind) || prompts >= 30;
      const truth = independent[kind].mean;
      const draw = (/** @type {Random} */ random) => clustered(random, kind, prompts, 5);
      return [
        {
          ...{ what: "clusteredMean", ...size, accepted },
          share: share(times, 500 + prompts, (random) => {
            const { values: drawn, labels } = draw(random);
            return { interval: stats.clusteredMean(drawn, labels).interval, truth };
          }),
        },
        {
          ...{ what: "bootstrapInterval, clusters", ...size, accepted },
          share: share(Math.min(times, 1000), 500 + prompts, (random, time) => {
            const { values: drawn, labels } = draw(random);
            return {
              interval: heldBy(stats.bootstrapInterval(drawn, mean, { clusters: labels, resamples, seed: time })),
              truth,
            };
          }),
        },
      ];
    }),
  );
}

/** Batch means: a batch must be long against the memory of the run, about 10 (1 + rho) / (1 - rho) values in each. */
export function batchRows(times) {
  const sizes = [
    ...[50, 200, 1000].map((n) => [0, n]),
    ...[100, 300, 1000].map((n) => [0.5, n]),
    ...[200, 1000, 2000].map((n) => [0.8, n]),
    ...[500, 2000].map((n) => [0.9, n]),
  ];
  return sizes.map(([rho, n]) => ({
    what: "batchMeansInterval",
    ...{ data: `autocorrelation ${rho}`, size: `n = ${n}`, accepted: n / 10 >= (10 * (1 + rho)) / (1 - rho) },
    share: share(times, 600 + n, (random) => {
      return { interval: stats.batchMeansInterval(correlated(random, n, rho)), truth: 0 };
    }),
  }));
}
