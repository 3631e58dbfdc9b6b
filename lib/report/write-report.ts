import path from "node:path";
import * as v from "valibot";
import { checkRun } from "../arguments/check-runs.js";
import { oneOf } from "../arguments/fields.js";
import { checkedOptions, settings } from "../arguments/options.js";
import { buildId } from "../store/run-folder/build-id.js";
import type { Derivations, RunContent } from "../store/run-folder/derived-files.js";
import { openRunFolder } from "../store/run-folder/open-run-folder.js";
import { derivations, judgeContent } from "../store/run-folder/seal-measured-run.js";
import { sealRun } from "../store/run-folder/seal-run.js";
import type { Run } from "../types/index.js";
import type { Figure } from "./figure.js";
import { gapFigure } from "./figures/gap-figure.js";
import { latencyFigure } from "./figures/latency-figure.js";
import { memoryFigure } from "./figures/memory-figure.js";
import { figureOptions } from "./figures/options.js";
import { phasesFigure, tellsPhases } from "./figures/phases-figure.js";
import { qualityFigure } from "./figures/quality-figure.js";
import { serverMetricsFigure } from "./figures/server-metrics-figure.js";
import { targetsWithMetrics } from "./figures/server-metrics-words.js";
import { throughputFigure } from "./figures/throughput-figure.js";
import { timelineFigure } from "./figures/timeline-figure.js";
import { turnsFigure } from "./figures/turns-figure.js";
import { reportHtml } from "./pages/report-html.js";
import type { ReportFigure, ReportInput } from "./pages/report-input.js";
import { reportMarkdown } from "./pages/report-markdown.js";
import { writeFigures } from "./write-figures.js";

/** Which reports {@link writeReport} writes. */
export interface ReportOptions {
  /** @default ["md", "html"] */
  readonly formats?: readonly ("md" | "html")[];
}

/** What {@link writeReport} left behind, as absolute paths. */
export interface WrittenReport {
  readonly reports: readonly string[];
  readonly figures: readonly string[];
}

/** The figures of a report, in its order. Each follows from the run's rows alone. */
function reportFigures({ manifest, trials, samples, scores }: RunContent): readonly Figure[] {
  const options = figureOptions(manifest);
  return [
    latencyFigure(trials, options),
    throughputFigure(trials, options),
    gapFigure(trials, options),
    timelineFigure(trials, options),
    ...(trials.some(({ turn }) => turn !== undefined) ? [turnsFigure(trials, options)] : []),
    ...(tellsPhases(trials) ? [phasesFigure(trials, options)] : []),
    ...(samples.length ? [memoryFigure(trials, { ...options, samples: samples })] : []),
    ...(targetsWithMetrics(samples).length ? [serverMetricsFigure(trials, { ...options, samples })] : []),
    ...(scores.length ? [qualityFigure(scores, { ...options, trials })] : []),
  ];
}

const inReport = (figure: Figure): ReportFigure => ({
  name: figure.name,
  caption: figure.caption,
  file: `figures/${figure.name}.png`,
  figure,
});

const reportInput = (content: RunContent): ReportInput => ({
  ...content,
  figures: reportFigures(content).map(inReport),
});

/** The reports, by format: what each is called, and how it follows from a run. */
export const reportFiles = {
  md: { name: "report.md", derive: (content: RunContent) => reportMarkdown(reportInput(content)) },
  html: { name: "report.html", derive: (content: RunContent) => reportHtml(reportInput(content)) },
} as const;

type ReportFile = (typeof reportFiles)[keyof typeof reportFiles];

const reportOptions = settings({
  formats: v.optional(v.array(oneOf("md", "html"), "a list of texts"), ["md", "html"]),
});

/**
 * Writes the report of a run into its folder, with its figures as SVG and PNG at twice the screen's resolution, and seals
 * the folder again with their hashes. Can be done again at any time, also after scoring. A verdict that the run has is judged
 * again, so that the whole folder tells that of one version.
 *
 * @example
 * (await bb.writeReport(run, { formats: ["md"] })).reports;
 */
export async function writeReport(run: Run, options: ReportOptions = {}): Promise<WrittenReport> {
  checkRun("writeReport", run);
  const { formats } = checkedOptions("writeReport", reportOptions, options);
  const wanted = formats.map((format) => reportFiles[format]);
  return writeFiles(await openRunFolder(run.directory), wanted);
}

/** Writes the reports of a run that has just been opened: its folder is read once. */
async function writeFiles(run: Run, wanted: readonly ReportFile[]): Promise<WrittenReport> {
  const { directory, manifest: sealed } = run;
  const { state, stateReason } = sealed;
  if (state === "running") throw new Error(`the run in ${directory} is still being measured: wait for its end`);
  const content = {
    manifest: sealed,
    trials: await run.trials(),
    samples: await run.samples(),
    scores: await run.scores(),
  };
  const judge = sealed.verdict === undefined ? {} : { judge: judgeContent };
  const manifest = sealed.verdict === undefined ? sealed : { ...sealed, verdict: judgeContent(content) };
  const figures = await writeFigures(path.join(directory, "figures"), reportFigures({ ...content, manifest }));
  const derive: Derivations = {
    ...derivations,
    ...Object.fromEntries(wanted.map((file) => [file.name, file.derive])),
  };
  await sealRun(directory, { state, stateReason, derive, ...judge, buildId: buildId(), content });
  return { reports: wanted.map((file) => path.join(directory, file.name)), figures };
}

/** Writes those reports again that a run folder has; of a run that is still being measured they will be at its end. */
export async function rewriteReports(directory: string): Promise<void> {
  const run = await openRunFolder(directory);
  if (run.manifest.state === "running") return;
  const wanted = Object.values(reportFiles).filter(({ name }) => Object.hasOwn(run.manifest.files, name));
  if (wanted.length > 0) await writeFiles(run, wanted);
}
