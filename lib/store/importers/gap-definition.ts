import { definitionLens } from "../../metrics/definition-lens.js";
import type { Trial } from "../../types/index.js";
import type { GapMetric } from "./explain-gap.js";
import type { Imported, ImportedRow } from "./imported.js";

/** What the definition lens calls a metric of a tool. */
const IN_THE_LENS: Readonly<Record<string, Readonly<Partial<Record<GapMetric, string>>>>> = {
  GuideLLM: { timeToFirstTokenMs: "TTFT", interTokenLatencyMs: "ITL" },
  AIPerf: { timeToFirstTokenMs: "TTFT", interTokenLatencyMs: "ITL" },
  "vLLM bench serve": { timeToFirstTokenMs: "TTFT", interTokenLatencyMs: "ITL mean" },
  "vLLM bench serve 0.33, chat": { timeToFirstTokenMs: "TTFT", interTokenLatencyMs: "ITL mean" },
};

/** How a tool makes a number of one answer, and how it weighs answers when it takes their mean. */
export interface GapDefinition {
  readonly value: (trial: Trial) => number | null;
  readonly trialWeight: (trial: Trial) => number;
  readonly rowWeight: (row: ImportedRow) => number;
}

const alike = { trialWeight: () => 1, rowWeight: () => 1 };
/** Steps between tokens: what GuideLLM weighs its inter-token latency by. */
const bySteps = {
  trialWeight: ({ usage }: Trial) => Math.max(0, (usage?.outputTokens ?? 0) - 1),
  rowWeight: ({ outputTokens }: ImportedRow) => Math.max(0, (outputTokens ?? 0) - 1),
};
/** vLLM pools the gaps of all requests. */
const byGaps = {
  trialWeight: ({ arrivals }: Trial) => Math.max(0, arrivals.filter(({ textLength }) => textLength > 0).length - 1),
  rowWeight: ({ chunkGapsMs }: ImportedRow) => chunkGapsMs?.length ?? 0,
};

function weightsOf(tool: string, metric: GapMetric) {
  if (metric !== "interTokenLatencyMs") return alike;
  if (tool === "GuideLLM") return bySteps;
  return /^vLLM/.test(tool) ? byGaps : alike;
}

/** How a tool weighs the answers of its mean. */
export const gapWeights = ({ tool }: Imported, metric: GapMetric) => weightsOf(tool, metric);

/** A tool's formula over a trial of ours; null where there is none that is known. */
export function gapDefinition(imported: Imported, metric: GapMetric): GapDefinition | null {
  const value = formulaOf(imported, metric);
  return value === null ? null : { value, ...weightsOf(imported.tool, metric) };
}

function formulaOf(imported: Imported, metric: GapMetric): ((trial: Trial) => number | null) | null {
  const { tool } = imported;
  if (metric === "latencyMs" && tool === "AIPerf")
    return ({ lastTokenAtMs, dispatchedAtMs }) => (lastTokenAtMs === null ? null : lastTokenAtMs - dispatchedAtMs);
  if (metric === "latencyMs" && tool === "GuideLLM") return ({ endAtMs, dispatchedAtMs }) => endAtMs - dispatchedAtMs;
  if (metric === "tokensPerSecond" && tool === "AIPerf") {
    const interToken = formulaOf(imported, "interTokenLatencyMs");
    return (trial) => {
      const ms = interToken?.(trial) ?? null;
      return ms === null || ms === 0 ? null : 1000 / ms;
    };
  }
  const names = lensToolsOf(tool).flatMap((name) => {
    const row = IN_THE_LENS[name]?.[metric];
    return row === undefined ? [] : [{ name, row }];
  });
  if (names.length === 0) return null;
  return (trial) => {
    const lens = definitionLens(trial);
    const numberBy = ({ name, row }: (typeof names)[number]) =>
      lens.find((one) => one.tool === name && one.metric === row)?.value ?? null;
    const [first = null, ...others] = names.map(numberBy);
    return others.every((other) => other === first) ? first : null;
  };
}

/** From 0.33.0 on vLLM's chat backend has another first chunk, and its file does not say which version wrote it. */
const lensToolsOf = (tool: string): readonly string[] =>
  tool === "vLLM bench serve" ? [tool, "vLLM bench serve 0.33, chat"] : [tool];

/** A tool's own words for what a metric is. */
export const definitionsOf = ({ definitions }: Imported, metric: GapMetric): string =>
  definitions[metric] ?? "no definition that is known";
