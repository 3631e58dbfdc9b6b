import { checkRecord, checkText } from "../../arguments/check-values.js";
import { functionOf, wholeSeed } from "../../arguments/fields.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import { rubric } from "./judge.js";
import { type Ask, askBothWays, fenced, seededCoin, verdictInstruction } from "./verdict.js";

/** Which of two answers a judge prefers, and whether it kept to it when they changed places. */
export interface PairVerdict {
  /** The preferred answer; null when the judge contradicted itself or a reply held no verdict. */
  readonly preferred: "first" | "second" | null;
  /** True when both verdicts are the same answer, false when they are not; null when a reply held no verdict. */
  readonly consistent: boolean | null;
}

const judgePairOptions = settings({ ask: functionOf<Ask>("a function of a prompt"), rubric, seed: wholeSeed });

/**
 * Asks a model which of two answers to a task is better by a rubric, twice, the answers in exchanged places, because models
 * favor a place. `seed` decides which order comes first. A preference counts only when it stays with the answer.
 *
 * @example
 * await bb.scores.judgePair({ ask: async () => "VERDICT: A", rubric: "It is right.", seed: 1 }, { prompt: "1 + 1?", first: "2", second: "3" }); // => { "preferred": null, "consistent": false }
 */
export async function judgePair(
  options: { readonly ask: Ask; readonly rubric: string; readonly seed: number },
  pair: { readonly prompt: string; readonly first: string; readonly second: string },
): Promise<PairVerdict> {
  const { ask, rubric, seed } = checkedOptions("judgePair", judgePairOptions, options);
  checkRecord("judgePair", "pair", pair, "a prompt and its two answers, as in { prompt, first, second }");
  for (const part of ["prompt", "first", "second"] as const) checkText("judgePair", `pair.${part}`, pair[part]);
  const order: ["first" | "second", "first" | "second"] = ["first", "second"];
  if (seededCoin(seed, pair.prompt)) order.reverse();
  const [one, other] = await askBothWays(ask, order, (a, b) => question(rubric, pair, pair[a], pair[b]));
  if (one === null || other === null) return { preferred: null, consistent: null };
  return { preferred: one === other ? one : null, consistent: one === other };
}

function question(rubric: string, pair: { readonly prompt: string }, a: string, b: string): string {
  const parts = [
    "You decide which of two answers to a task is better by a rubric.",
    fenced("rubric", rubric),
    fenced("task", pair.prompt),
    "Answer A:",
    fenced("answer", a),
    "Answer B:",
    fenced("answer", b),
    verdictInstruction,
  ];
  return parts.join("\n\n");
}
