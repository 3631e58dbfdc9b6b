// How often a capacity search holds the truth, and how wide its interval is.
import { stats } from "../../lib/dist/index.js";
import { queues } from "./queues.mjs";

const median = (/** @type {number[]} */ values) =>
  values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/**
 * Searches between 10 and 400 a second. `held`: the interval, or the half of it that was found, holds the truth. `width`: of the
 * intervals, as a share of the truth.
 */
export async function capacities(/** @type {number} */ times, sizes = [10_000, 40_000, 100_000]) {
  const rows = [];
  for (const [name, { measure, share, truth }] of Object.entries(queues)) {
    for (const maxRequests of sizes) {
      const found = [];
      for (let seed = 1; seed <= times; seed++) {
        found.push(
          await stats.capacitySearch({ measure, from: 10, to: 400, share, maxRequests, confidence: 0.95, seed }),
        );
      }
      const held = found.filter(({ low, high }) => (low ?? 0) <= truth && truth <= (high ?? Infinity));
      const widths = found.map((one) => (one.kind === "interval" ? (one.high - one.low) / truth : Infinity));
      const bounded = found.filter(({ kind }) => kind === "interval").length / times;
      rows.push({ name, truth, maxRequests, held: held.length / times, width: median(widths), bounded });
    }
  }
  return rows;
}
