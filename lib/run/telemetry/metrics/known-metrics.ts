import type { ServerMetrics } from "../../../types/index.js";
import { type PrometheusSample, readPrometheus } from "./prometheus-text.js";

/** What one reading of a page of metrics tells; when it came is added by whoever waited for it. */
export type MetricsPage = Omit<ServerMetrics, "atMs">;

type Quantity = Exclude<keyof MetricsPage, "engine">;

/** The names of one engine: of several for a quantity the first that the page has. */
interface Engine {
  readonly engine: ServerMetrics["engine"];
  readonly names: Partial<Readonly<Record<Quantity, readonly string[]>>>;
}

/**
 * What engines call these things, by their own documentation: vLLM "Production Metrics" (`gpu_cache_usage_perc` until 0.10), the
 * README of llama.cpp's server (`--metrics`; without the cache's share since 2025), SGLang "Production Metrics" (`--enable-metrics`)
 * and TGI "Metrics", whose token counts are of answers that have ended.
 */
const ENGINES: readonly Engine[] = [
  {
    engine: "vllm",
    names: {
      runningRequests: ["vllm:num_requests_running"],
      waitingRequests: ["vllm:num_requests_waiting"],
      cacheUseShare: ["vllm:kv_cache_usage_perc", "vllm:gpu_cache_usage_perc"],
      preemptions: ["vllm:num_preemptions_total", "vllm:num_preemptions"],
      promptTokens: ["vllm:prompt_tokens_total", "vllm:prompt_tokens"],
      generationTokens: ["vllm:generation_tokens_total", "vllm:generation_tokens"],
    },
  },
  {
    engine: "llama.cpp",
    names: {
      runningRequests: ["llamacpp:requests_processing"],
      waitingRequests: ["llamacpp:requests_deferred"],
      cacheUseShare: ["llamacpp:kv_cache_usage_ratio"],
      promptTokens: ["llamacpp:prompt_tokens_total"],
      generationTokens: ["llamacpp:tokens_predicted_total"],
    },
  },
  {
    engine: "sglang",
    names: {
      runningRequests: ["sglang:num_running_reqs"],
      waitingRequests: ["sglang:num_queue_reqs"],
      cacheUseShare: ["sglang:token_usage"],
      promptTokens: ["sglang:prompt_tokens_total"],
      generationTokens: ["sglang:generation_tokens_total"],
    },
  },
  {
    engine: "tgi",
    names: {
      runningRequests: ["tgi_batch_current_size"],
      waitingRequests: ["tgi_queue_size"],
      promptTokens: ["tgi_request_input_length_sum"],
      generationTokens: ["tgi_request_generated_tokens_sum"],
    },
  },
];

const KNOWN: ReadonlySet<string> = new Set(ENGINES.flatMap(({ names }) => Object.values(names).flat()));

/** Names of engines, for a message that none of theirs was found. */
export const knownEngines = "vLLM, llama.cpp, SGLang and TGI";

/**
 * What a page of metrics says in the names of an engine that Benchbook knows; null when it has none of them. Replicas of an engine
 * are summed, and of their cache shares the largest counts; ranks of one engine that tell the same are counted once.
 */
export function readMetricsPage(text: string): MetricsPage | null {
  const { samples } = readPrometheus(text, (name) => KNOWN.has(name));
  const found = ENGINES.find(({ names }) =>
    samples.some((sample) => Object.values(names).some((known) => known.includes(sample.name))),
  );
  if (found === undefined) return null;
  const read = (quantity: Quantity) => quantityOf(samples, found.names[quantity] ?? [], quantity === "cacheUseShare");
  return {
    engine: found.engine,
    runningRequests: read("runningRequests"),
    waitingRequests: read("waitingRequests"),
    cacheUseShare: read("cacheUseShare"),
    preemptions: read("preemptions"),
    promptTokens: read("promptTokens"),
    generationTokens: read("generationTokens"),
  };
}

function quantityOf(samples: readonly PrometheusSample[], names: readonly string[], isShare: boolean): number | null {
  const name = names.find((one) => samples.some((sample) => sample.name === one));
  const values = samples.filter((sample) => sample.name === name && isFirstRank(sample)).map(({ value }) => value);
  if (values.length === 0 || values.some((value) => !Number.isFinite(value) || value < 0)) return null;
  return isShare ? Math.max(...values) : values.reduce((sum, value) => sum + value, 0);
}

/** SGLang can report each rank of tensor and pipeline parallelism, which all serve the same requests. */
const isFirstRank = ({ labels }: PrometheusSample): boolean =>
  (labels.get("tp_rank") ?? "0") === "0" && (labels.get("pp_rank") ?? "0") === "0";
