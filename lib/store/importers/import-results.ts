import { readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import * as v from "valibot";
import { checkPath } from "../../arguments/check-values.js";
import { oneOf } from "../../arguments/fields.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import { errorCode } from "../run-folder/files/file-layer.js";
import { decodedText } from "../tables/csv-records.js";
import { AIPERF_SUMMARY } from "./aiperf.js";
import {
  type Imported,
  type ImportedContent,
  type ImportedMetric,
  type ImportFormat,
  importFormats,
} from "./imported.js";
import { parsePythonJson } from "./python-json.js";
import { type Part, recognize } from "./read-content.js";

/** Options of `importResults`. */
export interface ImportOptions {
  /** The file has to be this; if omitted, it is recognized by its content. */
  readonly format?: ImportFormat;
}

const importOptions = settings({ format: v.optional(oneOf(...importFormats)) });

const LARGEST = 64 * 1024 * 1024;

/**
 * Reads the results of another tool as typed rows, with the definition of each number, the tool's version, and the tool's own
 * summary beside the same numbers made from the rows.
 *
 * What it is is seen from its content: GuideLLM's JSON, AIPerf's `profile_export.jsonl`, the JSON of `vllm bench serve
 * --save-detailed`, SGLang's `bench_serving --output-details`, llama-bench's json, jsonl and csv, the CSV of Ollama's bench, and the seeds' `results.csv`,
 * `summary.json`, `benchmark_results.json` and `bench_infer.json`. Null is what a file does not hold; nothing is guessed.
 * `importedTrials` makes trials of the rows, where they hold enough.
 * @throws one error that names file and place and says what was expected: for a file of an unknown layout, a damaged file, or one of a
 * newer version, larger than 64 MiB, or nested deeper than 64.
 * @example
 * (await bb.importResults("profile_export.jsonl")).definitions;
 */
export async function importResults(path: string, options: ImportOptions = {}): Promise<Imported> {
  checkPath("importResults", "path", path);
  const { format } = checkedOptions("importResults", importOptions, options);
  const found = recognize(await textOf(path), path);
  if (found === null) {
    throw new Error(`expected ${path} to be one of ${importFormats.join(", ")}, got a file of another format`);
  }
  if (format !== undefined && found.format !== format) {
    throw new Error(`expected ${path} to be ${format}, got ${found.format}; leave the format out`);
  }
  const content = found.read(found.format === "aiperf-jsonl" ? await summaryBeside(path) : null);
  return { kind: "imported", file: path, format: found.format, ...content, definitions: definitionsOf(content) };
}

/** Only of what the rows or the tool's summary hold. */
function definitionsOf({ rows, summary, definitions }: ImportedContent): Imported["definitions"] {
  const held = (metric: string) =>
    rows.some((row) => row[metric as ImportedMetric] !== null) || summary.some((one) => one.metric === metric);
  return Object.fromEntries(Object.entries(definitions).filter(([metric]) => held(metric)));
}

async function textOf(path: string): Promise<string> {
  const found = await stat(path).catch((error: unknown) => {
    throw new Error(`expected a file of results at ${path}, got ${errorCode(error) ?? "nothing that can be read"}`);
  });
  if (!found.isFile()) throw new Error(`expected a file of results at ${path}, got a folder; give the file in it`);
  if (found.size > LARGEST) throw new Error(`expected ${path} to be at most ${LARGEST} bytes, got ${found.size}`);
  if (found.size === 0) throw new Error(`expected ${path} to hold results, got an empty file`);
  let text = "";
  for await (const piece of decodedText(path)) text += piece;
  return text;
}

/** AIPerf's summary in the same folder; null when there is none. */
async function summaryBeside(path: string): Promise<Part | null> {
  const where = join(dirname(path), AIPERF_SUMMARY);
  const found = await stat(where).catch(() => null);
  if (found === null || !found.isFile() || found.size > LARGEST) return null;
  try {
    return { value: parsePythonJson(await readFile(where, "utf8")), where };
  } catch (error) {
    throw new Error(`expected ${where} to be whole JSON, got: ${(error as Error).message}; repair it or move it away`);
  }
}
