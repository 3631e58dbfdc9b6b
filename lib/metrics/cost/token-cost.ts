import { countText } from "../../text/number-text.js";
import type { Prices, Trial } from "../../types/index.js";
import { countOf } from "../token-count.js";

/** A cost, or why it is not known. */
export interface TokenCost {
  readonly cost: number | null;
  readonly reason: string | null;
}

/** What the tokens of these requests cost; 0 where nothing is priced by token. */
export function tokenCostOf(trials: readonly Trial[], prices: Prices): TokenCost {
  if (prices.inputPerMillion === undefined) return { cost: 0, reason: null };
  const billed = trials.filter(cameBack);
  const costs = billed.map((trial) => costOfTrial(trial, prices));
  const unknown = costs.flatMap((cost) => (typeof cost === "number" ? [] : [cost]));
  const [why] = unknown;
  if (why !== undefined)
    return { cost: null, reason: `${unknown.length} of ${countText(billed.length, "request")}: ${WHY[why]}` };
  return { cost: costs.reduce((sum: number, cost) => sum + Number(cost), 0), reason: null };
}

type Why = "no-counts" | "words" | "no-cached";

const WHY: Readonly<Record<Why, string>> = {
  "no-counts": "the server did not tell how many tokens it took and gave",
  words: "words were counted in place of tokens, and words are not billed",
  "no-cached":
    "the server did not tell how many prompt tokens came from its cache; leave cachedInputPerMillion out to count them as the others",
};

/** A request that failed before anything came back is not billed; one that broke off is. */
const cameBack = ({ outcome, usage, firstTokenAtMs }: Trial): boolean =>
  outcome.kind === "answered" ||
  usage !== null ||
  firstTokenAtMs !== null ||
  outcome.text !== "" ||
  outcome.reasoning !== null;

function costOfTrial({ usage }: Trial, prices: Prices): number | Why {
  if (usage?.source === "whitespace") return "words";
  const [input, output] = [countOf(usage?.inputTokens), countOf(usage?.outputTokens)];
  if (input === null || output === null) return "no-counts";
  const { inputPerMillion = 0, outputPerMillion = 0, cachedInputPerMillion } = prices;
  const cached = cachedInputPerMillion === undefined ? 0 : countOf(usage?.cachedInputTokens);
  if (cached === null) return "no-cached";
  const fresh = Math.max(0, input - cached);
  return (fresh * inputPerMillion + cached * (cachedInputPerMillion ?? 0) + output * outputPerMillion) / 1e6;
}
