import type { Search } from "./search.js";

/** Where short levels put the capacity: between these two rates, which are one where an end of the range decides. */
export interface Explored {
  readonly low: number;
  readonly high: number;
}

const mostHalvings = 16;
const batchesOfLevel = 10;

/** Short levels that halve the range, until its ends are within a third of each other or a quarter of the requests is spent. */
export async function explore(search: Search): Promise<Explored> {
  const { from, to, share, maxRequests } = search;
  const count = Math.max(50, Math.min(1000, Math.round(maxRequests / 80)));
  const meets = async (rate: number, times: number) =>
    (await search.measure(rate, times * count, batchesOfLevel, false)).goodShare >= share;
  if (await meets(to, 1)) return { low: to, high: to };
  if (!(await meets(from, 1))) return { low: from, high: from };
  let [low, high] = [from, to];
  for (let step = 0; step < mostHalvings && high / low > 1.3 && search.used() < maxRequests / 4; step++) {
    const middle = Math.sqrt(low * high);
    if (await meets(middle, high / low > 3 ? 1 : 2)) low = middle;
    else high = middle;
  }
  return { low, high };
}
