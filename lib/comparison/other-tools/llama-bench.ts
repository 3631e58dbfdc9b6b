import { type Job, PROMPT_TOKENS, type Said } from "./job.js";

/** llama-bench of llama.cpp, for a model in the process. */
export function llamaBenchCommand({ target, generation, requests, promptTokens }: Job): Said {
  const command = [
    ...["llama-bench", "-m", String(target.model), "-p", String(promptTokens ?? PROMPT_TOKENS)],
    ...["-n", String(generation.maxTokens), "-r", String(requests)],
    ...(typeof target.threads === "number" ? ["-t", String(target.threads)] : []),
    ...(typeof target.gpuLayers === "number" ? ["-ngl", String(target.gpuLayers)] : []),
    ...["-o", "json"],
  ];
  const notSaid = [
    "a prompt and its answer together: it processes random tokens and generates without a prompt, each apart",
    "a chat template, sampling, and answers that end by themselves",
  ];
  return { command, notSaid };
}
