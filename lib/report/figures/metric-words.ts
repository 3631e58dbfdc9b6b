import { catalogue, type MetricName } from "../../metrics/catalogue.js";
import { durationText, numberText } from "../../text/number-text.js";

/**
 * A value of a metric with its unit; times from a second on are in seconds.
 *
 * @example
 * valueText("latencyMs", 1500); // => "1.5 s"
 * valueText("tokensPerSecond", 20); // => "20 tokens/s"
 */
export function valueText(name: MetricName, value: number): string {
  const { unit } = catalogue[name];
  return unit === "ms" ? durationText(value) : `${numberText(value)} ${unit}`;
}

/** The unit of an axis of a metric, and what its values are divided by there: times are in seconds as soon as one reaches a second. */
export function axisUnit(
  name: MetricName,
  values: readonly number[],
): { readonly unit: string; readonly divisor: number } {
  const { unit } = catalogue[name];
  return unit === "ms" && values.some((value) => value >= 1000) ? { unit: "s", divisor: 1000 } : { unit, divisor: 1 };
}
