import type { Load } from "../types/index.js";
import type { RandomStream } from "./random.js";

type OpenLoad = Extract<Load, { kind: "open" | "ramp" }>;

/**
 * When the requests of one open-loop block are to be sent: milliseconds from its start, ascending.
 *
 * `constant` is i/rate, beginning at 0. `poisson` and `gamma` sum random gaps of mean 1/rate and begin after the first
 * gap, so the expected number in a time T is rate x T (exactly for Poisson). Gamma gaps have shape `burstiness` and scale
 * 1 / (rate x burstiness): the definition of `vllm bench serve` (get_request), whose coefficient of variation is
 * 1 / sqrt(burstiness). Unlike vLLM we do not stretch the sum to count/rate afterwards, which would make the gaps depend
 * on each other. With `durationSeconds` all offsets below it are given, otherwise `count` offsets.
 *
 * A ramp is the same with its time bent so that the expected number by any instant is the integral of the rate: for Poisson
 * gaps that is exactly a Poisson process of the changing rate (Cinlar 1975, Introduction to Stochastic Processes, 4.7).
 */
export function arrivalOffsetsMs(load: OpenLoad, count: number, random: RandomStream): readonly number[] {
  const endMs = load.durationSeconds === null ? Number.POSITIVE_INFINITY : load.durationSeconds * 1000;
  const most = load.durationSeconds === null ? count : Number.POSITIVE_INFINITY;
  const offsets: number[] = [];
  let expected = load.arrivals === "constant" ? 0 : gap(load, random);
  let atMs = instantMs(load, expected);
  while (offsets.length < most && atMs < endMs) {
    offsets.push(atMs);
    expected = load.arrivals === "constant" ? offsets.length : expected + gap(load, random);
    atMs = instantMs(load, expected);
  }
  return offsets;
}

/**
 * When this many requests are expected to have been sent. Of a ramp from a to b in T: the t with a t + (b - a) t^2 / 2T =
 * expected, in the form that holds for a = b and a = 0; never, where the ramp sends fewer.
 */
function instantMs(load: OpenLoad, expected: number): number {
  if (load.kind === "open") return (expected * 1000) / load.requestsPerSecond;
  const { fromRequestsPerSecond: a, toRequestsPerSecond: b, durationSeconds } = load;
  if (expected === 0) return 0;
  const squared = a * a + (2 * (b - a) * expected) / durationSeconds;
  return squared < 0 ? Number.POSITIVE_INFINITY : (2000 * expected) / (a + Math.sqrt(squared));
}

/** One random gap in units of the mean gap. */
function gap(load: OpenLoad, random: RandomStream): number {
  if (load.arrivals === "poisson") return exponential(random);
  const shape = load.burstiness ?? 1;
  return shape === 1 ? exponential(random) : standardGamma(shape, random) / shape;
}

/** Exponential with mean 1, by inversion: -ln(1 - u) with u in [0, 1). */
function exponential(random: RandomStream): number {
  return -Math.log1p(-random.fraction());
}

/**
 * Gamma with the given shape and scale 1. Method: Marsaglia and Tsang, "A simple method for generating gamma variables",
 * ACM Transactions on Mathematical Software 26 (2000) 363-372, with their step U^(1/shape) for shapes below 1.
 */
export function standardGamma(shape: number, random: RandomStream): number {
  if (shape < 1) return standardGamma(shape + 1, random) * (1 - random.fraction()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = standardNormal(random);
    const v = (1 + c * x) ** 3;
    if (v <= 0) continue;
    if (Math.log(1 - random.fraction()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** Normal with mean 0 and variance 1 (Box and Muller 1958; the cosine half alone). */
function standardNormal(random: RandomStream): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.fraction()));
  return radius * Math.cos(2 * Math.PI * random.fraction());
}
