/**
 * Gives `value` back when it is a whole number from `low` to `high`; throws one clear error otherwise.
 *
 * @example
 * wholeNumber(5, { caller: "planRun", name: "repetitions", low: 1 }); // => 5
 */
export function wholeNumber(
  value: number,
  options: { readonly caller: string; readonly name: string; readonly low: number; readonly high?: number },
): number {
  const { caller, name, low, high = Number.MAX_SAFE_INTEGER } = options;
  if (Number.isSafeInteger(value) && value >= low && value <= high) return value;
  const range = high === Number.MAX_SAFE_INTEGER ? `from ${low} up` : `from ${low} to ${high}`;
  throw new Error(`${caller} expected ${name} to be a whole number ${range}, got ${String(value)}`);
}
