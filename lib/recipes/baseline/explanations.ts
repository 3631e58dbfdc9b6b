import type { ArmMetrics } from "./arms.js";

/** The metrics whose worsening is explained. */
type Explained =
  | "totalSeconds"
  | "tokensPerSecond"
  | "totalTokens"
  | "inputTokens"
  | "outputTokens"
  | "peakMemoryMb"
  | "meanMemoryMb"
  | "tokensPerMb";

/** Why a metric got worse, in a sentence computed from the arms' other numbers. What they do not tell is not guessed. */
export function explanationOf(metric: Explained, baseline: ArmMetrics, optimized: ArmMetrics): string {
  switch (metric) {
    case "totalSeconds":
      return slower(baseline, optimized);
    case "tokensPerSecond":
      return `It wrote ${moved(baseline.outputTokens, optimized.outputTokens, "tokens")} in ${moved(baseline.totalSeconds, optimized.totalSeconds, "s")}, so a token took longer.`;
    case "totalTokens":
      return moreTokens(baseline, optimized);
    case "inputTokens":
      return `Its prompts are longer: ${moved(baseline.inputTokens, optimized.inputTokens, "tokens")}.`;
    case "outputTokens":
      return `Its answers are longer: ${moved(baseline.outputTokens, optimized.outputTokens, "tokens")}. Whether they are better, the number does not say.`;
    case "peakMemoryMb":
    case "meanMemoryMb":
      return `It held ${moved(baseline[metric], optimized[metric], "MB")} above the baseline before load, each read in one process of its own: a few MB come and go between two processes of the same settings.`;
    case "tokensPerMb":
      return lessPerMb(baseline, optimized);
  }
}

/** Total time = tokens / rate, so one or both of them made it longer. */
function slower(baseline: ArmMetrics, optimized: ArmMetrics): string {
  const [tokens, rate] = [
    grew(baseline.outputTokens, optimized.outputTokens),
    grew(baseline.tokensPerSecond, optimized.tokensPerSecond),
  ];
  const wrote = moved(baseline.outputTokens, optimized.outputTokens, "tokens");
  const speed = moved(baseline.tokensPerSecond, optimized.tokensPerSecond, "tokens/s");
  if (tokens === null || rate === null)
    return "Its tokens were not counted, so a longer answer cannot be distinguished from a slower one.";
  if (tokens > 1 && rate >= 1)
    return `It wrote more (${wrote}) and not more slowly (${speed}): the answers are longer, not the steps.`;
  if (tokens > 1) return `It wrote more (${wrote}) and more slowly (${speed}).`;
  return `It wrote no more (${wrote}), but more slowly (${speed}).`;
}

function moreTokens(baseline: ArmMetrics, optimized: ArmMetrics): string {
  const answers = moved(baseline.outputTokens, optimized.outputTokens, "tokens");
  const prompts = moved(baseline.inputTokens, optimized.inputTokens, "tokens");
  const [output, input] = [
    grew(baseline.outputTokens, optimized.outputTokens),
    grew(baseline.inputTokens, optimized.inputTokens),
  ];
  const where =
    output !== null && output > 1
      ? input !== null && input > 1
        ? "Prompts and answers are longer"
        : "The answers are longer, and the prompts do not make up for it"
      : "The prompts are longer, and the answers do not make up for it";
  return `${where}: answers ${answers}, prompts ${prompts}.`;
}

function lessPerMb(baseline: ArmMetrics, optimized: ArmMetrics): string {
  const tokens = moved(baseline.outputTokens, optimized.outputTokens, "tokens");
  const memory = moved(baseline.peakMemoryMb, optimized.peakMemoryMb, "MB");
  const fewer = (grew(baseline.outputTokens, optimized.outputTokens) ?? 1) < 1;
  const bigger = (grew(baseline.peakMemoryMb, optimized.peakMemoryMb) ?? 1) > 1;
  if (fewer && bigger) return `It wrote fewer tokens (${tokens}) and held more memory (${memory}).`;
  return fewer
    ? `It wrote fewer tokens (${tokens}) with ${memory} of memory: shorter answers lower this number too.`
    : `It held more memory (${memory}) for ${tokens}.`;
}

const grew = (before: number | null, after: number | null) =>
  before === null || after === null || before === 0 ? null : after / before;

/** Both numbers, as far as they are known, written alike. */
function moved(before: number | null, after: number | null, unit: string): string {
  const text = (value: number | null) =>
    value === null ? "an unknown number of" : String(Number(value.toPrecision(value >= 1000 ? 5 : 4)));
  return text(before) === text(after)
    ? `${text(after)} ${unit} as before`
    : `${text(after)} in place of ${text(before)} ${unit}`;
}
