import type { Case } from "../types/index.js";

const warmupPrompts = [
  "Say hello in one short sentence.",
  "Count from one to five.",
  "Write the word ready.",
  "Name any two colours.",
  "Is water wet? Answer in one word.",
] as const;

/**
 * The cases that warm an engine up: short, and never one that is measured (see `disjointWarmups`). Their trials are kept and
 * marked, but left out of every statistic.
 */
export const warmupCases: readonly Case[] = warmupPrompts.map((prompt, at) => ({
  id: `warmup-${at + 1}`,
  kind: "warmup",
  prompt,
  system: null,
  expected: null,
  checks: [],
  maxTokens: null,
}));

/**
 * The warm-up cases that share no prompt with the cases that are measured: neither is the beginning of the other, so that no
 * measured prompt is found in a prompt cache because of a warm-up. Pure; none where all of them are measured.
 */
export function disjointWarmups(measured: readonly Case[]): readonly Case[] {
  const begun = measured
    .filter(({ system }) => system === null)
    .map(({ prompt, messages }) => messages?.[0]?.content ?? prompt);
  const prompts = begun.filter((prompt) => prompt !== "");
  const shares = (one: string, other: string) => one.startsWith(other) || other.startsWith(one);
  return warmupCases.filter((warmup) => !prompts.some((prompt) => shares(prompt, warmup.prompt)));
}
