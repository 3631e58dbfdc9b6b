import { explainGap, type Gap, type Imported, type ImportFormat, importResults, openRun, type Run } from "../index.js";
import { trialMetrics } from "../metrics/trial-metrics.js";
import { gapMetrics } from "../store/importers/explain-gap.js";
import { importFormats } from "../store/importers/imported.js";
import { importedCsv } from "../store/importers/imported-csv.js";
import { numberText } from "../text/number-text.js";
import { type AddCommand, doing, exitCodes } from "./command.js";

interface Given {
  readonly arguments: readonly [string];
  readonly format?: string;
  readonly csv?: string;
  readonly against?: string;
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
    .option("--against <run>", "say why its numbers differ from those of a run folder")
    .addHelpText("after", "\nExample:\n  npx benchbook import profile_export.jsonl --csv outputs/aiperf.csv")
    .addHelpText("after", exitCodes(null))
    .action(doing<Given>(importFile));
};

async function importFile({ arguments: [file], format, csv, against }: Given) {
  const imported = await importResults(file, format === undefined ? {} : { format: formatOf(format) });
  const written = csv === undefined ? [] : [`rows written to ${await importedCsv(imported, csv)}`];
  const gaps = against === undefined ? [] : await gapsBetween(await openRun(against), imported);
  const text = [...linesOf(imported), ...written, ...gaps.flatMap(gapLines)].join("\n");
  return { text, json: against === undefined ? imported : { ...imported, gaps }, good: true };
}

/** The gap of each metric that both sides have. */
async function gapsBetween(run: Run, imported: Imported): Promise<Gap[]> {
  const trials = await run.trials();
  const measured = gapMetrics.filter(
    (metric) =>
      imported.rows.some((row) => row[metric] !== null) && trials.some((trial) => trialMetrics(trial)[metric] !== null),
  );
  return measured.map((metric) => explainGap(trials, imported, { metric }));
}

function gapLines({ metric, tool, ours, theirs, difference, low, high, parts }: Gap): string[] {
  const interval = low === null || high === null ? "" : ` (95 % interval ${numberText(low)} to ${numberText(high)})`;
  return [
    `${metric}: ${numberText(ours)} here, ${numberText(theirs)} by ${tool}: a difference of ${numberText(difference)}${interval}`,
    ...parts.map(({ part, value, why }) => `- ${part}: ${value === null ? "not known" : numberText(value)}; ${why}`),
  ];
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
