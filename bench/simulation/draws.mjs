// Data with a known truth, from a seed. Each sort of data says its own mean and quantiles, found from its formula.
import { mersenne } from "pure-rand/generator/mersenne";

/**
 * Random numbers of one seed.
 * @param {number} seed
 */
export function randomOf(seed) {
  const generator = mersenne(seed | 0);
  const fraction = () => ((generator.next() >>> 0) + 0.5) / 2 ** 32;
  const normal = () => Math.sqrt(-2 * Math.log(fraction())) * Math.cos(2 * Math.PI * fraction());
  return { fraction, normal };
}

/** @typedef {ReturnType<typeof randomOf>} Random */

/** Standard deviation of the logarithms of the lognormal data: the latencies of one model on one machine look like this. */
const LOG_SPREAD = 0.5;

/** Quantiles of the standard normal distribution that the study asks for. */
const NORMAL_QUANTILES = { 0.5: 0, 0.9: 1.2815515655446004, 0.95: 1.6448536269514722, 0.99: 2.3263478740408408 };

/** Quantile of the gamma distribution of shape 2: where 1 - (1 + x) exp(-x) is p, by halving. */
function gammaQuantile(p) {
  let [low, high] = [0, 50];
  for (let step = 0; step < 200; step++) {
    const middle = (low + high) / 2;
    if (1 - (1 + middle) * Math.exp(-middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Independent values: what is drawn, its mean, its quantiles. Skewness 0, 1.75 and 1.41. */
export const independent = {
  normal: {
    draw: (/** @type {Random} */ { normal }) => 100 + 10 * normal(),
    mean: 100,
    quantile: (p) => 100 + 10 * NORMAL_QUANTILES[p],
  },
  lognormal: {
    draw: (/** @type {Random} */ { normal }) => Math.exp(LOG_SPREAD * normal()),
    mean: Math.exp(LOG_SPREAD ** 2 / 2),
    quantile: (p) => Math.exp(LOG_SPREAD * NORMAL_QUANTILES[p]),
  },
  gamma: {
    draw: (/** @type {Random} */ { fraction }) => -Math.log(fraction()) - Math.log(fraction()),
    mean: 2,
    quantile: gammaQuantile,
  },
};

/**
 * n independent values.
 * @param {Random} random
 * @param {keyof typeof independent} kind
 * @param {number} n
 */
export function values(random, kind, n) {
  return Array.from({ length: n }, () => independent[kind].draw(random));
}

/**
 * Repetitions of prompts: a prompt's own level (spread 1, of the kind's shape) and noise around it (spread 1). Mean: the
 * kind's own.
 * @param {Random} random
 * @param {keyof typeof independent} kind
 */
export function clustered(random, kind, prompts, repetitions) {
  const labels = [];
  const drawn = [];
  const spread = kind === "normal" ? 10 : independent[kind].mean * 0.5;
  for (let prompt = 0; prompt < prompts; prompt++) {
    const level = independent[kind].draw(random);
    for (let time = 0; time < repetitions; time++) {
      labels.push(prompt);
      drawn.push(level + spread * random.normal());
    }
  }
  return { labels, values: drawn };
}

/**
 * A run whose neighbors are alike: first-order autoregression of mean 0 with the correlation `rho`, begun in its own
 * distribution.
 * @param {Random} random
 */
export function correlated(random, n, rho) {
  let last = random.normal() / Math.sqrt(1 - rho * rho);
  return Array.from({ length: n }, () => {
    last = rho * last + random.normal();
    return last;
  });
}
