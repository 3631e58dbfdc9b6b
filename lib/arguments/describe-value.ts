import type { Run } from "../types/index.js";

/** A wrong argument as a message shows it: its value where that is short, else what it is. */
export function describeValue(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)} …` : value);
  if (typeof value === "function") return "a function";
  if (value === undefined) return "nothing";
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : `a list of ${value.length}`;
  if (isPromise(value)) return "a promise: write await before it";
  if (isRun(value)) return "a run";
  const keys = Object.keys(value);
  return keys.length === 0 ? "an empty object" : `an object with ${keys.slice(0, 4).join(", ")}`;
}

/** Whether a value has fields, as a list and null do not. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a value is a promise that was not awaited. */
export function isPromise(value: unknown): boolean {
  return isRecord(value) && typeof value.then === "function";
}

/** Whether a value has the trials of a run. */
export function isRun(value: unknown): value is Run {
  return isRecord(value) && typeof value.trials === "function";
}
