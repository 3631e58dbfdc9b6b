import { median } from "simple-statistics";
import { pairedRatio } from "../../comparison/paired-ratio.js";
import { quantileInterval } from "../../statistics/intervals/quantile-interval.js";
import { countText, numberText } from "../../text/number-text.js";
import type { Trial } from "../../types/index.js";
import type { VariantRow } from "./rows.js";
import { type Range, sharedAnswers, type VariantSummary, variantSummaries } from "./summary.js";
import { isShown, surenessText } from "./sureness.js";

// Every sentence is chosen by the numbers it states. Nothing is claimed that this run could not have refuted.

/** What a reader needs to know of one variant, one sentence each. */
export function variantSentences(one: VariantSummary, reference: VariantSummary): string[] {
  if (one.answers === 0) return [`It gave no answer: all ${one.failed} attempts failed.`];
  const likeness = one.isReference
    ? ["It is the reference: the others' answers are compared with its own, so its similarity is 1 by definition."]
    : [likenessSentence(one)];
  const failures = one.failed === 0 ? [] : [`${one.failed} of ${one.failed + one.answers} prompts were not answered.`];
  return [
    ...likeness,
    ...(one.isReference ? [rateSentence(one)] : [speedSentence(one, reference.model)]),
    memorySentence(one, reference),
    ...failures,
  ].filter((sentence) => sentence !== "");
}

function rateSentence({ tokensPerSecond, latencySeconds }: VariantSummary): string {
  if (tokensPerSecond === null || latencySeconds === null) return "";
  const rate = `${span(tokensPerSecond, numberText)} tokens per second over the whole answer`;
  return `It wrote ${rate}, an answer taking ${span(latencySeconds, numberText)} s.`;
}

function likenessSentence({ cosineSimilarity: cosine, sameAsReference }: VariantSummary): string {
  if (cosine === null) return "Its answers could not be compared with the reference's.";
  const sure = cosine.interval === null ? "" : `, 95 % interval ${interval(cosine.interval, cosineText)}`;
  const same =
    sameAsReference === 0
      ? "no answer is the reference's word for word"
      : `${sameAsReference} of ${countText(cosine.n, "answer")} ${sameAsReference === 1 ? "is" : "are"} the reference's word for word`;
  return `Its answers have a cosine similarity of ${span(cosine, cosineText)} with the reference's (median ${cosineText(cosine.median)}${sure}); ${same}.`;
}

function speedSentence({ speedRatio }: VariantSummary, reference: string): string {
  if (speedRatio === null) return `Its speed could not be compared with ${reference}'s.`;
  const { ratio } = speedRatio;
  const words = `${numberText(ratio)} times the tokens per second of ${reference} over the whole answer (${surenessText(speedRatio)})`;
  if (isShown(speedRatio)) return `It is ${ratio > 1 ? "faster" : "slower"}: ${words}.`;
  return speedRatio.interval === null
    ? `It wrote ${words}; with so few prompts that is an impression, not a finding.`
    : `No difference in speed is shown: ${words}.`;
}

function memorySentence(one: VariantSummary, reference: VariantSummary): string {
  if (one.residentMb === null) return "Its memory is not known: no process of its own was seen while it answered.";
  const peak = `A process that serves it peaks at ${numberText(one.residentMb)} MB`;
  if (one.isReference || reference.residentMb === null) return `${peak}.`;
  const change = (one.residentMb / reference.residentMb - 1) * 100;
  const than = `${numberText(Math.abs(change))} % ${change < 0 ? "less" : "more"} than with ${reference.model}`;
  return `${peak}, ${Math.abs(change) < 1 ? `about as much as with ${reference.model}` : than} (read once, so without an interval).`;
}

/** What {@link takeaways} are drawn from. */
export interface VariantFindings {
  readonly summaries: readonly VariantSummary[];
  readonly rows: readonly VariantRow[];
  readonly trials: readonly Trial[];
}

/** What the run shows across the variants; open questions are named as open. Variants are compared on shared prompts. */
export function takeaways({ summaries, rows, trials }: VariantFindings): string[] {
  const answered = summaries.filter((one) => one.answers > 0);
  const silent = summaries.filter((one) => one.answers === 0).map(({ model }) => model);
  const left = silent.length === 0 ? [] : [`Not compared: ${silent.join(" and ")} gave no answer.`];
  if (answered.length < 2) return ["With fewer than two variants that answered, nothing is compared.", ...left];
  const shared = sharedAnswers(rows);
  const reference = summaries.find((one) => one.isReference)?.model ?? "";
  const compared = variantSummaries(shared, trialsOf(shared, trials), reference);
  const findings = [
    sharedSentence(shared, rows, answered.length),
    fastest(compared, trialsOf(shared, trials)),
    smallest(answered),
    nearest(compared, shared),
    beaten(compared),
  ];
  return [...findings.filter((text) => text !== ""), ...left];
}

function trialsOf(shared: readonly VariantRow[], trials: readonly Trial[]): readonly Trial[] {
  const prompts = new Set(shared.map(({ promptId }) => promptId));
  return trials.filter(({ caseId }) => prompts.has(caseId));
}

/** On how many prompts variants are compared; nothing where it is all of them. */
function sharedSentence(shared: readonly VariantRow[], rows: readonly VariantRow[], models: number): string {
  const count = (some: readonly VariantRow[]) => new Set(some.map(({ promptId }) => promptId)).size;
  const [common, all] = [count(shared), count(rows)];
  if (common === all) return "";
  return common === 0
    ? `No prompt was answered by all ${models} variants that answered any, so neither speed nor meaning is compared.`
    : `Speed and meaning are compared on the ${common} of ${countText(all, "prompt")} that all ${models} variants answered.`;
}

function fastest(summaries: readonly VariantSummary[], trials: readonly Trial[]): string {
  const rates = summaries.flatMap(({ model, tokensPerSecond }) =>
    tokensPerSecond === null ? [] : [{ model, rate: tokensPerSecond.median }],
  );
  const [first, second] = rates.sort((a, b) => b.rate - a.rate);
  if (first === undefined || second === undefined) return "";
  const words = `${first.model} has the highest median rate, ${numberText(first.rate)} tokens per second, before ${second.model} with ${numberText(second.rate)}`;
  const ratio = pairedRatio(trials, second.model, first.model, "tokensPerSecondEndToEnd");
  if (ratio === null) return `Speed: ${words}.`;
  const settled = isShown(ratio) && ratio.ratio > 1 ? "" : ", so the order of these two is not settled";
  return `Speed: ${words}; prompt by prompt ${numberText(ratio.ratio)} times as many (${surenessText(ratio)})${settled}.`;
}

function smallest(summaries: readonly VariantSummary[]): string {
  const known = summaries.flatMap((one) => (one.residentMb === null ? [] : [{ one, mb: one.residentMb }]));
  if (known.length < 2) return "";
  const order = known.sort((a, b) => a.mb - b.mb).map(({ one, mb }) => `${one.model} (${numberText(mb)} MB)`);
  return `Memory, from the smallest peak: ${order.join(", ")}.`;
}

function nearest(summaries: readonly VariantSummary[], rows: readonly VariantRow[]): string {
  const others = summaries.flatMap(({ model, isReference, cosineSimilarity }) =>
    isReference || cosineSimilarity === null ? [] : [{ model, cosine: cosineSimilarity.median }],
  );
  const [first, ...rest] = others.sort((a, b) => b.cosine - a.cosine);
  const last = rest.at(-1);
  if (first === undefined || last === undefined) return "";
  const words = `${first.model} stays nearest to the reference (median cosine ${cosineText(first.cosine)}) and ${last.model} farthest (${cosineText(last.cosine)})`;
  const gaps = cosineGaps(rows, first.model, last.model);
  const found = gaps.length === 0 ? null : quantileInterval(gaps, 0.5);
  if (found?.kind !== "interval") return `Meaning: ${words}; too few prompts to say how sure that order is.`;
  const settled = found.low > 0 ? "" : ", so this order may be chance";
  return `Meaning: ${words}; prompt by prompt the gap has a 95 % interval of ${interval(found, cosineText)} (${gaps.length} prompts)${settled}.`;
}

/** For each prompt how much nearer to the reference one variant's answers are than another's. */
function cosineGaps(rows: readonly VariantRow[], near: string, far: string): number[] {
  const of = (model: string, promptId: string) =>
    rows.flatMap((row) =>
      row.model === model && row.promptId === promptId && row.cosineSimilarity !== null ? [row.cosineSimilarity] : [],
    );
  return [...new Set(rows.map((row) => row.promptId))].flatMap((promptId) => {
    const [a, b] = [of(near, promptId), of(far, promptId)];
    return a.length === 0 || b.length === 0 ? [] : [median(a) - median(b)];
  });
}

/**
 * The variants that another one beats in speed, memory and meaning at once, by their estimates. The reference is not judged: it
 * is nearest to itself by definition.
 */
function beaten(summaries: readonly VariantSummary[]): string {
  const goods = summaries.flatMap(({ model, isReference, tokensPerSecond, residentMb, cosineSimilarity }) =>
    isReference || tokensPerSecond === null || residentMb === null || cosineSimilarity === null
      ? []
      : [{ model, values: [tokensPerSecond.median, -residentMb, cosineSimilarity.median] }],
  );
  if (goods.length < 2) return "";
  const beats = (a: readonly number[], b: readonly number[]) => a.every((value, i) => value > (b[i] ?? value));
  const behind = goods.filter((mine) => goods.some((other) => beats(other.values, mine.values)));
  if (behind.length === 0)
    return "Trade-off: beside the reference, no variant is behind another in speed, memory and meaning at once, so the choice depends on the use.";
  const names = behind.map(({ model }) => model).join(" and ");
  return `Trade-off: ${names} ${behind.length === 1 ? "is" : "are"} behind another variant in speed, memory and meaning at once, by these estimates.`;
}

/**
 * A range as the seed writes it; one number when both ends are written alike.
 *
 * @example span({ n: 2, low: 0.861, median: 0.88, high: 0.9, interval: null }, (value) => value.toFixed(2)); // => "0.86–0.90"
 */
export function span({ low, high }: Range, text: (value: number) => string): string {
  const [from, to] = [text(low), text(high)];
  return from === to ? from : `${from}–${to}`;
}

const cosineText = (value: number) => value.toFixed(3);
const interval = ({ low, high }: { readonly low: number; readonly high: number }, text: (value: number) => string) =>
  `${text(low)} to ${text(high)}`;
