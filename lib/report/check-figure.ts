import { checkRecord } from "../arguments/check-values.js";
import { describeValue } from "../arguments/describe-value.js";
import type { Figure } from "./figure.js";

/** Throws when a value is not a figure; for a figure function the message says to call it. */
export function checkFigure(caller: string, figure: Figure): void {
  const expected = "one that figures.latency and its kin draw";
  checkRecord(caller, "figure", figure, expected);
  if (Array.isArray(figure.data) && typeof figure.layout === "object" && figure.layout !== null) return;
  throw new Error(`${caller} expected figure to be ${expected}, got ${describeValue(figure)}`);
}
