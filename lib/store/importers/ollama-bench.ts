import type { CsvRecord } from "./csv-file.js";
import { isAmount } from "./fields.js";
import { type ImportedContent, type ImportedRow, importedRow } from "./imported.js";
import { withRepetitions } from "./prompt-rows.js";

/** The header of the CSV of Ollama's bench, in all versions. */
export const ollamaBenchColumns = ["NAME", "STEP", "COUNT", "NS_PER_COUNT", "TOKEN_PER_SEC"] as const;

/**
 * Reads the CSV of Ollama's `cmd/bench`: a line for each step (prefill, generate, ttft in newer versions, load, total) of each
 * epoch. A row is an epoch. Lines that begin with `#` tell about the model.
 */
export function readOllamaBench(
  records: readonly CsvRecord[],
  comments: readonly string[],
  where: string,
): ImportedContent {
  const epochs: Step[][] = [];
  for (const record of records) {
    const step = stepOf(record);
    const last = epochs.at(-1);
    if (last === undefined || last[0]?.model !== step.model || last.some(({ name }) => name === step.name))
      epochs.push([step]);
    else last.push(step);
  }
  if (epochs.length === 0) throw new Error(`expected ${where} to hold an epoch, got only a header`);
  return {
    tool: "Ollama bench",
    toolVersion: null,
    formatVersion: null,
    unit: "repetition",
    rows: withRepetitions(epochs.map((steps) => rowOf(steps, comments))),
    definitions,
    summary: [],
    notes: [
      "all epochs send the same prompt: from the second on the prompt may come from the cache, and its speed is then of the rest",
      "times are the server's own (nanoseconds, speeds rounded to 0.01); no time on the network is in them, but in ttft",
      ...comments,
    ],
  };
}

const definitions: ImportedContent["definitions"] = {
  timeToFirstTokenMs: "first response with content or thinking - sending, by the client (newer versions only)",
  latencyMs: "total_duration of the server, loading the model included",
  timePerOutputTokenMs: "eval_duration / eval_count of the server: n and not n - 1 below",
  tokensPerSecond: "eval_count / eval_duration of the server",
  promptTokensPerSecond: "prompt_eval_count / prompt_eval_duration of the server",
  inputTokens: "prompt_eval_count of the server",
  outputTokens: "eval_count of the server",
};

interface Step {
  readonly model: string;
  readonly name: string;
  readonly count: number;
  readonly nsPerCount: number;
  readonly tokensPerSecond: number;
}

const known = ["prefill", "generate", "ttft", "load", "total"];

function stepOf({ cells, where }: CsvRecord): Step {
  const [model = "", name = "", ...numbers] = cells;
  if (!known.includes(name))
    throw new Error(`expected the step of ${where} to be one of ${known.join(", ")}, got ${name}`);
  const [count, nsPerCount, tokensPerSecond] = numbers.map((cell, index) => {
    const value = cell.trim() === "" ? Number.NaN : Number(cell);
    if (isAmount(value)) return value;
    throw new Error(`expected ${ollamaBenchColumns[index + 2]} of ${where} to be a number of 0 or more, got ${cell}`);
  });
  if (count === undefined || nsPerCount === undefined || tokensPerSecond === undefined) {
    throw new Error(`expected ${where} to have ${ollamaBenchColumns.length} cells, got ${cells.length}`);
  }
  return { model, name, count, nsPerCount, tokensPerSecond };
}

function rowOf(steps: readonly Step[], comments: readonly string[]): ImportedRow {
  const of = (name: string) => steps.find((step) => step.name === name);
  const milliseconds = (name: string) => positive((of(name)?.nsPerCount ?? 0) / 1e6);
  const [prefill, generate] = [of("prefill"), of("generate")];
  const model = steps[0]?.model ?? "";
  const about = comments.find((line) => line.includes(`Model: ${model} `) || line.endsWith(`Model: ${model}`));
  return importedRow({
    target: model,
    caseId: "the prompt of the bench",
    timeToFirstTokenMs: milliseconds("ttft"),
    latencyMs: milliseconds("total"),
    timePerOutputTokenMs: milliseconds("generate"),
    tokensPerSecond: positive(generate?.tokensPerSecond ?? 0),
    promptTokensPerSecond: positive(prefill?.tokensPerSecond ?? 0),
    // The server leaves the count out when the prompt came from the cache, and the bench writes 0 then.
    inputTokens: positive(prefill?.count ?? 0),
    outputTokens: generate?.count ?? null,
    tokenSource: "server-timings",
    loadMs: of("load")?.nsPerCount === undefined ? null : (of("load")?.nsPerCount ?? 0) / 1e6,
    details: about === undefined ? {} : { model: about },
  });
}

const positive = (value: number) => (value > 0 ? value : null);
