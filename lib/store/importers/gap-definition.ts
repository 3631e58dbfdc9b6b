import { definitionLens } from "../../metrics/definition-lens.js";
import type { Trial } from "../../types/index.js";
import type { GapMetric } from "./explain-gap.js";
import type { Imported } from "./imported.js";

/** What the definition lens calls a metric of a tool. */
const IN_THE_LENS: Readonly<Record<string, Readonly<Partial<Record<GapMetric, string>>>>> = {
  GuideLLM: { timeToFirstTokenMs: "TTFT", interTokenLatencyMs: "ITL" },
  AIPerf: { timeToFirstTokenMs: "TTFT", interTokenLatencyMs: "ITL" },
  "vLLM bench serve": { timeToFirstTokenMs: "TTFT", interTokenLatencyMs: "ITL mean" },
  "vLLM bench serve 0.33, chat": { timeToFirstTokenMs: "TTFT", interTokenLatencyMs: "ITL mean" },
};

/** From 0.33.0 on vLLM's chat backend has another first chunk. */
function lensToolOf({ tool, toolVersion }: Imported): string {
  if (!/^vLLM/.test(tool)) return tool;
  const minor = /^0\.(\d+)/.exec(toolVersion ?? "")?.[1];
  return minor !== undefined && Number(minor) >= 33 ? "vLLM bench serve 0.33, chat" : "vLLM bench serve";
}

/** A tool's formula over a trial of ours; null where there is none. */
export function byDefinitionOf(imported: Imported, metric: GapMetric): ((trial: Trial) => number | null) | null {
  const tool = lensToolOf(imported);
  if (metric === "latencyMs" && tool === "AIPerf")
    return ({ lastTokenAtMs, dispatchedAtMs }) => (lastTokenAtMs === null ? null : lastTokenAtMs - dispatchedAtMs);
  if (metric === "tokensPerSecond" && tool === "AIPerf") {
    const interToken = byDefinitionOf(imported, "interTokenLatencyMs");
    return (trial) => {
      const ms = interToken?.(trial) ?? null;
      return ms === null || ms === 0 ? null : 1000 / ms;
    };
  }
  const name = IN_THE_LENS[tool]?.[metric];
  if (name === undefined) return null;
  return (trial) => definitionLens(trial).find((row) => row.tool === tool && row.metric === name)?.value ?? null;
}

/** A tool's own words for what a metric is. */
export const definitionsOf = ({ definitions }: Imported, metric: GapMetric): string =>
  definitions[metric] ?? "no definition that is known";
