import type { Manifest, Target } from "../../types/index.js";
import type { ArmMetrics, ArmPrompt } from "./arms.js";
import type { Improvement } from "./improvements.js";

/** What `benchmark_results.json` is made from. */
export interface BaselineFacts {
  readonly manifest: Manifest;
  readonly baseline: ArmMetrics;
  readonly optimized: readonly ArmMetrics[];
  readonly improvements: readonly Improvement[];
  readonly beforeLoadMb: number | null;
  /** Names of the run folders beside the file. */
  readonly runFolders: readonly string[];
}

/**
 * `benchmark_results.json`: what was compared, every arm's metrics, every improvement with how sure it is, and the answers to
 * each prompt side by side. For people and for other tools; keys as Python writes them, numbers rounded to what they mean.
 */
export function baselineResults(facts: BaselineFacts): string {
  const { manifest, baseline, optimized, improvements } = facts;
  const arms = [baseline, ...optimized];
  const results = {
    schema: 1,
    created_at: manifest.createdAt,
    config: configOf(facts),
    baseline: armOf(baseline),
    optimised: optimized.map(armOf),
    improvements: optimized.map(({ name }) => ({
      arm: name,
      ...Object.fromEntries(
        improvements.filter((one) => one.arm === name).map((one) => [keyOf(one), improvementOf(one)]),
      ),
    })),
    prompts: baseline.prompts.map(({ promptId, prompt }) => ({
      prompt_id: promptId,
      prompt,
      arms: arms.map((arm) => ({ arm: arm.name, ...promptOf(arm.prompts.find((one) => one.promptId === promptId)) })),
    })),
  };
  return `${JSON.stringify(results, null, 2)}\n`;
}

function configOf({ manifest, baseline, beforeLoadMb, runFolders }: BaselineFacts) {
  const { targets, repetitions, warmups, order, generation, caseSet, seed } = manifest;
  return {
    case_set: `${caseSet.name} ${caseSet.version}`,
    prompts: manifest.cases.length,
    repetitions,
    warmups,
    order,
    seed,
    max_tokens: generation.maxTokens,
    temperature: generation.temperature,
    memory_before_load_mb: rounded(beforeLoadMb, 1),
    run_state: manifest.state,
    run_folders: runFolders,
    arms: targets.map((target) => ({
      name: target.name,
      role: target.name === baseline.name ? "baseline" : "optimised",
      settings: settingsOf(target),
    })),
  };
}

/** A target that compresses prompts is described as its inner target plus that setting. */
function settingsOf(target: Target): Readonly<Record<string, unknown>> {
  const { inner } = target;
  if (typeof inner === "object" && inner !== null) return { ...inner, compressPrompt: true };
  return target;
}

const armOf = (arm: ArmMetrics) => ({
  name: arm.name,
  answered: arm.answered,
  failed: arm.failed,
  time: {
    total_seconds: rounded(arm.totalSeconds, 4),
    pass_seconds: arm.passSeconds.map((value) => rounded(value, 4)),
    tokens_per_second: rounded(arm.tokensPerSecond, 3),
    per_prompt_seconds: Object.fromEntries(arm.prompts.map((one) => [one.promptId, rounded(one.meanSeconds, 4)])),
  },
  tokens: {
    input_tokens: rounded(arm.inputTokens, 2),
    output_tokens: rounded(arm.outputTokens, 2),
    total_tokens: rounded(arm.totalTokens, 2),
    counted_by: arm.tokenSource,
  },
  memory: {
    peak_mb: rounded(arm.peakMemoryMb, 2),
    average_mb: rounded(arm.meanMemoryMb, 2),
    tokens_per_mb: rounded(arm.tokensPerMb, 5),
    peak_resident_mb: rounded(arm.peakResidentMb, 2),
  },
  quality: { response_length: rounded(arm.responseLength, 1) },
});

const keyOf = ({ metric }: Improvement) =>
  ({
    totalSeconds: "time_reduction",
    tokensPerSecond: "throughput_improvement",
    totalTokens: "token_reduction",
    inputTokens: "input_token_reduction",
    outputTokens: "output_token_reduction",
    peakMemoryMb: "peak_memory_reduction",
    meanMemoryMb: "average_memory_reduction",
    tokensPerMb: "memory_efficiency_improvement",
  })[metric];

const improvementOf = ({ percent, byPrompt, explanation }: Improvement) => ({
  percent: rounded(percent, 2),
  by_prompt:
    byPrompt === null
      ? null
      : {
          median_percent: rounded(byPrompt.medianPercent, 2),
          interval_95_percent:
            byPrompt.lowPercent === null ? null : [rounded(byPrompt.lowPercent, 2), rounded(byPrompt.highPercent, 2)],
          prompts: byPrompt.prompts,
        },
  explanation,
});

const promptOf = (one: ArmPrompt | undefined) => ({
  seconds: rounded(one?.meanSeconds ?? null, 4),
  input_tokens: rounded(one?.inputTokens ?? null, 2),
  output_tokens: rounded(one?.outputTokens ?? null, 2),
  response_length: one?.responseLength ?? null,
  response: one?.response ?? null,
});

const rounded = (value: number | null, digits: number) => (value === null ? null : Number(value.toFixed(digits)));
