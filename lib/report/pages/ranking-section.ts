import { type Ranking, rankTargets } from "../../comparison/rank-targets.js";
import { catalogue } from "../../metrics/catalogue.js";
import { headingOfMetric } from "../../metrics/metric.js";
import { cleanText } from "../../text/escape.js";
import { capital } from "../../text/label-text.js";
import { numberText } from "../../text/number-text.js";
import type { ReportInput, Section } from "./report-input.js";

/** Two targets are compared in the verdict; a ranking is for more. */
const FEWEST_TARGETS = 3;

/** Which of three and more targets is fastest; nothing for fewer, or for a run that cannot support a comparison. */
export function rankingSections({ manifest, trials }: ReportInput): readonly Section[] {
  const verdict = manifest.verdict?.verdict;
  if (manifest.targets.length < FEWEST_TARGETS || verdict === "invalid" || verdict === "client-limited") return [];
  const ranking = rankTargets(trials, { metric: "latencyMs" });
  if (ranking.rows.length < 2) return [];
  const caption = `Latency over ${ranking.cases} cases that all targets answered; targets of one group cannot be distinguished from its first`;
  const notes = [
    ...ranking.leftOut.map(({ target, reason }) => `${cleanText(target)} is not ranked: ${reason}.`),
    ...ranking.notes.map((note) => `${capital(note)}.`),
  ];
  return [
    {
      title: "Ranking",
      blocks: [
        { kind: "text", text: sureness(ranking) },
        { kind: "table", rows: rowsOf(ranking), caption, limit: 100, rest: "trials.csv" },
        ...(notes.length === 0 ? [] : [{ kind: "list" as const, items: notes }]),
      ],
    },
  ];
}

function rowsOf({ rows }: Ranking): readonly object[] {
  const heading = `geometric mean of ${headingOfMetric(catalogue.latencyMs)}`;
  return rows.map(({ target, estimate, rankLow, rankHigh, group }) => ({
    ...{ target, [heading]: estimate },
    ...{ "best rank": rankLow, "worst rank": rankHigh, group },
  }));
}

function sureness({ rows, confidence }: Ranking): string {
  const first = rows.filter(({ rankLow }) => rankLow === 1);
  const sure = `All ranks hold at once with ${numberText(confidence * 100)} % confidence.`;
  if (first.length === 1) return `${cleanText(first[0]?.target ?? "")} is the fastest. ${sure}`;
  return `Any of ${first.length} of the ${rows.length} targets may be the fastest: the order of the estimates alone is no ranking. ${sure}`;
}
