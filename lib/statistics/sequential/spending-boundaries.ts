import { normalReach, normalUpperTail } from "../distributions.js";

/** Points of Simpson's rule over what has not been stopped yet. */
const points = 401;

/**
 * Boundaries of |z| for looks after equal parts of the information, such that all of them together are crossed by chance with
 * probability 1 - confidence, half of it on each side, by the
 * O'Brien-Fleming-like function of Lan and DeMets: 2 - 2 Phi(z / sqrt(t)).
 *
 * The sum of the differences so far is a Brownian motion; its density among the studies that were not stopped is carried from look to
 * look by numerical integration.
 *
 * Source: Lan and DeMets (1983), Discrete sequential boundaries for clinical trials, Biometrika 70(3), 659-663; integration:
 * Armitage, McPherson and Rowe (1969), JRSS A 132(2), 235-244.
 */
export function spendingBoundaries(looks: number, confidence: number): number[] {
  const boundaries: number[] = [];
  const reach = normalReach((1 + confidence) / 2);
  const spentBy = (look: number) => 2 * normalUpperTail(reach / Math.sqrt(look / looks));
  const step = Math.sqrt(1 / looks);
  let density: Density | null = null;
  for (let look = 1; look <= looks; look++) {
    const toSpend = spentBy(look) - (look === 1 ? 0 : spentBy(look - 1));
    const before = density;
    const above = (sum: number) =>
      before === null ? normalUpperTail(sum / step) : integral(before, (at) => normalUpperTail((sum - at) / step));
    const end = whereFallsTo(toSpend, above);
    boundaries.push(end / Math.sqrt(look / looks));
    density = stopped(before, end, step);
  }
  return boundaries;
}

/** Density of the sum at points from -end to end. */
interface Density {
  readonly at: Float64Array;
  readonly values: Float64Array;
}

function stopped(before: Density | null, end: number, step: number): Density {
  const at = Float64Array.from({ length: points }, (_, index) => end * ((2 * index) / (points - 1) - 1));
  const normal = (x: number) => Math.exp((-x * x) / 2) / (Math.sqrt(2 * Math.PI) * step);
  const values = at.map((sum) =>
    before === null ? normal(sum / step) : integral(before, (from) => normal((sum - from) / step)),
  );
  return { at, values };
}

/** Simpson's rule. */
function integral({ at, values }: Density, of: (sum: number) => number): number {
  const width = ((at[1] ?? 0) - (at[0] ?? 0)) / 3;
  let total = 0;
  for (let index = 0; index < points; index++) {
    const weight = index === 0 || index === points - 1 ? 1 : index % 2 === 1 ? 4 : 2;
    total += weight * (values[index] ?? 0) * of(at[index] ?? 0);
  }
  return total * width;
}

function whereFallsTo(wanted: number, above: (sum: number) => number): number {
  let [low, high] = [0, 12];
  for (let halving = 0; halving < 40; halving++) {
    const middle = (low + high) / 2;
    if (above(middle) > wanted) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
