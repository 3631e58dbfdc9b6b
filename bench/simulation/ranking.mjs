// How often five targets are told apart: equal ones, and one that is 10 % better at the size planned for it.
import { stats } from "../../lib/dist/index.js";
import { randomOf } from "./draws.mjs";

const TARGETS = 5;
/** Standard deviation of a logarithm around the level of its case, which is shared. */
const NOISE = 0.2;

function logs(random, cases, better) {
  const levels = Array.from({ length: cases }, () => 0.5 * random.normal());
  return Object.fromEntries(
    Array.from({ length: TARGETS }, (_, at) => [
      `target-${at}`,
      levels.map((level) => level + NOISE * random.normal() - (at === 0 ? better : 0)),
    ]),
  );
}

/** Told apart is a ranking in which any two equal targets are. */
export function equalRanks(/** @type {number} */ times) {
  return [10, 20, 50].map((cases) => {
    const random = randomOf(400 + cases);
    let called = 0;
    for (let time = 0; time < times; time++) {
      const rows = stats.rankPaired(logs(random, cases, 0), { smallerIsBetter: true, confidence: 0.95, seed: time });
      if (rows.some(({ rankLow, rankHigh }) => rankLow > 1 || rankHigh < TARGETS)) called++;
    }
    return { cases, called: called / times };
  });
}

/** The size for a change of 10 % in each of its four pairs, allowing for all ten pairs, with 90 % for the four together. */
export function bestAlone(/** @type {number} */ times) {
  const delta = Math.log(1.1);
  const pairs = (TARGETS * (TARGETS - 1)) / 2;
  const power = 1 - 0.1 / (TARGETS - 1);
  const { prompts } = stats.planSampleSize({ delta, omega2: 2 * NOISE ** 2, power, confidence: 1 - 0.05 / pairs });
  const random = randomOf(460);
  let found = 0;
  for (let time = 0; time < times; time++) {
    const [first] = stats.rankPaired(logs(random, prompts, delta), {
      smallerIsBetter: true,
      confidence: 0.95,
      seed: time,
    });
    if (first?.name === "target-0" && first.rankHigh === 1) found++;
  }
  return { prompts, found: found / times };
}
