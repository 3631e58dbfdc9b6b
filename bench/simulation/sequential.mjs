// Looking early: false calls over 20 looks, power against a single look at the end, and how many requests it saves.
import { stats } from "../../lib/dist/index.js";
import { randomOf } from "./draws.mjs";

const LOOKS = 20;

/** Differences of cases: normal, or of two lognormal times, which have long tails to both sides. */
const DIFFERENCES = {
  normal: ({ normal }) => normal(),
  "of lognormal times": ({ normal }) => Math.exp(0.5 * normal()) - Math.exp(0.5 * normal()),
};

/** How one study ends that looks after every `step` cases: what it says, after how many cases, and what one look at the end says. */
function study(random, draw, { step, shift, decide, naive }) {
  const differences = [];
  let [ended, fooled] = [null, false];
  for (let look = 1; look <= LOOKS; look++) {
    for (let one = 0; one < step; one++) differences.push(shift + draw(random));
    if (naive && differences.length > 1) fooled ||= stats.pairedTTest(differences, zeros(differences.length)).p < 0.05;
    const said = ended === null ? decide(differences, look) : "continue";
    if (said !== "continue") ended = { said, cases: differences.length };
  }
  const fixed = stats.pairedTTest(differences, zeros(differences.length)).p < 0.05;
  return { said: ended?.said, cases: ended?.cases ?? differences.length, fixed, fooled };
}

const zeros = (/** @type {number} */ n) => new Array(n).fill(0);

function studies(times, seed, draw, options) {
  const random = randomOf(seed);
  const { decide } = stats.sequentialComparison({ looks: LOOKS, confidence: 0.95 });
  const ends = Array.from({ length: times }, () => study(random, draw, { ...options, decide }));
  const share = (of) => ends.filter(of).length / times;
  return {
    different: share(({ said }) => said === "different"),
    fixed: share(({ fixed }) => fixed),
    fooled: share(({ fooled }) => fooled),
    saved: 1 - ends.reduce((total, { cases }) => total + cases, 0) / times / (LOOKS * options.step),
  };
}

/** Equal arms. `naive`: a t test at 5 % after each look. */
export function earlyFalseCalls(/** @type {number} */ times) {
  return Object.entries(DIFFERENCES).flatMap(([data, draw], kind) =>
    [1, 2, 10].map((step) => {
      const { different, fooled } = studies(times, 70 + 10 * kind + step, draw, { step, shift: 0, naive: true });
      return { data, step, called: different, naive: fooled };
    }),
  );
}

/** A difference that one look at the end finds in about 90 %, and twice as much. */
export function earlyPower(/** @type {number} */ times) {
  return [2, 5, 10].flatMap((step) => {
    const shift = (1.96 + 1.2816) / Math.sqrt(LOOKS * step);
    return [1, 2].map((factor) => {
      const found = studies(times, 170 + step + factor, DIFFERENCES.normal, {
        step,
        shift: factor * shift,
        naive: false,
      });
      return { cases: LOOKS * step, factor, found: found.different, fixed: found.fixed, saved: found.saved };
    });
  });
}
