import type { Load } from "../../types/index.js";
import { cannot, type Job, originOf, PROMPT_TOKENS, type Said, unsaidSettings } from "./job.js";

/** AIPerf 0.13: options as in its own `aiperf/config/flags/cli_config.py`. */
export function aiperfCommand(job: Job): Said {
  const offered = offeredBy(job.load, job.requests);
  if (typeof offered === "string") return cannot(offered);
  const { target, generation, warmups, promptTokens, seed } = job;
  const inputs = [
    ...(generation.temperature === null ? [] : [`temperature:${generation.temperature}`]),
    ...(generation.ignoreEndOfSequence ? ["ignore_eos:true"] : []),
  ];
  const command = [
    ...["aiperf", "profile", "-m", String(target.model), "-u", originOf(target)],
    ...["--endpoint-type", target.api === "completions" ? "completions" : "chat"],
    ...(target.stream === false ? [] : ["--streaming"]),
    ...offered,
    ...(warmups === 0 ? [] : ["--num-warmup-requests", String(warmups)]),
    ...["--isl", String(promptTokens ?? PROMPT_TOKENS), "--osl", String(generation.maxTokens)],
    ...inputs.flatMap((input) => ["--extra-inputs", input]),
    ...["--random-seed", String(seed)],
    ...(target.apiKeyEnv ? ["--api-key", `$${target.apiKeyEnv}`] : []),
  ];
  const byCap = generation.ignoreEndOfSequence ? [] : ["that answers may end early: --osl asks for a length"];
  return { command, notSaid: [...byCap, ...unsaidSettings(generation, ["temperature"])] };
}

/** The options of a load, or why there are none. */
function offeredBy(load: Load, requests: number): string[] | string {
  const count = ["--request-count", String(requests)];
  const during = (seconds: number | null | undefined) =>
    seconds == null ? count : ["--benchmark-duration", String(seconds)];
  switch (load.kind) {
    case "closed":
      return ["--concurrency", String(load.concurrency), ...during(load.durationSeconds)];
    case "open":
      return [
        ...["--request-rate", String(load.requestsPerSecond), "--arrival-pattern", load.arrivals],
        ...(load.arrivals === "gamma" ? ["--arrival-smoothness", String(load.burstiness)] : []),
        ...(load.maxInFlight === null ? [] : ["--concurrency", String(load.maxInFlight)]),
        ...during(load.durationSeconds),
      ];
    case "batches":
      return "batches that wait for their slowest answer";
    case "ramp":
      return "a rate that rises steadily from one value to another";
    case "replay":
      return "recorded instants of sending without a file of its own form (--fixed-schedule)";
  }
}
