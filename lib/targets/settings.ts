/** A whole number of at least 1, or an error that names the caller and the setting. */
export function positiveInteger(caller: string, name: string, value: unknown): number {
  if (Number.isSafeInteger(value) && (value as number) >= 1) return value as number;
  throw new Error(`${caller} expected ${name} to be a whole number of at least 1, got ${JSON.stringify(value)}`);
}

/** A whole number of at least 0, or an error that names the caller and the setting. */
export function wholeNumber(caller: string, name: string, value: unknown): number {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw new Error(`${caller} expected ${name} to be a whole number of at least 0, got ${JSON.stringify(value)}`);
}

/** A finite number within limits, or an error that names the caller, the setting and the limits. */
export function numberWithin(caller: string, name: string, value: unknown, low: number, high = Infinity): number {
  if (typeof value === "number" && value >= low && value <= high && Number.isFinite(value)) return value;
  const range = high === Infinity ? `of at least ${low}` : `from ${low} to ${high}`;
  throw new Error(`${caller} expected ${name} to be a number ${range}, got ${JSON.stringify(value) ?? String(value)}`);
}

/** True, false or "auto", or an error that names the caller and the setting. */
export function trueFalseOrAuto(caller: string, name: string, value: unknown): boolean | "auto" {
  if (typeof value === "boolean" || value === "auto") return value;
  throw new Error(
    `${caller} expected ${name} to be true, false or "auto", got ${JSON.stringify(value) ?? String(value)}`,
  );
}

/** What becomes of a thought that a model writes into its text, between tags such as `<think>…</think>`. */
export type ReasoningText = "separate" | "keep";

/**
 * The setting `reasoningText` as a target holds it: left out at its default, so that a target of an older version is the same
 * target. Throws an error that names the caller.
 */
export function reasoningText(caller: string, value: unknown): { readonly reasoningText?: "keep" } {
  if ((value ?? "separate") === "separate") return {};
  if (value === "keep") return { reasoningText: value };
  throw new Error(
    `${caller} expected reasoningText to be "separate" or "keep", got ${JSON.stringify(value) ?? String(value)}`,
  );
}
