import { mean } from "simple-statistics";
import { distributionOf } from "../../metrics/distribution.js";
import { tableMarkdown } from "../../report/tables/table-markdown.js";
import { escapeMarkdown } from "../../text/escape.js";
import { countText } from "../../text/number-text.js";

/** What the analysis needs of one answer or failure. */
export interface ModelAnswer {
  readonly model: string;
  readonly prompt: string;
  /** Null when the prompt failed. */
  readonly response: string | null;
  readonly latencySeconds: number | null;
}

/** One line of the latency table, in seconds. */
export interface ModelLatencyRow {
  readonly model: string;
  readonly answered: number;
  readonly failed: number;
  /** This and what follows is of the prompts that this model answered. */
  readonly meanSeconds: number | null;
  readonly medianSeconds: number | null;
  readonly p95Seconds: number | null;
  readonly p99Seconds: number | null;
  readonly maxSeconds: number | null;
  /** 60 / mean: what one user alone gets. */
  readonly requestsPerMinute: number | null;
  /** Prompts that every model with an answer answered: only these compare models. */
  readonly sharedPrompts: number;
  /** Mean over the shared prompts; null without shared prompts or without an answer. */
  readonly sharedMeanSeconds: number | null;
}

/** Latency by model, with percentiles of type 7. */
export function modelLatencyRows(answers: readonly ModelAnswer[]): readonly ModelLatencyRow[] {
  const shared = sharedPrompts(answers);
  return modelsOf(answers).map((model) => {
    const own = answers.filter((answer) => answer.model === model);
    const seconds = own.flatMap((answer) => answer.latencySeconds ?? []);
    const common = own.flatMap(({ prompt, latencySeconds }) => (shared.has(prompt) ? (latencySeconds ?? []) : []));
    const { n, mean: average, p50, p95, p99, max } = distributionOf(seconds);
    return {
      model,
      answered: n,
      failed: own.length - n,
      meanSeconds: average,
      medianSeconds: p50,
      p95Seconds: p95,
      p99Seconds: p99,
      maxSeconds: max,
      requestsPerMinute: average === null || average === 0 ? null : 60 / average,
      sharedPrompts: shared.size,
      sharedMeanSeconds: common.length === 0 ? null : mean(common),
    };
  });
}

/** The prompts that every model which answered at all has answered, each time it was asked. */
function sharedPrompts(answers: readonly ModelAnswer[]): ReadonlySet<string> {
  const good = ({ latencySeconds }: ModelAnswer) => latencySeconds !== null;
  const models = modelsOf(answers.filter(good));
  const prompts = [...new Set(answers.map(({ prompt }) => prompt))];
  return new Set(
    prompts.filter((prompt) =>
      models.every((model) => {
        const own = answers.filter((one) => one.model === model && one.prompt === prompt);
        return own.length > 0 && own.every(good);
      }),
    ),
  );
}

/** One line of the quality table. */
export interface ModelQualityRow {
  readonly model: string;
  /** Of the answers to prompts that say JSON: how many are not JSON to Python's `json.loads`, as the seed counts. */
  readonly jsonFailures: number;
  readonly jsonAnswers: number;
  /** Prompts that say JSON and were not answered. */
  readonly jsonUnanswered: number;
  /** The checks of a prompt that failed are not passed. Null without checks. */
  readonly checksPassed: number | null;
  /** Of every prompt that was sent, answered or not. */
  readonly checks: number;
}

/** Whether one model passed one check of one prompt; not, when it did not answer. */
export interface ModelScore {
  readonly model: string;
  readonly passed: boolean;
}

/** Quality by model: the count of answers that should be JSON and are not, and the checks of the cases. */
export function modelQualityRows(
  answers: readonly ModelAnswer[],
  scores: readonly ModelScore[],
): readonly ModelQualityRow[] {
  return modelsOf(answers).map((model) => {
    const asked = answers.filter((one) => one.model === model && one.prompt.includes("JSON"));
    const responses = asked.flatMap(({ response }) => (response === null ? [] : [response]));
    const judged = scores.filter((score) => score.model === model);
    return {
      model,
      jsonFailures: responses.filter((response) => !isPythonJson(response)).length,
      jsonAnswers: responses.length,
      jsonUnanswered: asked.length - responses.length,
      checksPassed: judged.length ? judged.filter((score) => score.passed).length : null,
      checks: judged.length,
    };
  });
}

const modelsOf = (answers: readonly ModelAnswer[]) => [...new Set(answers.map((answer) => answer.model))];

/** Python's `json.loads` takes NaN, Infinity and -Infinity as well, outside of strings. */
function isPythonJson(text: string): boolean {
  try {
    JSON.parse(text.replace(/("(?:[^"\\]|\\.)*")|NaN|-?Infinity/gs, (_, string?: string) => string ?? "null"));
    return true;
  } catch {
    return false;
  }
}

/** Speed against quality in one sentence for each model, from the numbers alone. Speed is compared on shared prompts. */
export function modelsReading(
  latency: readonly ModelLatencyRow[],
  quality: readonly ModelQualityRow[],
): readonly string[] {
  const shares = new Map(
    quality.map((row) => [row.model, row.checksPassed === null ? null : row.checksPassed / row.checks]),
  );
  const best = Math.max(...[...shares.values()].map((share) => share ?? -1));
  return latency.map((row) => {
    const share = shares.get(row.model) ?? null;
    const failed = row.failed ? `; ${row.failed} of ${countText(row.failed + row.answered, "prompt")} failed` : "";
    if (row.meanSeconds === null) return `${row.model}: no answer${failed}.`;
    const checked = share === null ? "no checks" : `${Math.round(share * 100)} % of its checks passed`;
    const rank = share !== null && share > 0 && shares.size > 1 && share === best ? ", no model more" : "";
    const counted = failed && share !== null ? ", their checks not passed" : "";
    return `${row.model}: ${speedText(row, latency)}; ${checked}${rank}${failed}${counted}.`;
  });
}

function speedText(row: ModelLatencyRow, latency: readonly ModelLatencyRow[]): string {
  const own = `${(row.meanSeconds ?? 0).toFixed(2)} s on average`;
  const compared = latency.filter(({ meanSeconds }) => meanSeconds !== null);
  if (compared.length < 2) return row.failed ? `${own} over ${countText(row.answered, "answer")}` : own;
  const { sharedMeanSeconds: common, sharedPrompts: shared } = row;
  const over = `${own} over ${countText(row.answered, "answer")}`;
  if (common === null) return `${over}, not compared: no prompt was answered by all ${compared.length} models`;
  const fastest = Math.min(...compared.map(({ sharedMeanSeconds }) => sharedMeanSeconds ?? Infinity));
  const place = common === fastest ? "the fastest" : `${(common / fastest).toFixed(1)} times the fastest`;
  if (compared.every(({ answered }) => answered === shared)) return `${own}, ${place}`;
  const where = `on the ${countText(shared, "prompt")} that all ${compared.length} models answered`;
  return `${over}; ${where} ${common.toFixed(2)} s, ${place}`;
}

/** The analysis of a harness run as Markdown: latency, quality, the reading of both, and what the numbers cannot say. */
export function modelsPage(answers: readonly ModelAnswer[], scores: readonly ModelScore[]): string {
  const [latency, quality] = [modelLatencyRows(answers), modelQualityRows(answers, scores)];
  const few = latency.filter((row) => row.answered < 72).map((row) => `${row.model} (${row.answered})`);
  const limits = few.length
    ? `Too few answers for a P95 that could be bounded from both sides (72 are needed): ${few.join(", ")}.`
    : "Every model has the 72 answers that a bounded P95 needs.";
  return [
    "## Latency Statistics",
    tableMarkdown(latency),
    "## Quality Checks",
    tableMarkdown(quality),
    "## Speed and quality",
    modelsReading(latency, quality)
      .map((line) => `- ${escapeMarkdown(line)}`)
      .join("\n"),
    "## What these numbers cannot say",
    `- ${escapeMarkdown(limits)}\n- Percentiles are of type 7 (linear). One request at a time: this is no load test.`,
    "",
  ].join("\n\n");
}
