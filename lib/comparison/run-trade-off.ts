import { checkRun } from "../arguments/checks.js";
import type { Run } from "../types/index.js";
import { type TradeOff, type TradeOffQuestion, tradeOffOf } from "./trade-off.js";

/**
 * Speed against quality of a scored run, target by target, with intervals on both axes and how sure it is that no other target
 * is both faster and better: for `tradeOffFigure(found.rows)`.
 * @throws as `tradeOffOf` does: when the run has no scores, or several scorers and none is named as `quality`.
 * @example
 * tradeOffFigure((await tradeOff(run, { quality: "facts" })).rows);
 */
export async function tradeOff(run: Run, question: TradeOffQuestion = {}): Promise<TradeOff> {
  checkRun("tradeOff", run);
  return tradeOffOf(await run.trials(), await run.scores(), question);
}
