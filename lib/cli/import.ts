import { type Imported, type ImportFormat, importResults } from "../index.js";
import { importFormats } from "../store/importers/imported.js";
import { importedCsv } from "../store/importers/imported-csv.js";
import { type AddCommand, doing, exitCodes } from "./command.js";

interface Given {
  readonly arguments: readonly [string];
  readonly format?: string;
  readonly csv?: string;
}

/** `benchbook import FILE`: another tool's results as typed rows, with the definition that each number was made by. */
export const addImport: AddCommand = (program) => {
  program
    .command("import")
    .description(
      "read the results of another tool: typed rows, each number's definition, the tool's own summary recomputed",
    )
    .argument("<file>", "a file of GuideLLM, AIPerf, vLLM, SGLang, llama-bench, Ollama's bench, or a recipe")
    .option("--format <name>", `refuse the file unless it is this: ${importFormats.join(", ")}`)
    .option("--csv <file>", "write the rows there")
    .addHelpText("after", "\nExample:\n  npx benchbook import profile_export.jsonl --csv outputs/aiperf.csv")
    .addHelpText("after", exitCodes(null))
    .action(doing<Given>(importFile));
};

async function importFile({ arguments: [file], format, csv }: Given) {
  const imported = await importResults(file, format === undefined ? {} : { format: formatOf(format) });
  const written = csv === undefined ? [] : [`rows written to ${await importedCsv(imported, csv)}`];
  return { text: [...linesOf(imported), ...written].join("\n"), json: imported, good: true };
}

function formatOf(text: string): ImportFormat {
  const format = importFormats.find((name) => name === text);
  if (format === undefined) throw new Error(`expected --format to be one of ${importFormats.join(", ")}, got ${text}`);
  return format;
}

function linesOf({ tool, toolVersion, format, unit, rows, definitions, summary, notes }: Imported): string[] {
  const failed = rows.filter((row) => row.outcome !== "answered").length;
  const targets = [...new Set(rows.map((row) => row.target))];
  const compared = summary.filter((one) => one.agrees !== null);
  const differing = compared.filter((one) => one.agrees === false);
  return [
    `${tool} ${toolVersion ?? "(version not in the file)"}, ${format}: ${rows.length} rows, each one ${unit}; ${failed} failed or interrupted`,
    `targets: ${targets.join("; ")}`,
    "definitions:",
    ...Object.entries(definitions).map(([metric, definition]) => `- ${metric}: ${definition}`),
    compared.length === 0
      ? "the file holds no summary to compare its rows with"
      : `the tool's own summary: ${compared.length - differing.length} of ${compared.length} numbers recomputed from the rows agree`,
    ...summary
      .filter((one) => one.fromRows === null)
      .map((one) => `- stored: ${one.target} ${one.metric} ${one.statistic} ${one.stored}`),
    ...differing.map(
      (one) => `- ${one.target} ${one.metric} ${one.statistic}: stored ${one.stored}, from the rows ${one.fromRows}`,
    ),
    ...notes.map((note) => `note: ${note}`),
  ];
}
