import { shortName } from "../../text/label-text.js";
import { firstOf } from "../../text/list-text.js";
import type { Estimate, TradeOffPoint } from "./trade-off-figure.js";

/** From this share of the draws on, or below its counterpart, it is treated as known whether another target beats one. */
const SURE = 0.95;
const MOST_PAIRS = 2;

/** Whether another target is both faster and better. Unsure is what the data do not tell. Unbeaten is not good: the best of bad may be. */
type Standing = "unbeaten" | "beaten" | "unsure";

/** -1 when the whole interval of `one` is below that of `other`, 1 when above, 0 when they overlap or one is missing. */
function order(one: Estimate, other: Estimate): -1 | 0 | 1 {
  if (one.low === null || one.high === null || other.low === null || other.high === null) return 0;
  if (one.high < other.low) return -1;
  return one.low > other.high ? 1 : 0;
}

/** How `one` stands to `other` on each axis: 1 is shown to be faster or better, -1 slower or worse, 0 not distinguished. */
interface Order {
  readonly speed: number;
  readonly quality: number;
}

function orderOf(one: TradeOffPoint, other: TradeOffPoint, lowerIsFaster: boolean): Order {
  const speed = order(one.speed, other.speed);
  return { speed: lowerIsFaster ? -speed : speed, quality: order(one.quality, other.quality) };
}

function standingByIntervals(orders: readonly Order[]): Standing {
  if (orders.every(({ speed, quality }) => speed === 1 || quality === 1)) return "unbeaten";
  return orders.some(({ speed, quality }) => speed === -1 && quality === -1) ? "beaten" : "unsure";
}

function standingByShare(share: number): Standing {
  if (share >= SURE) return "unbeaten";
  return share <= 1 - SURE ? "beaten" : "unsure";
}

const ahead = (names: readonly string[]) => `No other is both faster and better than ${firstOf(names)}`;

/** The pairs that leave a target unsure, each with the axes on which its intervals do not tell it from the other. */
function untoldPairs(points: readonly TradeOffPoint[], standings: readonly Standing[], lowerIsFaster: boolean) {
  return points.flatMap((one, i) =>
    points.slice(i + 1).flatMap((other, k) => {
      const { speed, quality } = orderOf(one, other, lowerIsFaster);
      const leavesOne = standings[i] === "unsure" && speed !== 1 && quality !== 1;
      const leavesOther = standings[i + 1 + k] === "unsure" && speed !== -1 && quality !== -1;
      if (!leavesOne && !leavesOther) return [];
      const axes = [...(speed === 0 ? ["speed"] : []), ...(quality === 0 ? ["quality"] : [])].join(" and ");
      return [`${shortName(one.target)} and ${shortName(other.target)} in ${axes}`];
    }),
  );
}

function untoldByIntervals(points: readonly TradeOffPoint[], standings: readonly Standing[], lowerIsFaster: boolean) {
  const isAlike = ({ speed, quality }: Order) => speed === 0 && quality === 0;
  if (points.every((one, i) => points.slice(i + 1).every((other) => isAlike(orderOf(one, other, lowerIsFaster)))))
    return "No target is shown to be ahead: the data tell none from another, in speed or in quality";
  const unbeaten = points.filter((_, i) => standings[i] === "unbeaten").map(({ target }) => shortName(target));
  const pairs = untoldPairs(points, standings, lowerIsFaster);
  const more = pairs.length - MOST_PAIRS;
  const rest = more > 0 ? `, and ${more} more ${more === 1 ? "pair" : "pairs"}` : "";
  const untold = `the data do not tell apart ${pairs.slice(0, MOST_PAIRS).join(", ")}${rest}`;
  return unbeaten.length === 0 ? `No target is shown to be ahead: ${untold}` : `${ahead(unbeaten)}; ${untold}`;
}

/** What these cases do not tell, where the shares of the draws are known. */
function untoldByShares(unbeaten: readonly string[], unsure: readonly string[]): string {
  if (unsure.length === 0) return "No target is shown to be ahead: each is beaten in most draws of the cases";
  if (unbeaten.length === 0)
    return `Whether another is both faster and better than ${firstOf(unsure)}, these cases do not tell`;
  return `${ahead(unbeaten)}; of ${firstOf(unsure)} these cases do not tell`;
}

/**
 * The finding of a trade-off: who is not beaten in both, as far as the data show it. It recommends none, since how good is good
 * enough is not in the data. By the shares of the draws of cases where all
 * are known; otherwise by intervals, which must not overlap on an axis before one target is called faster or better than another.
 */
export function tradeOffTitle(points: readonly TradeOffPoint[], lowerIsFaster: boolean): string {
  const shares = points.flatMap(({ undominatedShare }) => undominatedShare ?? []);
  const isByShares = shares.length === points.length;
  const standings = isByShares
    ? shares.map(standingByShare)
    : points.map((one) =>
        standingByIntervals(points.filter((other) => other !== one).map((other) => orderOf(one, other, lowerIsFaster))),
      );
  const named = (standing: Standing) =>
    points.filter((_, i) => standings[i] === standing).map(({ target }) => shortName(target));
  const [unbeaten, unsure] = [named("unbeaten"), named("unsure")];
  if (points.length === 1) return `${shortName(points[0]?.target ?? "")}: one target, nothing to trade`;
  if (isByShares && (unsure.length > 0 || unbeaten.length === 0)) return untoldByShares(unbeaten, unsure);
  if (unsure.length > 0) return untoldByIntervals(points, standings, lowerIsFaster);
  if (unbeaten.length === 1) return `${unbeaten[0]} is the fastest and the best of ${points.length}`;
  return unbeaten.length === points.length ? "The faster, the worse: no target is ahead in both" : ahead(unbeaten);
}
