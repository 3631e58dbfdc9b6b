import { seededRandom } from "../statistics/random.js";

/** A target's logarithm of the speed and its quality, case by case. */
export interface Point {
  readonly logs: readonly number[];
  readonly values: readonly number[];
}

/** Cost and quality over some cases; a lower cost is faster. */
export function placeOf({ logs, values }: Point, cases: Iterable<number>, betterWhen: "lower" | "higher") {
  let [cost, quality] = [0, 0];
  for (const index of cases) {
    cost += logs[index] ?? 0;
    quality += values[index] ?? 0;
  }
  return { cost: betterWhen === "lower" ? cost : -cost, quality };
}

/** For each place whether no other is at least as good in both and better in one. */
export function undominatedAmong(places: readonly { readonly cost: number; readonly quality: number }[]): boolean[] {
  return places.map((one) =>
    places.every(
      (other) =>
        other.cost > one.cost ||
        other.quality < one.quality ||
        (other.cost === one.cost && other.quality === one.quality),
    ),
  );
}

/** For each target in what share of the draws of cases it is undominated; a draw is of the same cases for all. */
export function undominatedShares(
  points: readonly Point[],
  betterWhen: "lower" | "higher",
  resamples: number,
  seed: number,
): number[] {
  const random = seededRandom(seed);
  const count = points[0]?.logs.length ?? 0;
  const times = points.map(() => 0);
  for (let draw = 0; draw < resamples; draw++) {
    const drawn = Array.from({ length: count }, () => random.below(count));
    undominatedAmong(points.map((point) => placeOf(point, drawn, betterWhen))).forEach((stays, index) => {
      if (stays) times[index] = (times[index] ?? 0) + 1;
    });
  }
  return times.map((all) => all / resamples);
}
