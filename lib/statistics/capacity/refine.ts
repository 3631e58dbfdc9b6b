import { type BadShareFit, fitBadShare } from "./bad-share-fit.js";
import { errorOfFit, errorOfLevels } from "./error-shares.js";
import type { Explored } from "./explore.js";
import { intervalOfFit } from "./interval-of-fit.js";
import { crossing, isNear } from "./near-capacity.js";
import { provenBounds } from "./proven-bounds.js";
import type { Search } from "./search.js";

/** Long levels: below, above and at the apparent capacity in turn; the last of them go where a bound is still missing. */
const places = [-1, 1, 0, -1, 1, 0, -1, 1, 0, 0];
const firstToMend = 6;
const batchesOfLevel = 6;

/** Spends what is left of the requests on long levels near the capacity; ends early when an end of the range decides. */
export async function refine(search: Search, explored: Explored): Promise<void> {
  const count = Math.floor((search.maxRequests - search.used()) / places.length);
  for (let step = 0; step < places.length; step++) {
    await search.measure(nextRate(search, explored, step), count, batchesOfLevel, true);
    const { low, high } = provenBounds(search.levels, search.share, errorOfLevels(search));
    if (low === search.to || high === search.from) return;
  }
}

function nextRate(search: Search, explored: Explored, step: number): number {
  const { from, to, share, long, maxRequests } = search;
  const place = places[step] ?? 0;
  const inRange = (rate: number) => Math.min(to, Math.max(from, rate));
  const width = Math.min(0.25, Math.max(0.05, 0.15 * Math.sqrt(40_000 / maxRequests)));
  if (long.length === 0) return inRange(Math.sqrt(explored.low * explored.high) * (1 + place * width));
  const rates = (meets: boolean) =>
    long.filter((level) => level.goodShare >= share === meets).map((level) => level.requestsPerSecond);
  const [meeting, failing] = [rates(true), rates(false)];
  const [low, high] = [Math.max(...meeting), Math.min(...failing)];
  if (meeting.length === 0) return inRange(high / (1 + 2 * width));
  if (failing.length === 0) return inRange(low * (1 + 2 * width));
  const middle = Math.sqrt(low * high);
  const near = long.filter((level) => isNear(level, share));
  const fit = fitBadShare(near, middle);
  const root = fit === null ? null : crossing(fit, share, Math.min(low, high) / 1.2, Math.max(low, high) * 1.2);
  if (fit === null || root === null) {
    return inRange(middle * (1 + place * Math.max(0.03, Math.abs(high - low) / middle / 4)));
  }
  const turn = step < firstToMend ? place : missingSide(search, root, place);
  return inRange(root * (1 + turn * distance(fit, root, long.length)));
}

/** How far from the capacity a level says most: where the bad share is twice as large or half, farther where it is unsure. */
function distance(fit: BadShareFit, root: number, levels: number): number {
  const slope = Math.max(1, (fit.at(root * 1.005).log - fit.at(root * 0.995).log) / 0.01);
  const errorAtTheEnd = fit.at(root).standardError * Math.sqrt(levels / places.length);
  const reach = Math.min(1.5, Math.max(0.7, 5 * errorAtTheEnd));
  return Math.max(0.03, Math.min(0.35, reach / slope));
}

/** Twice as far out on the side on which the curve has no bound within half of the capacity; otherwise as planned. */
function missingSide(search: Search, root: number, place: number): number {
  const found = intervalOfFit(search, { low: null, high: null }, errorOfFit(search));
  if (found === null) return place;
  const [below, above] = [root / (found.low ?? 0), (found.high ?? Infinity) / root];
  if (below > 1.5 && below > above) return -2;
  return above > 1.5 ? 2 : place;
}
