const WORD = 2n ** 64n;

/**
 * The standard deviation that llama-bench stores where its own arithmetic overflows, in nanoseconds; null where it does not.
 *
 * It adds up squares of nanoseconds in unsigned words of 64 bits (`stdev` in llama-bench.cpp), which hold up to 1.8e19: a
 * single repetition of more than 4.3 s is beyond that, and what is left is no deviation of anything. Rates are of floating point
 * and right.
 */
export function overflowedDeviation(samplesNs: readonly number[]): number | null {
  const samples = samplesNs.map((ns) => BigInt(Math.round(ns)));
  const count = BigInt(samples.length);
  if (count < 2n) return null;
  const mean = samples.reduce((sum, ns) => sum + ns, 0n) / count;
  const squares = samples.reduce((sum, ns) => sum + ns * ns, 0n);
  const ofMean = mean * mean * count;
  if (squares < WORD && ofMean < WORD) return null;
  const wrapped = BigInt.asUintN(64, (squares % WORD) / (count - 1n) - (ofMean % WORD) / (count - 1n));
  return Math.floor(Math.sqrt(Number(wrapped)));
}
