// How often the interval of a measurement that ended because it was narrow enough holds the truth.
import { stats } from "../../lib/dist/index.js";
import { randomOf } from "./draws.mjs";

const MOST_ROUNDS = 40;

/**
 * Standard deviations of the logarithms: between cases, and of the repetitions of a case. Together they make lognormal values.
 *
 * @type {readonly { statistic: "mean" | "p50" | "p90" | "p95", cases: number, between: number, within: number, width: number }[]}
 */
const designs = [
  { statistic: "mean", cases: 10, between: 0.05, within: 0.3, width: 0.08 },
  { statistic: "mean", cases: 20, between: 0.1, within: 0.3, width: 0.05 },
  { statistic: "mean", cases: 20, between: 0.05, within: 0.5, width: 0.08 },
  { statistic: "mean", cases: 50, between: 0.3, within: 0.5, width: 0.1 },
  { statistic: "p50", cases: 20, between: 0.1, within: 0.3, width: 0.08 },
  { statistic: "p50", cases: 50, between: 0.3, within: 0.5, width: 0.12 },
  { statistic: "p90", cases: 40, between: 0.1, within: 0.3, width: 0.1 },
  { statistic: "p90", cases: 50, between: 0.2, within: 0.5, width: 0.15 },
  { statistic: "p95", cases: 60, between: 0.1, within: 0.3, width: 0.1 },
  { statistic: "p95", cases: 100, between: 0.2, within: 0.5, width: 0.15 },
];

const normalQuantile = { p50: 0, p90: 1.2815515655446004, p95: 1.6448536269514722 };

/** Where each measurement ended, over seeded measurements. */
export function stoppedMeasurements(/** @type {number} */ times) {
  return designs.map((design, index) => {
    const { statistic, cases, between, within, width } = design;
    const random = randomOf(300 + index);
    const spread = Math.hypot(between, within);
    const truth = Math.exp(statistic === "mean" ? spread ** 2 / 2 : spread * normalQuantile[statistic]);
    let [held, stopped, total] = [0, 0, 0];
    for (let time = 0; time < times; time++) {
      const levels = Array.from({ length: cases }, () => between * random.normal());
      const rounds = [];
      let look = null;
      do {
        rounds.push(levels.map((level) => Math.exp(level + within * random.normal())));
        look = stats.fixedWidthStopping(rounds, { statistic, within: width, confidence: 0.95 });
      } while (!look.enough && rounds.length < MOST_ROUNDS);
      if (look.enough) stopped++;
      total += rounds.length;
      if (look.interval !== null && look.interval.low <= truth && truth <= look.interval.high) held++;
    }
    return { ...design, held: held / times, stopped: stopped / times, rounds: total / times };
  });
}
