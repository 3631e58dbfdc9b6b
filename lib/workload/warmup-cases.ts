import type { Case } from "../types.js";

const prompts = [
  "Say hello in one short sentence.",
  "Count from one to five.",
  "Write the word ready.",
  "Name any two colours.",
  "Is water wet? Answer in one word.",
] as const;

/**
 * The cases that warm an engine up: short, and unlike any prompt that is measured, so that no measured prompt is found in
 * a prompt cache because of them. Their trials are kept and marked, and enter no statistic.
 */
export const warmupCases: readonly Case[] = prompts.map((prompt, at) => ({
  id: `warmup-${at + 1}`,
  kind: "warmup",
  prompt,
  system: null,
  expected: null,
  checks: [],
  maxTokens: null,
}));
