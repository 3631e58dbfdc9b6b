import type { TokenSource } from "../../types/index.js";

/** The files of other tools that `importResults` reads. */
export const importFormats = [
  "guidellm-json",
  "aiperf-jsonl",
  "vllm-json",
  "sglang-jsonl",
  "llama-bench-json",
  "llama-bench-jsonl",
  "llama-bench-csv",
  "ollama-bench-csv",
  "results-csv",
  "summary-json",
  "baseline-json",
  "infer-json",
] as const;

/** The name of a file format that `importResults` reads. */
export type ImportFormat = (typeof importFormats)[number];

/** One line of another tool's results. Null is what the file does not hold; times are in milliseconds. */
export interface ImportedRow {
  /** What was measured: the model, and the arm or the load where a file has several. */
  readonly target: string;
  /** The same for the same prompt; the place in the file where the prompt is not known. */
  readonly caseId: string;
  readonly repetition: number;
  readonly phase: "warmup" | "measured";
  readonly outcome: "answered" | "failed" | "aborted";
  /** What the tool says went wrong. */
  readonly error: string | null;
  /** When it was sent, from the first start in the file. */
  readonly startMs: number | null;
  /** When the plan wanted it sent, on the same clock; null in a closed loop. */
  readonly intendedStartMs: number | null;
  /** These seven by the tool's own definitions, which `definitions` holds. */
  readonly timeToFirstTokenMs: number | null;
  readonly timeToFirstAnswerTokenMs: number | null;
  readonly latencyMs: number | null;
  readonly interTokenLatencyMs: number | null;
  readonly timePerOutputTokenMs: number | null;
  readonly tokensPerSecond: number | null;
  readonly promptTokensPerSecond: number | null;
  /** From the start to the last token, if the file distinguishes it from the end. */
  readonly lastTokenMs: number | null;
  /** Raw gaps between chunks, where the tool keeps them. */
  readonly chunkGapsMs: readonly number[] | null;
  readonly inputTokens: number | null;
  readonly cachedInputTokens: number | null;
  readonly outputTokens: number | null;
  /** Who counted the tokens, as far as the tool's documentation says. */
  readonly tokenSource: TokenSource | null;
  readonly loadMs: number | null;
  /** 0 to 1, where the file holds a judgment. */
  readonly quality: number | null;
  readonly prompt: string | null;
  readonly text: string | null;
  /** What else the file says about the row. */
  readonly details: Readonly<Record<string, string | number | boolean | null>>;
}

/** The columns of a row that hold a number made by a definition. */
export type ImportedMetric =
  | "timeToFirstTokenMs"
  | "timeToFirstAnswerTokenMs"
  | "latencyMs"
  | "interTokenLatencyMs"
  | "timePerOutputTokenMs"
  | "tokensPerSecond"
  | "promptTokensPerSecond"
  | "chunkGapsMs"
  | "inputTokens"
  | "outputTokens"
  | "quality";

/** One number of the tool's own summary beside the same number made from the rows by the tool's definition. */
export interface ToolNumber {
  readonly target: string;
  readonly metric: ImportedMetric;
  /** `mean`, `median`, `p99`, `standard deviation` … */
  readonly statistic: string;
  /** What the tool wrote, in the unit of the metric. */
  readonly stored: number;
  /** Null when the rows do not hold it. */
  readonly fromRows: number | null;
  /** Whether the two are the same to a millionth, or to the digits that the tool prints; null without the second. */
  readonly agrees: boolean | null;
}

/** What one row of a file is. */
export type ImportedUnit = "request" | "repetition" | "test" | "iteration" | "prompt";

/** Another tool's results, read. */
export interface Imported {
  readonly kind: "imported";
  readonly file: string;
  readonly format: ImportFormat;
  readonly tool: string;
  /** Null if the file and its companion do not say. */
  readonly toolVersion: string | null;
  /** The version of the file's own format; null where it has none. */
  readonly formatVersion: string | null;
  readonly unit: ImportedUnit;
  readonly rows: readonly ImportedRow[];
  /** For each metric that the rows hold: how this tool makes it. */
  readonly definitions: Readonly<Partial<Record<ImportedMetric, string>>>;
  /** The tool's own summary; empty where the file holds none. */
  readonly summary: readonly ToolNumber[];
  /** What a reader has to know. */
  readonly notes: readonly string[];
}

/** What the reader of one format gives; the rest of `Imported` is known before. */
export type ImportedContent = Omit<Imported, "kind" | "file" | "format">;

const nothing: ImportedRow = {
  ...{ target: "", caseId: "", repetition: 0, phase: "measured", outcome: "answered", error: null },
  ...{ startMs: null, intendedStartMs: null, timeToFirstTokenMs: null, timeToFirstAnswerTokenMs: null },
  ...{ latencyMs: null, interTokenLatencyMs: null, timePerOutputTokenMs: null, tokensPerSecond: null },
  ...{ promptTokensPerSecond: null, lastTokenMs: null, chunkGapsMs: null, inputTokens: null },
  ...{ cachedInputTokens: null, outputTokens: null, tokenSource: null, loadMs: null, quality: null },
  ...{ prompt: null, text: null, details: {} },
};

/** A row with null for everything that is not given. */
export function importedRow(known: Partial<ImportedRow> & Pick<ImportedRow, "target" | "caseId">): ImportedRow {
  return { ...nothing, ...known };
}
