/** Ranks from 1, ties sharing their mean rank, and how many values each group of ties has. */
export interface Ranks {
  readonly ranks: Float64Array;
  readonly tieSizes: readonly number[];
}

/** The mid-ranks of values, from small to large. */
export function midRanks(values: Float64Array): Ranks {
  const order = Uint32Array.from(values.keys()).sort((i, j) => (values[i] ?? 0) - (values[j] ?? 0));
  const ranks = new Float64Array(values.length);
  const tieSizes: number[] = [];
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && values[order[end] ?? 0] === values[order[start] ?? 0]) end++;
    for (let place = start; place < end; place++) ranks[order[place] ?? 0] = (start + 1 + end) / 2;
    if (end - start > 1) tieSizes.push(end - start);
    start = end;
  }
  return { ranks, tieSizes };
}

/** Sum of t^3 - t over the groups of ties, by which they shrink the variance of rank sums. */
export function tieCorrection(tieSizes: readonly number[]): number {
  return tieSizes.reduce((total, size) => total + size ** 3 - size, 0);
}
