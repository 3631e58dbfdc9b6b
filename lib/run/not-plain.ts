import { describeValue, isRecord } from "../arguments/describe-value.js";

/** Deeper than any setting; what is read back from a run folder may be nested 64 deep. */
const deepest = 32;

/**
 * What of a value would be lost or changed as JSON, and where: it crosses to the measuring process and into the manifest as such,
 * and a resume sends what is read back. Null where all of it stays. Fields that are undefined count as left out.
 */
export function notPlain(value: unknown, where = "", depth = 0): string | null {
  if (value === null || ["string", "boolean"].includes(typeof value)) return null;
  const at = where === "" ? "" : ` at ${where}`;
  if (typeof value === "number") return Number.isFinite(value) ? null : `${value}${at}`;
  if (typeof value !== "object") return `${typeof value === "bigint" ? "a bigint" : describeValue(value)}${at}`;
  if (depth > deepest) return `more than ${deepest} levels${at}`;
  if (Array.isArray(value)) return firstOf(value.map((item, i) => notPlain(item, `${where}[${i}]`, depth + 1)));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!isRecord(value) || !(prototype === null || Object.getPrototypeOf(prototype) === null))
    return `a ${value.constructor?.name ?? "strange object"}${at}`;
  if (Object.hasOwn(value, "__proto__")) return `a field __proto__${at}`;
  if (typeof value.toJSON === "function") return `a field toJSON${at}`;
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return firstOf(fields.map(([name, field]) => notPlain(field, where === "" ? name : `${where}.${name}`, depth + 1)));
}

const firstOf = (problems: readonly (string | null)[]) => problems.find((problem) => problem !== null) ?? null;
