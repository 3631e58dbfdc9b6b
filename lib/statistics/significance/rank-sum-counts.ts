/**
 * In how many ways a subset of the ranks can have each sum: entry s counts the subsets of sum s.
 *
 * Ranks are whole numbers here; mid-ranks come in doubled. Counts are doubles, exact up to 2^53 and then to their relative
 * precision, which is all a probability needs. The null distribution of Wilcoxon's signed-rank statistic is this count
 * divided by 2^n (Wilcoxon 1945), the recursion is the usual one of adding one rank at a time.
 */
export function subsetSumCounts(ranks: readonly number[]): Float64Array {
  const total = ranks.reduce((sum, rank) => sum + rank, 0);
  const counts = new Float64Array(total + 1);
  counts[0] = 1;
  let reached = 0;
  for (const rank of ranks) {
    reached += rank;
    for (let sum = reached; sum >= rank; sum--) counts[sum] = (counts[sum] ?? 0) + (counts[sum - rank] ?? 0);
  }
  return counts;
}

/**
 * In how many ways Mann and Whitney's U can have each value for m and n values without ties: entry u counts them.
 *
 * The counts are the coefficients of the Gaussian binomial coefficient (m + n choose m), built up factor by factor.
 */
export function mannWhitneyCounts(m: number, n: number): Float64Array {
  const counts = new Float64Array(m * n + 1);
  counts[0] = 1;
  for (let step = 1; step <= m; step++) {
    for (let u = counts.length - 1; u >= n + step; u--) counts[u] = (counts[u] ?? 0) - (counts[u - n - step] ?? 0);
    for (let u = step; u < counts.length; u++) counts[u] = (counts[u] ?? 0) + (counts[u - step] ?? 0);
  }
  return counts;
}

/** P(X <= x) and P(X >= x) of a statistic whose values 0, 1, 2 ... occur in so many ways. */
export function tailsOf(counts: Float64Array, x: number): { lower: number; upper: number } {
  let below = 0;
  let at = 0;
  let above = 0;
  counts.forEach((count, value) => {
    if (value < x) below += count;
    else if (value === x) at += count;
    else above += count;
  });
  const all = below + at + above;
  return { lower: (below + at) / all, upper: (above + at) / all };
}
