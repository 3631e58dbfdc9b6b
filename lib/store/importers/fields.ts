import { describeValue } from "../../arguments/describe-value.js";
/** An object of a file that somebody else wrote: nothing about its fields is known before they are asked for. */
export type Fields = Readonly<Record<string, unknown>>;

/** The object; throws when it is not one. `where` names the file and the place in it. */
export function fieldsOf(value: unknown, where: string): Fields {
  if (isFields(value)) return value;
  throw new Error(`expected ${where} to be an object, got ${describeValue(value)}`);
}

/** Whether a value is an object with fields, and no list. */
export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The list; throws when it is not one. */
export function listOf(value: unknown, where: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new Error(`expected ${where} to be a list, got ${describeValue(value)}`);
}

/** The object in a field; throws when there is none. */
export const fieldsAt = (from: Fields, key: string, where: string): Fields => fieldsOf(from[key], `${key} of ${where}`);

/** The list in a field; throws when there is none. */
export const listAt = (from: Fields, key: string, where: string): readonly unknown[] =>
  listOf(from[key], `${key} of ${where}`);

/** The number in a field, null when the field is absent or null; throws for anything else. */
export function numberOrNull(from: Fields, key: string, where: string): number | null {
  const value = from[key];
  if (value === undefined || value === null) return null;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw new Error(`expected ${key} of ${where} to be a number, got ${describeValue(value)}`);
}

/** The number in a field; throws when there is none. */
export function numberAt(from: Fields, key: string, where: string): number {
  const value = numberOrNull(from, key, where);
  if (value !== null) return value;
  throw new Error(`expected ${key} of ${where} to be a number, got nothing`);
}

/** Beyond every instant in nanoseconds since 1970, and far from where sums and unit changes overflow. */
const LARGEST = 1e21;

/** Whether a value is a duration, an instant or a count. */
export function isAmount(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value <= LARGEST;
}

/** A duration or count in a field: throws when it is below 0; null when it is absent. */
export function amountOrNull(from: Fields, key: string, where: string): number | null {
  const value = numberOrNull(from, key, where);
  if (value === null || isAmount(value)) return value;
  throw new Error(`expected ${key} of ${where} to be from 0 to ${LARGEST}, got ${value}`);
}

/** The same of a field that must be there. */
export function amountAt(from: Fields, key: string, where: string): number {
  const value = amountOrNull(from, key, where);
  if (value !== null) return value;
  throw new Error(`expected ${key} of ${where} to be a number, got nothing`);
}

/** The text in a field, null when the field is absent or null; throws for anything else. */
export function textOrNull(from: Fields, key: string, where: string): string | null {
  const value = from[key];
  if (value === undefined || value === null) return null;
  if (typeof value === "string") return value;
  throw new Error(`expected ${key} of ${where} to be a text, got ${describeValue(value)}`);
}

/** The text in a field; throws when there is none. */
export function textAt(from: Fields, key: string, where: string): string {
  const value = textOrNull(from, key, where);
  if (value !== null) return value;
  throw new Error(`expected ${key} of ${where} to be a text, got nothing`);
}

/** A list of numbers that are 0 or more; throws, naming the entry, when one is not. */
export function amountsOf(value: unknown, where: string): readonly number[] {
  return listOf(value, where).map((entry, index) => {
    if (isAmount(entry)) return entry;
    throw new Error(
      `expected ${where}, entry ${index + 1}, to be a number from 0 to ${LARGEST}, got ${describeValue(entry)}`,
    );
  });
}

/** The scalar fields of an object, for `details`; never a key `__proto__`, which a header of a CSV file may hold. */
export function scalarsOf(from: Fields, keys?: readonly string[]): Record<string, string | number | boolean | null> {
  const found: Record<string, string | number | boolean | null> = {};
  for (const key of keys ?? Object.keys(from)) {
    const value = from[key];
    if (key === "__proto__") continue;
    if (typeof value === "string" || typeof value === "boolean" || value === null) found[key] = value;
    else if (typeof value === "number" && Number.isFinite(value)) found[key] = value;
  }
  return found;
}
