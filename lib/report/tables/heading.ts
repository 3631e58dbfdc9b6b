import { catalogue, isMetric } from "../../metrics/catalogue.js";
import { headingOfMetric } from "../../metrics/metric.js";
import { cleanText } from "../../text/escape.js";

const UNITS: Readonly<Record<string, string>> = {
  ms: "ms",
  milliseconds: "ms",
  sec: "s",
  seconds: "s",
  minutes: "min",
  mib: "MiB",
  ghz: "GHz",
  mb: "MB",
  bytes: "bytes",
  percent: "%",
  watts: "W",
  joules: "J",
};

/**
 * A column's heading from its name: the words and unit of a metric; else words in place of camel or snake case, and the unit that
 * ends it in brackets. Names that are already words stay as they are.
 * @example headingOf("tokensPerSecond"); // => "decode rate (tokens/s)"
 * @example headingOf("peakVramMiB"); // => "peak vram (MiB)"
 */
export function headingOf(key: string): string {
  if (isMetric(key)) return headingOfMetric(catalogue[key]);
  const clean = cleanText(key);
  if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(clean)) return clean;
  const spaced = clean
    .replace(/MiB|GHz/g, (unit) => `${unit.slice(0, 1)}${unit.slice(1).toLowerCase()}`)
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2");
  const words = spaced.split(/[\s_]+/).filter((word) => word !== "");
  const last = words.at(-1)?.toLowerCase() ?? "";
  const unit = Object.hasOwn(UNITS, last) ? UNITS[last] : undefined;
  const isRate = words.at(-2)?.toLowerCase() === "per";
  const lower = (word: string) => (/^[A-Z]{2,}$/.test(word) ? word : word.toLowerCase());
  if (unit === undefined || isRate || words.length === 1) return words.map(lower).join(" ");
  return `${words.slice(0, -1).map(lower).join(" ")} (${unit})`;
}
