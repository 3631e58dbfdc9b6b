import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readMetricsPage } from "./known-metrics.js";

// Lines as these servers write them: vLLM's "Production Metrics" and its /metrics of 0.6 and 0.10, the README of llama.cpp's server,
// SGLang's "Production Metrics" with the labels of its ranks, and TGI's "Metrics".
const VLLM = `# HELP vllm:num_requests_running Number of requests in model execution batches.
# TYPE vllm:num_requests_running gauge
vllm:num_requests_running{engine="0",model_name="m"} 8.0
vllm:num_requests_running{engine="1",model_name="m"} 3.0
vllm:num_requests_waiting{engine="0",model_name="m"} 0.0
vllm:num_requests_waiting{engine="1",model_name="m"} 2.0
# TYPE vllm:kv_cache_usage_perc gauge
vllm:kv_cache_usage_perc{engine="0",model_name="m"} 0.25
vllm:kv_cache_usage_perc{engine="1",model_name="m"} 0.75
vllm:gpu_cache_usage_perc{engine="0",model_name="m"} 0.99
vllm:num_preemptions_total{engine="0",model_name="m"} 1.0
vllm:num_preemptions_total{engine="1",model_name="m"} 4.0
vllm:num_preemptions_created{engine="0",model_name="m"} 1.7e+09
vllm:prompt_tokens_total{engine="0",model_name="m"} 1.234567e+06
vllm:generation_tokens_total{engine="0",model_name="m"} 98765.0
vllm:iteration_tokens_total_bucket{le="1.0",model_name="m"} 3.0
`;
const LLAMA = `# HELP llamacpp:prompt_tokens_total Number of prompt tokens processed.
# TYPE llamacpp:prompt_tokens_total counter
llamacpp:prompt_tokens_total 33065
llamacpp:tokens_predicted_total 7801
llamacpp:predicted_tokens_seconds 12.5
llamacpp:requests_processing 1
llamacpp:requests_deferred 2
`;
const SGLANG = `sglang:num_running_reqs{engine_type="unified",model_name="m",pp_rank="0",tp_rank="0"} 5.0
sglang:num_running_reqs{engine_type="unified",model_name="m",pp_rank="0",tp_rank="1"} 5.0
sglang:num_queue_reqs{model_name="m"} 1.0
sglang:token_usage{model_name="m"} 0.28
sglang:prompt_tokens_total{model_name="m"} 8.128902e+06
sglang:generation_tokens_total{model_name="m"} 7.557572e+06
`;
const TGI = `# TYPE tgi_queue_size gauge
tgi_queue_size 4
tgi_batch_current_size 12
tgi_request_input_length_sum 900
tgi_request_generated_tokens_sum 350
`;

describe("a page of metrics", () => {
  it("is read by vLLM's names: engines are summed, the fullest cache counts, the newer name of two is taken", () => {
    assert.deepEqual(readMetricsPage(VLLM), {
      engine: "vllm",
      runningRequests: 11,
      waitingRequests: 2,
      cacheUseShare: 0.75,
      preemptions: 5,
      promptTokens: 1234567,
      generationTokens: 98765,
    });
    const older = VLLM.replace(/^.*kv_cache_usage_perc.*\n/gm, "");
    assert.equal(readMetricsPage(older)?.cacheUseShare, 0.99);
  });

  it("is read by the names of llama.cpp, SGLang (ranks of one engine counted once) and TGI; what they do not tell is null", () => {
    assert.deepEqual(readMetricsPage(LLAMA), {
      engine: "llama.cpp",
      runningRequests: 1,
      waitingRequests: 2,
      cacheUseShare: null,
      preemptions: null,
      promptTokens: 33065,
      generationTokens: 7801,
    });
    assert.deepEqual(readMetricsPage(SGLANG), {
      engine: "sglang",
      runningRequests: 5,
      waitingRequests: 1,
      cacheUseShare: 0.28,
      preemptions: null,
      promptTokens: 8128902,
      generationTokens: 7557572,
    });
    assert.deepEqual(readMetricsPage(TGI), {
      engine: "tgi",
      runningRequests: 12,
      waitingRequests: 4,
      cacheUseShare: null,
      preemptions: null,
      promptTokens: 900,
      generationTokens: 350,
    });
  });

  it("has no value where the server says none, and is none without a known name", () => {
    assert.equal(readMetricsPage(VLLM.replace("0.25", "NaN"))?.cacheUseShare, null);
    assert.equal(readMetricsPage(LLAMA.replace("33065", "-1"))?.promptTokens, null);
    for (const text of ["", "<html><body>not here</body></html>", '{"error":{"code":501}}', "go_goroutines 12\n"])
      assert.equal(readMetricsPage(text), null);
  });
});
