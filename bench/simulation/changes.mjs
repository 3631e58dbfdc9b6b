// How often a stable history seems to change, and how soon a step of 10 % is found: on the logarithms of 30 runs' means.
import { stats } from "../../lib/dist/index.js";
import { correlated, randomOf } from "./draws.mjs";

const RUNS = 30;
const LOG_STEP = Math.log(1.1);
/** What `trend` calls a change is larger than this for sure. */
const NOISE_THRESHOLD = Math.log(1.015);

/** Spread 1 and mean 0, of a shape: runs of a quiet machine, of one with slow runs now and then, and with wild ones. */
const SHAPES = {
  normal: ({ normal }) => normal(),
  skewed: ({ normal }) => (Math.exp(0.5 * normal()) - Math.exp(0.125)) / 0.6039,
  "heavy tails": ({ normal }) => {
    const chi = [normal(), normal(), normal()].reduce((total, one) => total + one * one, 0);
    return normal() / Math.sqrt(chi / 3) / Math.sqrt(3);
  },
};

const beyond = ({ interval }) => interval.low > NOISE_THRESHOLD || interval.high < -NOISE_THRESHOLD;

/** Stable histories: called at all when the 30 runs are there; as a change by `trend` then, and after any of the runs. */
export function stableHistories(/** @type {number} */ times, spread = 0.02) {
  const independent = Object.entries(SHAPES).map(([noise, draw], at) => {
    const random = randomOf(700 + at);
    return { noise, isMeant: true, history: () => Array.from({ length: RUNS }, () => draw(random)) };
  });
  const random = randomOf(720);
  const wandering = { noise: "normal, neighbors 0.5", isMeant: false, history: () => correlated(random, RUNS, 0.5) };
  return [...independent, wandering].map(({ noise, isMeant, history }) => {
    const counts = { once: 0, called: 0, anyLook: 0 };
    for (let time = 0; time < times; time++) {
      const values = history().map((one) => spread * one);
      const looks = values.map((_, at) => stats.changePoints(values.slice(0, at + 1), { seed: time + 1 }).points);
      const last = looks.at(-1) ?? [];
      if (last.length > 0) counts.once++;
      if (last.some(beyond)) counts.called++;
      if (looks.some((points) => points.some(beyond))) counts.anyLook++;
    }
    const share = (count) => count / times;
    return { noise, isMeant, once: share(counts.once), called: share(counts.called), anyLook: share(counts.anyLook) };
  });
}

/** A step of 10 % after so many runs, looked at when two more are there: found in its place, within one run, and by `trend`. */
export function newSteps(/** @type {number} */ times) {
  const designs = [
    ...Object.keys(SHAPES).flatMap((noise) => [10, 13, 18, 28].map((before) => ({ noise, before, spread: 0.02 }))),
    { noise: "normal", before: 28, spread: 0.03 },
  ];
  return designs.map(({ noise, before, spread }, at) => {
    const random = randomOf(750 + at);
    const counts = { found: 0, called: 0 };
    for (let time = 0; time < times; time++) {
      const values = Array.from(
        { length: before + 2 },
        (_, run) => spread * SHAPES[noise](random) + (run < before ? 0 : LOG_STEP),
      );
      const point = stats
        .changePoints(values, { seed: time + 1 })
        .points.find((one) => one.change > 0 && Math.abs(one.at - before) <= 1);
      if (point !== undefined) counts.found++;
      if (point !== undefined && beyond(point)) counts.called++;
    }
    return { noise, before, spread, found: counts.found / times, called: counts.called / times };
  });
}
