import * as v from "valibot";
import type { Trial } from "../types/index.js";

/** A name that trials are grouped by. */
type GroupKey = "target" | "caseId" | "turn";

/** One group for each target, each case or each turn of a conversation; for each combination of several; or for each answer of a function. */
export type Grouping = GroupKey | readonly GroupKey[] | ((trial: Trial) => string);

const isKey = (value: unknown): value is GroupKey => value === "target" || value === "caseId" || value === "turn";

const isGrouping = (value: unknown): value is Grouping =>
  typeof value === "function" || isKey(value) || (Array.isArray(value) && value.length > 0 && value.every(isKey));

/** What trials are grouped by, as a setting. */
export const grouping = v.custom<Grouping>(
  isGrouping,
  '"target", "caseId", "turn", a list of these, or a function of a trial',
);

/** Whether the turn of a conversation is part of the group's name. */
export const isByTurn = (by: Grouping): boolean => by === "turn" || (Array.isArray(by) && by.includes("turn"));

/** What gives a trial the name of its group. Trials of cases that are one request have no turn: they are a group of their own. */
export function groupOf(by: Grouping): (trial: Trial) => string {
  if (typeof by === "function") return by;
  if (isKey(by)) return (trial) => nameOf(trial, by);
  return (trial) => by.map((key) => nameOf(trial, key)).join(", ");
}

function nameOf(trial: Trial, key: GroupKey): string {
  if (key !== "turn") return trial[key];
  return trial.turn === undefined ? "single requests" : `turn ${trial.turn}`;
}
