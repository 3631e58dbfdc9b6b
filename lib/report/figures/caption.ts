import { isMeasured, wasSent } from "../../metrics/sent.js";
import { shortName } from "../../text/label-text.js";
import { MOST_NAMES } from "../../text/list-text.js";
import { countText } from "../../text/number-text.js";
import type { Trial } from "../../types/index.js";
import { loadText } from "./load-words.js";
import type { FigureOptions } from "./options.js";
import { valuesNeededFor } from "./percentiles.js";

function countsText(trials: readonly Trial[]): string {
  const measured = trials.filter(isMeasured);
  const failed = measured.filter((trial) => trial.outcome.kind === "failed").length;
  const aborted = measured.filter((trial) => trial.outcome.kind === "aborted").length;
  const targets = new Set(measured.map((trial) => trial.target)).size;
  const unsent = trials.filter((trial) => !wasSent(trial)).length;
  const notSent = unsent > 0 ? [`${countText(unsent, "turn")} not sent`] : [];
  const ends = [
    failed > 0 ? `${failed} failed` : "none failed",
    ...(aborted > 0 ? [`${aborted} aborted`] : []),
    ...notSent,
  ];
  return `n = ${countText(measured.length, "measured trial")} of ${countText(targets, "target")} (${ends.join(", ")})`;
}

/** "10 cases × 2 repetitions"; where cases came differently often, as in a load that time stops, how often. */
function designText(trials: readonly Trial[]): string {
  const measured = trials.filter(isMeasured);
  const cases = new Set(measured.map((trial) => trial.caseId));
  const targets = [...new Set(measured.map((trial) => trial.target))];
  const turns = new Set(measured.map((trial) => JSON.stringify([trial.caseId, trial.turn ?? 1])));
  const times = new Map<string, number>(targets.flatMap((to) => [...turns].map((turn) => [to + turn, 0])));
  for (const { target, caseId, turn = 1 } of measured) {
    const key = target + JSON.stringify([caseId, turn]);
    times.set(key, (times.get(key) ?? 0) + 1);
  }
  const [least, most] = [...times.values()].reduce(
    ([low, high], n) => [Math.min(low, n), Math.max(high, n)],
    [Number.POSITIVE_INFINITY, 0],
  );
  const longest = measured.reduce((longest, { turn = 1 }) => Math.max(longest, turn), 1);
  const asked = longest === 1 ? "" : ` of up to ${longest} turns`;
  if (least >= most) return `${countText(cases.size, "case")}${asked} × ${countText(most, "repetition")}`;
  const perTarget = targets.length > 1 ? " per target" : "";
  const each = longest === 1 ? "each" : "each turn";
  return `${countText(cases.size, "case")}${asked}, ${each} ${least} to ${most} times${perTarget}`;
}

function warmupText(trials: readonly Trial[]): string {
  const warmups = trials.filter((trial) => trial.phase === "warmup").length;
  return warmups === 0 ? "no warm-ups among the rows" : `${countText(warmups, "warm-up")} left out`;
}

/**
 * The caption of a figure of trials, as plain text: n, failures, cases and repetitions, warm-ups left out, runs, load and how
 * it was sent; then the figure's own sentences, then notes on validity.
 */
export function trialCaption(trials: readonly Trial[], options: FigureOptions, sentences: readonly string[]): string {
  const runs = options.runs === undefined || options.runs === 1 ? [] : [countText(options.runs, "run")];
  const load = options.load === undefined ? "kind of load not given" : loadText(options.load);
  const sent = [load, ...(options.sending ?? [])];
  const facts = [countsText(trials), designText(trials), warmupText(trials), ...runs, ...sent].join("; ");
  const all = [`${facts}.`, ...sentences, ...(options.notes ?? [])];
  return all.map((sentence) => (/[.!?…]$/.test(sentence) ? sentence : `${sentence}.`)).join(" ");
}

/** Which percentiles a figure leaves out because n is too small: "from n = 12, too few for a p95 (needs 72)". */
export function tooFewSentences(quantity: string, counts: ReadonlyMap<string, number>, noun = "target"): string[] {
  const namesByText = new Map<string, string[]>();
  for (const [name, n] of counts) {
    const tooFew = (["p90", "p95"] as const).filter((label) => n < valuesNeededFor(label));
    if (n === 0 || tooFew.length === 0) continue;
    const needs = tooFew.map((label) => `${label} (needs ${valuesNeededFor(label)})`).join(" and ");
    const text = `from n = ${n}, too few for a ${needs}`;
    namesByText.set(text, [...(namesByText.get(text) ?? []), shortName(name)]);
  }
  if (namesByText.size > MOST_NAMES) return [manyTooFew(quantity, counts, noun)];
  return [...namesByText].map(([text, names]) => {
    const all = names.length === counts.size;
    const who = all ? `every ${noun}` : names.length > 3 ? countText(names.length, noun) : names.join(", ");
    const ofWhom = counts.size > 1 ? ` of ${who}` : names[0] === quantity ? "" : ` of ${names.join("")}`;
    return `${quantity}${ofWhom}: ${text}.`;
  });
}

/** The same where nearly every target has another n: how many they are, and from how few to how many. */
function manyTooFew(quantity: string, counts: ReadonlyMap<string, number>, noun: string): string {
  const few = [...counts.values()].filter((n) => n > 0 && n < valuesNeededFor("p95"));
  const [least, most] = [few.reduce((a, b) => Math.min(a, b)), few.reduce((a, b) => Math.max(a, b))];
  const needs = `a p90 (needs ${valuesNeededFor("p90")}) or a p95 (needs ${valuesNeededFor("p95")})`;
  return `${quantity} of ${few.length} of ${countText(counts.size, noun)}: from n = ${least} to ${most}, too few for ${needs}.`;
}
