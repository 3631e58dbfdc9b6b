import type { Load } from "../../types/index.js";
import { cannot, type Job, originOf, PROMPT_TOKENS, type Said, unsaidSettings } from "./job.js";

/** `vllm bench serve` 0.11: options as in its own `vllm/benchmarks/serve.py`. */
export function vllmBenchCommand(job: Job): Said {
  const { target, generation, promptTokens, requests, seed, warmups, load } = job;
  const offered = offeredBy(load);
  if (typeof offered === "string") return cannot(offered);
  if (target.apiKeyEnv)
    return cannot(`a key in a variable of another name: set OPENAI_API_KEY to $${target.apiKeyEnv}`);
  const isCompletions = target.api === "completions";
  const command = [
    ...["vllm", "bench", "serve", "--model", String(target.model), "--base-url", originOf(target)],
    ...["--backend", isCompletions ? "openai" : "openai-chat"],
    ...["--endpoint", isCompletions ? "/v1/completions" : "/v1/chat/completions"],
    ...["--dataset-name", "random", "--random-input-len", String(promptTokens ?? PROMPT_TOKENS)],
    ...["--random-output-len", String(generation.maxTokens), "--num-prompts", String(requests), ...offered],
    ...(generation.temperature === null ? [] : ["--temperature", String(generation.temperature)]),
    ...(generation.topP === null ? [] : ["--top-p", String(generation.topP)]),
    ...(generation.topK === null ? [] : ["--top-k", String(generation.topK)]),
    ...(generation.ignoreEndOfSequence ? ["--ignore-eos"] : []),
    ...["--seed", String(seed), "--save-result", "--save-detailed"],
  ];
  const timed = "durationSeconds" in load && load.durationSeconds != null ? ["an end by time"] : [];
  const cold = warmups === 0 ? [] : ["warm-ups: it sends one request to see that the server is there"];
  return { command, notSaid: [...timed, ...cold, ...unsaidSettings(generation, ["temperature", "topP", "topK"])] };
}

/** The options of a load, or why there are none. */
function offeredBy(load: Load): string[] | string {
  if (load.kind === "closed") return ["--max-concurrency", String(load.concurrency)];
  if (
    load.kind === "ramp" &&
    Number.isInteger(load.fromRequestsPerSecond) &&
    Number.isInteger(load.toRequestsPerSecond)
  )
    return load.fromRequestsPerSecond > load.toRequestsPerSecond
      ? "a rate that falls"
      : [
          ...["--ramp-up-strategy", "linear", "--ramp-up-start-rps", String(load.fromRequestsPerSecond)],
          ...["--ramp-up-end-rps", String(load.toRequestsPerSecond)],
        ];
  if (load.kind !== "open") return `a load of the kind ${load.kind}`;
  if (load.arrivals === "constant") return "requests at equal distances";
  const most = load.maxInFlight === null ? [] : ["--max-concurrency", String(load.maxInFlight)];
  const burst = load.arrivals === "gamma" ? ["--burstiness", String(load.burstiness)] : [];
  return ["--request-rate", String(load.requestsPerSecond), ...burst, ...most];
}
