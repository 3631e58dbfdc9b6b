import { checkText } from "../../../arguments/check-values.js";

const UNITS: Readonly<Record<string, string>> = {
  ns: "ns",
  us: "µs",
  µs: "µs",
  μs: "µs", // the Greek letter, which looks the same
  ms: "ms",
  millis: "ms",
  milliseconds: "ms",
  s: "s",
  sec: "s",
  secs: "s",
  second: "s",
  seconds: "s",
  min: "min",
  minutes: "min",
  b: "B",
  bytes: "B",
  kb: "kB",
  kib: "KiB",
  mb: "MB",
  mib: "MiB",
  gb: "GB",
  gib: "GiB",
  w: "W",
  watts: "W",
  j: "J",
  joules: "J",
  mhz: "MHz",
  ghz: "GHz",
  c: "°C",
  "°c": "°C",
  pct: "%",
  percent: "%",
  percentage: "%",
};

/** What is counted for each of something: `tokens_per_sec`. A unit, but of two words. */
const RATE = /(?:^|[ _])([a-z]+) per (s|sec|second|min|minute|mb|request|token)(?: end to end)?$/;
const PER: Readonly<Record<string, string>> = { s: "s", sec: "s", second: "s", min: "min", minute: "min", mb: "MB" };

/** `tok_s`: where a slash could not stand. */
const SHORT_RATE = /(?:^| )(toks?|tokens?|reqs?|requests?) s(?:ec)?$/;

/** The statistic that a name ends in; its unit comes before it. `min` is the smallest value: minutes are `minutes` or `(min)`. */
const STATISTIC = /^(?:mean|median|avg|min|max|p\d+)$/;

/** `95%`, `99.9 %`, `p99%`: which percentile it is, as load testers name their columns. It is no share. */
const PERCENTILE = /(?:^|[\s_])p?\d+(?:\.\d+)?\s*%\s*(?=$|[([])/i;

/** Letters that are units only after an underscore and a word: `wait_s`, never `s` or `class C`. */
const SHORT = /^(?:b|c|j|s|w)$/;

/**
 * The unit that a column's name carries, as people write it; null when it carries none. The numbers of the column stay as
 * they are: nothing is converted.
 *
 * @example unitOf("timeToFirstTokenMs"); // => "ms"
 * @example unitOf("vram_gb"); // => "GB"
 * @example unitOf("latency (s)"); // => "s"
 * @example unitOf("tokens_per_sec"); // => "tokens/s"
 * @example unitOf("latency_ms_min"); // => "ms"
 * @example unitOf("class"); // => null
 * @example unitOf("95%"); // => null
 */
export function unitOf(name: string): string | null {
  checkText("unitOf", "name", name);
  if (PERCENTILE.test(name)) return unitOfWords(name.replace(PERCENTILE, ""));
  return unitOfWords(name);
}

function unitOfWords(name: string): string | null {
  if (/%\s*\)?\s*$/.test(name)) return "%";
  const bracketed = /[([]\s*([^()[\]]+?)\s*[)\]]\s*$/.exec(name)?.[1];
  if (bracketed !== undefined) return unitWord(bracketed) ?? rateOf(bracketed);
  const all = wordsOf(name);
  const words = all.slice(0, all.findLastIndex((word) => !STATISTIC.test(word)) + 1);
  const rate = rateOfWords(all) ?? rateOfWords(words);
  if (rate !== null) return rate;
  const last = words.at(-1) ?? "";
  if (words.length < 2 || words.at(-2) === "per") return null;
  if (SHORT.test(last) && !/[_ ]/.test(name)) return null;
  return unitWord(last);
}

function unitWord(word: string): string | null {
  const lower = word.toLowerCase();
  return Object.hasOwn(UNITS, lower) ? (UNITS[lower] ?? null) : null;
}

function rateOfWords(words: readonly string[]): string | null {
  const text = words.join(" ");
  const rate = RATE.exec(text);
  if (rate !== null) return `${rate[1]}/${PER[rate[2] ?? ""] ?? rate[2]}`;
  const short = SHORT_RATE.exec(text)?.[1];
  return short === undefined ? rateOf(words.at(-1) ?? "") : `${short}/s`;
}

/** `tokens/s` and `tok/s` as they stand. */
function rateOf(word: string): string | null {
  return /^[a-z]+\/(?:s|min|MB)$/i.test(word) ? word : null;
}

function wordsOf(name: string): string[] {
  return name
    .replace(/(Mi|Gi|Ki)B$/, (unit) => `_${unit.toLowerCase()}`)
    .replace(/([MGTk])Hz$/, (unit) => `_${unit.toLowerCase()}`)
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[\s_.-]+/)
    .filter((word) => word !== "");
}
