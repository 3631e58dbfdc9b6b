import { checkRecord } from "../arguments/check-values.js";
import { describeValue } from "../arguments/describe-value.js";
import type { Figure } from "./figure.js";

/** Throws when something is no figure; the function that draws one is told to be called. */
export function checkFigure(caller: string, figure: Figure): void {
  const expected = "one that latencyFigure and its kin draw";
  checkRecord(caller, "figure", figure, expected);
  if (Array.isArray(figure.data) && typeof figure.layout === "object" && figure.layout !== null) return;
  throw new Error(`${caller} expected figure to be ${expected}, got ${describeValue(figure)}`);
}
