// How often a comparison says that there is a difference: where there is none, and where there is one.
import { compareTargets, stats } from "../../lib/dist/index.js";
import { randomOf } from "./draws.mjs";
import { simulatedRun } from "./trials.mjs";

const ARMS = { baseline: "a", candidate: "b" };
const FIRST_TOKEN = /** @type {const} */ ("timeToFirstTokenMs");
const isDifferent = ({ verdict }) => verdict === "faster" || verdict === "slower";

/**
 * Shares of `times` seeded experiments in which each of the named things happened.
 * @returns {Record<string, number>}
 */
function shares(times, seed, one) {
  const random = randomOf(seed);
  const counts = {};
  for (let time = 0; time < times; time++)
    for (const [name, happened] of Object.entries(one(random, time + seed * 100_000)))
      counts[name] = (counts[name] ?? 0) + (happened ? 1 : 0);
  return Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, count / times]));
}

/** Two equal targets: how often are they called different? */
export function equalTargets(times) {
  const metrics = /** @type {const} */ (["timeToFirstTokenMs", "latencyMs", "tokensPerSecond"]);
  return [
    { cases: 10, repetitions: 3 },
    { cases: 20, repetitions: 5 },
    { cases: 50, repetitions: 2 },
  ].flatMap((design, i) => {
    const called = shares(times, 1 + i, (random, seed) => {
      const trials = simulatedRun(random, { ...design, seed });
      return Object.fromEntries(
        metrics.map((metric) => [metric, isDifferent(compareTargets(trials, { ...ARMS, metric }))]),
      );
    });
    const words = `${design.cases} prompts x ${design.repetitions}`;
    return metrics.map((metric) => ({ design: words, metric, called: called[metric] }));
  });
}

/** Logarithms of an arm's times to the first token, by case and repetition. */
function logsOf(trials, target) {
  const own = trials.filter((trial) => trial.target === target);
  own.sort((a, b) => a.caseId.localeCompare(b.caseId) || a.repetition - b.repetition);
  return own.map((trial) => Math.log(trial.firstTokenAtMs - trial.dispatchedAtMs));
}

/** Prompts that suit one arm or the other, on average equal: a test that takes repetitions for prompts is fooled. */
export function clusteredNulls(times) {
  return [
    { cases: 20, repetitions: 10, caseSpread: 0.3 },
    { cases: 50, repetitions: 5, caseSpread: 0.3, jitter: 0.3 },
  ].map((design, i) => {
    const { called, naive } = shares(times, 11 + i, (random, seed) => {
      const trials = simulatedRun(random, { ...design, seed });
      return {
        called: isDifferent(compareTargets(trials, { ...ARMS, metric: FIRST_TOKEN })),
        naive: stats.pairedTTest(logsOf(trials, "b"), logsOf(trials, "a")).p < 0.05,
      };
    });
    return { design: `${design.cases} prompts x ${design.repetitions}`, called, naive };
  });
}

/** Variance of the logarithm of 1 + jitter u, u even from -1 to 1, from the integrals of log and of log squared. */
function logVariance(jitter) {
  const [low, high] = [1 - jitter, 1 + jitter];
  const first = (x) => x * Math.log(x) - x;
  const second = (x) => x * Math.log(x) ** 2 - 2 * first(x);
  const mean = (first(high) - first(low)) / (2 * jitter);
  return (second(high) - second(low)) / (2 * jitter) - mean ** 2;
}

/** A change of 5 %: the planned size, from a pilot and from variances that are known, and whether the run finds the change. */
export function plannedSizes(times) {
  const designs = [
    { pilot: 20, repetitions: 2, caseSpread: 0.05, jitter: 0.3 },
    { pilot: 40, repetitions: 3, caseSpread: 0.1, jitter: 0.3 },
    { pilot: 40, repetitions: 3, caseSpread: 0.02, jitter: 0.1 },
  ];
  return designs.flatMap(({ pilot, ...design }, i) => {
    const metric = FIRST_TOKEN;
    const fromPilot = (random, seed) => {
      const trials = simulatedRun(random, { ...design, cases: pilot, seed });
      return stats.planFromPilot(trials, { ...ARMS, metric, changePercent: 5, power: 0.9 }).prompts;
    };
    const sigma2 = logVariance(design.jitter);
    const variances = { omega2: design.caseSpread ** 2, sigma2Baseline: sigma2, sigma2Candidate: sigma2 };
    const known = { ...variances, delta: Math.log(1.05), repetitions: design.repetitions, power: 0.9 };
    const fromVariances = stats.planSampleSize({ ...known, test: "signed-rank" }).prompts;
    return [
      { design: `${pilot} x ${design.repetitions}`, planner: "planFromPilot", size: fromPilot },
      { design: "none", planner: "planSampleSize, known variances", size: () => fromVariances },
    ].map(({ size, ...words }, k) => {
      const sizes = [];
      const { found } = shares(times, 21 + 2 * i + k, (random, seed) => {
        const cases = size(random, seed);
        sizes.push(cases);
        const trials = simulatedRun(random, { ...design, cases, ratio: 1.05, seed: seed + 50_000 });
        return { found: compareTargets(trials, { ...ARMS, metric }).verdict === "slower" };
      });
      sizes.sort((a, b) => a - b);
      return { ...words, prompts: sizes[Math.floor(sizes.length / 2)], found };
    });
  });
}
