import { threatSentences } from "../../report/pages/threats.js";
import { escapeMarkdown } from "../../text/escape.js";
import { shortenMiddle } from "../../text/label-text.js";
import { countText, MISSING, numberText } from "../../text/number-text.js";
import type { EngineInfo, Manifest, Trial } from "../../types/index.js";
import type { VariantRow } from "./rows.js";
import { span, takeaways, variantSentences } from "./sentences.js";
import type { Range, VariantSummary } from "./summary.js";

/** What {@link variantsPage} is written from. */
export interface VariantsPageInput {
  readonly manifest: Manifest;
  readonly trials: readonly Trial[];
  readonly engines: readonly (EngineInfo & { readonly target?: string })[];
  readonly rows: readonly VariantRow[];
  readonly summaries: readonly VariantSummary[];
  readonly reference: string;
  /** Names of the run folders beside the report. */
  readonly runFolders: readonly string[];
  /** What the reader must know that is not in the data, such as how the variants were made. */
  readonly remarks: readonly string[];
}

/**
 * The report as Markdown: overview, setup, raw results, analysis, takeaways, conclusion. Every statement is
 * written from the numbers; all foreign text is escaped.
 */
export function variantsPage(input: VariantsPageInput): string {
  const parts = [
    ["# LLM Benchmark Report", ...overview(input)],
    ["## Benchmark Setup", ...setup(input)],
    ["## Raw Results", ...rawResults(input)],
    ["## Summary", summaryTable(input.summaries)],
    ["## Analysis & Insights", ...analysis(input)],
    ["## Key Takeaways", bullets(takeaways(input))],
    ["## Conclusion", ...conclusion(input)],
  ];
  return `${parts.map((part) => part.join("\n\n")).join("\n\n---\n\n")}\n\n---\n\n*End of Report*\n`;
}

function overview({ manifest, summaries, reference }: VariantsPageInput): string[] {
  const items = summaries.map((one, index) => `${index + 1}. **${escapeMarkdown(one.model)}** — ${formOf(one)}`);
  const count = `${countText(summaries.length, "variant")}`;
  return [
    "## Overview",
    `This report compares ${count} over ${countText(manifest.cases.length, "prompt")}:`,
    items.join("\n"),
    "The goal is to see what each variant costs and what it keeps: speed, memory, and how near its answers stay to those of " +
      `the reference, ${escapeMarkdown(reference)}.`,
  ];
}

const formOf = (one: VariantSummary) =>
  escapeMarkdown([precisionText(one), one.device ?? "device unknown", one.framework].join(", "));

function setup({ manifest, engines, summaries, remarks }: VariantsPageInput): string[] {
  const models = engines.map((engine, index) => {
    const one = engine.target === undefined ? summaries[index] : summaries.find(({ model }) => model === engine.target);
    const size = engine.modelBytes === null ? MISSING : (engine.modelBytes / 1e6).toFixed(1);
    const threads = engine.threads === null ? MISSING : String(engine.threads);
    const name = one?.model ?? engine.model;
    return [
      name,
      one ? precisionText(one) : MISSING,
      engine.device?.toUpperCase() ?? MISSING,
      one?.framework ?? engine.engine,
      size,
      threads,
    ];
  });
  const { warmups, repetitions, generation, order } = manifest;
  const turns = order === "interleaved" ? "taking turns in seeded order" : "one variant after the other";
  const how =
    `Each prompt went to each variant ${repetitions === 1 ? "once" : `${repetitions} times`}, ${turns}, after ${countText(warmups, "warm-up")} that ` +
    `${warmups === 1 ? "is" : "are"} in no number; up to ${generation.maxTokens} tokens an answer, temperature ${generation.temperature ?? "left to the engine"}.`;
  return [
    "### Models Evaluated",
    table(["Model Type", "Precision", "Device", "Framework", "Weights (MB)", "Threads"], models),
    "### Prompts Used",
    manifest.cases.map((one) => `* ${escapeMarkdown(shortenMiddle(one.prompt, 300))}`).join("\n"),
    "### Metrics Collected",
    table(["Metric", "Meaning"], METRICS),
    [how, ...remarks].map(escapeMarkdown).join("\n\n"),
  ];
}

const METRICS = [
  ["Tok/s", "output tokens, as the engine counts them, divided by the whole latency"],
  ["Latency (s)", "from sending the prompt to the end of the answer"],
  ["VRAM (MB)", "peak GPU memory in use, in 10^6 bytes; NA where the model runs on a CPU"],
  [
    "Cosine Similarity",
    "of the sentence embeddings (all-MiniLM-L6-v2, first 256 tokens) of this answer and the reference's to the same prompt",
  ],
  ["Resident (MB)", "peak resident memory of the process that serves the variant, in 10^6 bytes, runtime included"],
];

function rawResults({ rows }: VariantsPageInput): string[] {
  const heads = [
    "Model",
    "Device",
    "Precision",
    "Tok/s",
    "Latency (s)",
    "VRAM (MB)",
    "Cosine Similarity",
    "Resident (MB)",
    "Prompt",
  ];
  const body = rows.map((row) => [
    row.model,
    row.device ?? MISSING,
    precisionText(row),
    fixed(row.tokensPerSecond, 2),
    fixed(row.latencySeconds, 2),
    vramText(row),
    fixed(row.cosineSimilarity, 3),
    fixed(row.residentMb, 1),
    row.promptId,
  ]);
  const failures = rows.flatMap((row) =>
    row.failure === null ? [] : [`${row.model} did not answer ${row.promptId}: ${row.failure}`],
  );
  return [table(heads, body), ...(failures.length === 0 ? [] : [bullets(failures)])];
}

function summaryTable(summaries: readonly VariantSummary[]): string {
  const heads = [
    "Model",
    "Answers",
    "Tok/s",
    "Latency (s)",
    "VRAM (MB)",
    "Resident (MB)",
    "Cosine Similarity",
    "Tok/s against the reference",
  ];
  const body = summaries.map((one) => [
    one.model,
    `${one.answers} of ${one.answers + one.failed}`,
    rangeText(one.tokensPerSecond, 2),
    rangeText(one.latencySeconds, 2),
    vramText(one),
    fixed(one.residentMb, 1),
    one.isReference && one.answers > 0 ? "1.000" : rangeText(one.cosineSimilarity, 3),
    one.isReference ? "1 ×" : one.speedRatio === null ? MISSING : `${numberText(one.speedRatio.ratio)} ×`,
  ]);
  return `${table(heads, body)}\n\nRanges are the least and the greatest of the single answers.`;
}

function analysis({ summaries }: VariantsPageInput): string[] {
  const reference = summaries.find((one) => one.isReference);
  return summaries.flatMap((one, index) => [
    `### ${index + 1}. ${escapeMarkdown(one.model)} — ${formOf(one)}`,
    bullets(variantSentences(one, reference ?? one)),
  ]);
}

function conclusion({ manifest, trials, runFolders }: VariantsPageInput): string[] {
  const threats = threatSentences({ manifest, trials });
  return [
    "The numbers hold for these prompts, this machine and these versions. A low cosine says that an answer differs from the " +
      "reference's, not that it is wrong; a high one does not make it right.",
    ...(threats.length === 0
      ? []
      : ["What may make the numbers mislead, found in the run's own data:", bullets(threats)]),
    `Every trial and every memory reading is beside this report, in ${runFolders.map((name) => `\`${name}\``).join(" and ")}; \`npx benchbook verify\` checks a folder.`,
  ];
}

const precisionText = ({ precision, quantisation }: Pick<VariantRow, "precision" | "quantisation">) => {
  if (precision === null) return "not told";
  return quantisation === null || quantisation.toLowerCase() === precision
    ? precision
    : `${precision} (${quantisation})`;
};
const vramText = ({ vramMb, device }: Pick<VariantRow, "vramMb" | "device">) =>
  vramMb === null && device === "CPU" ? "NA" : fixed(vramMb, 1);
const fixed = (value: number | null, digits: number) => (value === null ? MISSING : value.toFixed(digits));
const rangeText = (range: Range | null, digits: number) =>
  range === null ? MISSING : span(range, (value) => value.toFixed(digits));
const bullets = (items: readonly string[]) => items.map((item) => `* ${escapeMarkdown(item)}`).join("\n");
const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return [line(heads), line(heads.map(() => "---")), ...rows.map((row) => line(row.map(escapeMarkdown)))].join("\n");
}
