import type { Limits } from "../../metrics/limits.js";
import { memorySummary } from "../../metrics/memory-summary.js";
import { summarize } from "../../metrics/summarize.js";
import type { Summary } from "../../metrics/summary.js";
import { turnRows } from "../../metrics/turn-rows.js";
import { cleanText } from "../../text/escape.js";
import { firstOf, MOST_NAMES } from "../../text/list-text.js";
import { countText } from "../../text/number-text.js";
import type { Manifest } from "../../types/index.js";
import { limitsText, loadText } from "../figures/load-words.js";
import { clientOf } from "../figures/memory-words.js";
import { type QualityRow, qualityRows } from "../quality-rows.js";
import { withIntervals } from "../tables/with-intervals.js";
import { clientRows, runVerdictItems } from "./client-rows.js";
import { goodputRows } from "./goodput-rows.js";
import { pairedSentences } from "./paired-verdict.js";
import { rankingSections } from "./ranking-section.js";
import type { Block, ReportInput, Section } from "./report-input.js";
import { energyBlocks, memoryRow } from "./resource-blocks.js";
import { sealedPlanSections } from "./sealed-plan-section.js";
import { serverCaption, serverRows } from "./server-rows.js";
import { engineRows, machineFacts, planFacts, weightRows } from "./setup-rows.js";
import { noThreatsText, threatSentences } from "./threats.js";
import { qualitySentences, verdictSentences } from "./verdict.js";

function question(manifest: Manifest): Section {
  const names = manifest.targets.map((target) => cleanText(target.name));
  const set = `the ${countText(manifest.cases.length, "case")} of ${cleanText(manifest.caseSet.name)} ${cleanText(manifest.caseSet.version)}`;
  const many = names.length > MOST_NAMES ? firstOf(names) : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
  const who = names.length <= 1 ? (names[0] ?? "no target") : many;
  const asked = `How fast and how well ${names.length > 1 ? "do" : "does"} ${who} answer ${set}?`;
  return { title: "Question", blocks: [{ kind: "text", text: `${asked} Load: ${loadText(manifest.load)}.` }] };
}

/**
 * Why no target may be called faster, none where nothing counts against it or there is no verdict. A comparison sees by itself
 * to a run that is too small and to arms that did not take turns; medians do not.
 */
function problemsOf({ verdict, order }: Manifest): { comparing: readonly string[]; medians: readonly string[] } {
  if (verdict === undefined || verdict.verdict === "valid") return { comparing: [], medians: [] };
  const { reasons } = verdict;
  if (verdict.verdict === "invalid" || verdict.verdict === "client-limited")
    return { comparing: reasons, medians: reasons };
  const isShared = verdict.verdict === "drifting" && order === "interleaved";
  return { comparing: [], medians: isShared ? [] : reasons };
}

function verdict(input: ReportInput, summaries: readonly Summary[]): Section {
  const quality = qualitySentences(measuredQuality(input));
  const problems = problemsOf(input.manifest);
  const items = [
    ...runVerdictItems(input.manifest),
    ...(input.verdicts ?? []),
    ...pairedSentences(input.trials, problems.comparing),
    ...verdictSentences(input.trials, summaries, problems.medians),
    ...quality,
  ];
  return { title: "Verdict", blocks: [{ kind: "list", items }] };
}

function setup(manifest: Manifest): Section {
  const engines = engineRows(manifest);
  const blocks: Block[] = [{ kind: "table", rows: planFacts(manifest), caption: "What was asked for", limit: 100 }];
  if (engines.length > 0) {
    const cut = { limit: 24, rest: "manifest.json" };
    blocks.push({ kind: "table", rows: engines, caption: "What answered", ...cut });
    blocks.push({ kind: "table", rows: weightRows(manifest), caption: "With which weights", ...cut });
  }
  blocks.push({ kind: "table", rows: machineFacts(manifest), caption: "On what machine", limit: 200 });
  const client = clientRows(manifest);
  if (client.length > 0)
    blocks.push({ kind: "table", rows: client, caption: "What the client did", limit: 60, rest: "manifest.json" });
  return { title: "Set-up", blocks };
}

function results(input: ReportInput, summaries: readonly Summary[]): Section {
  const blocks: Block[] = [{ kind: "figures", figures: input.figures }];
  if (summaries.length === 0) return { title: "Results", blocks: [...blocks, { kind: "text", text: "No trials." }] };
  const { verdict } = input.manifest;
  const judged = verdict === undefined ? {} : { verdict };
  blocks.push({
    kind: "table",
    rows: summaries,
    caption: "Results by target; warm-ups are in no number",
    rest: "summary.json",
    ...judged,
  });
  const turns = turnRows(input.trials);
  if (turns.length > 0)
    blocks.push({ kind: "table", rows: withIntervals(turns), caption: turnsCaption, rest: "trials.csv", ...judged });
  const { limits } = input.manifest;
  if (limits)
    blocks.push({
      kind: "table",
      rows: goodputRows(input),
      caption: goodputCaption(limits),
      rest: "trials.csv",
      ...judged,
    });
  const servers = serverRows(input.trials);
  if (servers.length > 0) blocks.push({ kind: "table", rows: servers, caption: serverCaption, rest: "trials.csv" });
  const memory = memorySummary(input.trials, input.samples).map(memoryRow);
  if (input.samples.length > 0)
    blocks.push({
      kind: "table",
      rows: memory,
      caption: `Memory of ${clientOf(input.manifest.processes)}, by target`,
      rest: "samples.jsonl",
      ...judged,
    });
  blocks.push(...energyBlocks(input).map((block) => ({ ...block, ...judged })));
  return { title: "Results", blocks };
}

const turnsCaption =
  "Conversations by turn: medians, with 95 % intervals that draw whole conversations where there are ten of them";

const goodputCaption = (limits: Limits): string =>
  `Goodput by target: answers with ${limitsText(limits)}; failed ones are not good; interval of the share: 95 %, Wilson`;

function measuredQuality(input: ReportInput): QualityRow[] {
  const measured = new Set(input.trials.flatMap((trial) => (trial.phase === "measured" ? [trial.planIndex] : [])));
  return qualityRows(input.scores.filter((score) => measured.has(score.planIndex)));
}

function quality(input: ReportInput): Section {
  const rows = measuredQuality(input);
  if (rows.length === 0) return { title: "Quality", blocks: [{ kind: "text", text: "The answers were not scored." }] };
  const caption =
    "Quality by target and scorer; intervals: 95 %, pass rates by Wilson and means, repeats clustered by case";
  const { verdict } = input.manifest;
  return {
    title: "Quality",
    blocks: [
      { kind: "table", rows, caption, limit: 96, rest: "scores.jsonl", ...(verdict === undefined ? {} : { verdict }) },
    ],
  };
}

function threats(input: ReportInput): Section {
  const { reasons = [], notes = [] } = input.manifest.verdict ?? {};
  const said = [...reasons, ...notes];
  const items = threatSentences(input, said);
  return {
    title: "Threats to validity",
    blocks: items.length === 0 ? [{ kind: "text", text: noThreatsText(said) }] : [{ kind: "list", items }],
  };
}

const RAW_FILES = [
  { file: "manifest.json", text: "what ran, on what" },
  { file: "journal.jsonl", text: "every trial with every arrival, as it was measured" },
  { file: "trials.csv", text: "one row for each trial" },
  { file: "summary.json", text: "the numbers of the results table" },
];

/** Says nothing of the hashes themselves: the report is one of the files that they cover. */
function repeating(): Section {
  const seal =
    "manifest.json holds the sha256 of every other file of this folder as it was when the run was sealed. Verifying compares " +
    "them and computes the published numbers again from the journal. In a checkout of the project, with the path of this folder:";
  const again =
    "To repeat the run, call runBenchmark with the targets, cases and settings of manifest.json; the same seed sends the same " +
    "requests in the same order.";
  return {
    title: "Raw data, verifying, repeating",
    blocks: [
      { kind: "links", files: RAW_FILES },
      { kind: "text", text: seal },
      { kind: "code", text: "npx benchbook verify PATH_OF_THIS_FOLDER\nnpx benchbook report PATH_OF_THIS_FOLDER" },
      { kind: "text", text: again },
    ],
  };
}

/** A report as sections of plain content, from which Markdown and HTML are written. Every statement comes from the data. */
export function reportSections(input: ReportInput): Section[] {
  const summaries = summarize(input.trials);
  return [
    question(input.manifest),
    ...sealedPlanSections(input),
    verdict(input, summaries),
    ...rankingSections(input),
    results(input, summaries),
    quality(input),
    threats(input),
    setup(input.manifest),
    repeating(),
  ];
}
