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
 * Their own recursion: the largest value is either of the first sample, and above all n of the second, or of the second.
 * Only sums, so that the smallest counts in the tails stay whole where the largest are far beyond 2^53.
 */
export function mannWhitneyCounts(m: number, n: number): Float64Array {
  let fewer: readonly Float64Array[] = Array.from({ length: n + 1 }, () => Float64Array.of(1));
  let last = fewer[n] ?? Float64Array.of(1);
  for (let i = 1; i <= m; i++) {
    last = Float64Array.of(1);
    const row = [last];
    for (let j = 1; j <= n; j++) {
      const counts = new Float64Array(i * j + 1);
      counts.set(last);
      fewer[j]?.forEach((ways, u) => {
        counts[u + j] = (counts[u + j] ?? 0) + ways;
      });
      row.push(counts);
      last = counts;
    }
    fewer = row;
  }
  return last;
}

/** P(X <= x) and P(X >= x) of a statistic whose values 0, 1, 2 ... occur in the given numbers of ways. */
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
