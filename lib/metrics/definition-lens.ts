import { checkTrial } from "../arguments/check-runs.js";
import type { Trial } from "../types/index.js";
import { catalogue } from "./catalogue.js";
import { type LensFacts, lensFacts } from "./lens-facts.js";
import { trialMetrics } from "./trial-metrics.js";

/** One number of one trial as one tool would report it. */
export interface LensRow {
  readonly tool: string;
  /** The word that the tool uses. */
  readonly metric: string;
  /** Null when the trial does not hold what the formula needs. */
  readonly value: number | null;
  readonly unit: "ms" | "tokens/s";
  readonly formula: string;
}

/**
 * The definition lens: one stored trial, the same words, every tool's own formula side by side.
 *
 * TTFT, ITL and TPOT mean at least five different things in this field, so numbers of two tools differ on one and the same
 * stream. Each row is computed from the trial's raw arrivals by the formula printed in it (read from the sources of the
 * tools in 2026: vLLM `benchmarks/lib/endpoint_request_func.py`, GuideLLM `schemas/request_stats.py`, AIPerf `docs/metrics-reference.md`,
 * inference-perf `docs/metrics.md`, LLMPerf `token_benchmark_ray.py`, MLPerf `loadgen.cc`). Pools of gaps count event by
 * event, as those tools do; n is the trial's own token count. Pure.
 * @throws when it is given no trial.
 * @example
 * bb.inspect.definitionLens(trial).filter((row) => row.metric === "TTFT");
 */
export function definitionLens(trial: Trial): LensRow[] {
  checkTrial("definitionLens", trial);
  const facts = lensFacts(trial);
  return [
    ...benchbookRows(trial),
    ...vllmRows(facts),
    ...vllmChatRows(facts),
    ...guidellmRows(facts),
    ...aiperfRows(facts),
    ...inferencePerfRows(facts),
    ...llmperfRows(facts),
    ...loadGenRows(facts),
    ...seedRows(facts),
  ];
}

function benchbookRows(trial: Trial): LensRow[] {
  const tool = "Benchbook";
  const own = trialMetrics(trial);
  return [
    row(tool, "TTFT", own.timeToFirstTokenMs, catalogue.timeToFirstTokenMs.formula),
    row(tool, "ITL = TPOT", own.interTokenLatencyMs, catalogue.interTokenLatencyMs.formula),
    row(tool, "worst chunk gap", own.worstGapMs, catalogue.worstGapMs.formula),
    row(tool, "latency", own.latencyMs, catalogue.latencyMs.formula),
    { ...row(tool, "tokens/s", own.tokensPerSecond, catalogue.tokensPerSecond.formula), unit: "tokens/s" },
  ];
}

function vllmRows(f: LensFacts): LensRow[] {
  const tool = "vLLM bench serve";
  const gaps = "raw gaps between chunks with choices, the first one from the role chunk";
  return [
    row(tool, "TTFT", f.firstChunkMs, "first chunk with choices, even an empty one, - start"),
    row(tool, "ITL mean", f.rawChunkGaps.mean, `mean of the ${gaps}`),
    row(tool, "ITL p99", f.rawChunkGaps.p99, `p99 of the ${gaps}`),
    row(tool, "TPOT", perStep(difference(f.lastChunkMs, f.firstChunkMs), f.tokens), "(E2E - TTFT) / (n - 1)"),
  ];
}

/** From 0.33.0 on the chat backend leaves out the chunk that only names the role, and the one that only finishes. */
function vllmChatRows(f: LensFacts): LensRow[] {
  const tool = "vLLM bench serve 0.33, chat";
  const gaps = "raw gaps between chunks with text, reasoning or a tool call";
  return [
    row(tool, "TTFT", f.firstTokenMs, "first chunk with text, reasoning or a tool call - start"),
    row(tool, "ITL mean", f.contentGaps.mean, `mean of the ${gaps}`),
    row(tool, "ITL p99", f.contentGaps.p99, `p99 of the ${gaps}`),
    row(tool, "TPOT", decodeStep(f), "(E2E - TTFT) / (n - 1), E2E to the last such chunk"),
  ];
}

function guidellmRows(f: LensFacts): LensRow[] {
  const tool = "GuideLLM";
  return [
    row(tool, "TTFT", f.firstTokenMs, "first reasoning, content or tool delta - start"),
    row(tool, "ITL", decodeStep(f), "(last - first) / (n - 1), weighted by n - 1 between requests"),
    row(tool, "TPOT", perToken(f.lastTokenMs, f.tokens), "(last - start) / n, TTFT included"),
  ];
}

function aiperfRows(f: LensFacts): LensRow[] {
  const tool = "AIPerf";
  return [
    row(tool, "TTFT", f.firstTokenMs, "first non-empty content - start"),
    row(tool, "ITL", decodeStep(f), "(E2E - TTFT) / (n - 1), E2E to the last content"),
    row(tool, "ICL max", f.contentGaps.max, "max of the raw gaps between content chunks"),
  ];
}

function inferencePerfRows(f: LensFacts): LensRow[] {
  const tool = "inference-perf";
  return [
    row(tool, "TTFT", f.firstTokenMs, "first non-empty - start"),
    row(tool, "ITL mean", decodeStep(f), "mean of the pooled gaps, 0 inside a chunk: sum of the gaps / (n - 1)"),
    row(tool, "ITL max", f.contentGaps.max, "max of the pooled gaps"),
    row(tool, "TPOT", decodeStep(f), "(last - first) / (n - 1)"),
    row(tool, "NTPOT", perToken(f.endMs, f.tokens), "E2E / n"),
  ];
}

function llmperfRows(f: LensFacts): LensRow[] {
  const tool = "LLMPerf";
  return [
    row(tool, "TTFT", f.firstTokenMs, "first non-empty - start"),
    row(tool, "ITL", perToken(f.lastTokenMs, f.tokens), "sum of all gaps with TTFT inside / n, which is about E2E / n"),
  ];
}

function loadGenRows(f: LensFacts): LensRow[] {
  const tool = "MLPerf LoadGen";
  const fromSchedule = f.firstTokenMs === null ? null : f.firstTokenMs + f.lagMs;
  return [
    row(tool, "TTFT", fromSchedule, "first token - scheduled time"),
    row(tool, "TPOT", decodeStep(f), "(last - first) / (n - 1)"),
  ];
}

function seedRows(f: LensFacts): LensRow[] {
  const tool = "seed scripts";
  const wordsPerSecond = f.words === null || f.endMs === null || f.endMs <= 0 ? null : (f.words / f.endMs) * 1000;
  return [
    row(tool, "TTFT", f.firstAnswerTokenMs, "first content - start, if any"),
    { ...row(tool, "tokens/s", wordsPerSecond, "words / total time"), unit: "tokens/s" },
  ];
}

function row(tool: string, metric: string, value: number | null, formula: string): LensRow {
  return { tool, metric, value, unit: "ms", formula };
}

function difference(later: number | null, earlier: number | null): number | null {
  return later === null || earlier === null ? null : later - earlier;
}

function perStep(spanMs: number | null, tokens: number | null): number | null {
  return spanMs === null || tokens === null || tokens < 2 ? null : spanMs / (tokens - 1);
}

function perToken(spanMs: number | null, tokens: number | null): number | null {
  return spanMs === null || tokens === null || tokens < 1 ? null : spanMs / tokens;
}

function decodeStep(facts: LensFacts): number | null {
  return perStep(difference(facts.lastTokenMs, facts.firstTokenMs), facts.tokens);
}
