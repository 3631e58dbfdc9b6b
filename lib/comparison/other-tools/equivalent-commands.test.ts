import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Load, Manifest, Target } from "../../types/index.js";
import { type EquivalentCommand, equivalentCommands } from "./equivalent-commands.js";

// Options and keys are those of the tools' own sources: aiperf 0.13.0 (aiperf/config/flags/cli_config.py), guidellm 0.8.1
// (guidellm/schemas), vllm 0.11.0 (vllm/benchmarks/serve.py and datasets.py), read from their wheels.

const server: Target = {
  ...{ kind: "openai", name: "server", baseUrl: "http://127.0.0.1:8000/v1", model: "org/model" },
  ...{ api: "chat", apiKeyEnv: null, headers: {}, extraBody: {} },
};
const generation = {
  ...{ maxTokens: 64, temperature: 0, topK: null, topP: null, repetitionPenalty: null, seed: null, stop: [] },
  ignoreEndOfSequence: false,
};

function manifest(load: Load, changes: Partial<Manifest> = {}): Manifest {
  const cases = Array.from({ length: 20 }, (_, at) => ({ id: `c${at}`, prompt: "a" }));
  const rest = { targets: [server], load, generation, seed: 7, repetitions: 3, warmups: 2, cases };
  return { ...rest, ...changes } as unknown as Manifest;
}

const closed: Load = { kind: "closed", concurrency: 4 };
const poisson: Load = {
  ...{ kind: "open", requestsPerSecond: 2.5, arrivals: "poisson" },
  ...{ burstiness: null, durationSeconds: 30, maxInFlight: null },
};

async function commandOf(tool: string, load: Load, changes: Partial<Manifest> = {}): Promise<EquivalentCommand> {
  const rows = await equivalentCommands(manifest(load, changes), { promptTokens: 128 });
  const row = rows.find((one) => one.tool.startsWith(tool));
  assert.ok(row, rows.map((one) => one.tool).join());
  return row;
}

describe("the same job in GuideLLM", () => {
  it("is streams for a closed loop, and a rate for an open one", async () => {
    assert.equal(
      (await commandOf("GuideLLM", closed)).command,
      "guidellm run --backend kind=openai_http,target=http://127.0.0.1:8000,model=org/model,request_format=/v1/chat/completions" +
        " --profile kind=concurrent,streams=4 --constraint kind=max_requests,count=60" +
        " --data kind=synthetic_text,prompt_tokens=128,output_tokens=64 --output kind=json,path=guidellm.json",
    );
    const { command } = await commandOf("GuideLLM", poisson);
    assert.match(String(command), / --profile kind=poisson,rate=2\.5 --constraint kind=max_duration,seconds=30 /);
  });

  it("does not say how answers are sampled, and cannot send gamma arrivals or a name with a comma", async () => {
    const { notSaid } = await commandOf("GuideLLM", closed);
    assert.ok(notSaid.some((one) => /temperature/.test(one)) && notSaid.some((one) => /warm-ups/.test(one)));
    const gamma = await commandOf("GuideLLM", { ...poisson, arrivals: "gamma", burstiness: 0.5 });
    assert.deepEqual([gamma.command, gamma.notSaid], [null, ["a load of the kind open with gamma arrivals"]]);
    const odd = await commandOf("GuideLLM", closed, { targets: [{ ...server, model: "a,b=c" }] });
    assert.equal(odd.command, null);
  });
});

describe("the same job in AIPerf", () => {
  it("has the load, the lengths, the warm-ups and the temperature", async () => {
    assert.equal(
      (await commandOf("AIPerf", closed)).command,
      "aiperf profile -m org/model -u http://127.0.0.1:8000 --endpoint-type chat --streaming --concurrency 4 --request-count 60" +
        " --num-warmup-requests 2 --isl 128 --osl 64 --extra-inputs temperature:0 --random-seed 7",
    );
    const gamma = await commandOf("AIPerf", { ...poisson, arrivals: "gamma", burstiness: 0.5, maxInFlight: 8 });
    assert.match(
      String(gamma.command),
      / --request-rate 2\.5 --arrival-pattern gamma --arrival-smoothness 0\.5 --concurrency 8 --benchmark-duration 30 /,
    );
  });

  it("names the variable of a key, and quotes what a shell would read otherwise", async () => {
    const { command } = await commandOf("AIPerf", closed, {
      targets: [{ ...server, apiKeyEnv: "MY_KEY", model: "it's; rm -rf" }],
    });
    assert.match(String(command), /-m 'it'\\''s; rm -rf' /);
    assert.match(String(command), / --api-key "\$MY_KEY"$/);
  });
});

describe("the same job in vllm bench serve", () => {
  it("has a concurrency, a rate with its burstiness, or a rising rate", async () => {
    assert.match(
      String((await commandOf("vLLM", closed)).command),
      / --num-prompts 60 --max-concurrency 4 --temperature 0 /,
    );
    const gamma = await commandOf("vLLM", { ...poisson, arrivals: "gamma", burstiness: 0.5 });
    assert.match(String(gamma.command), / --request-rate 2\.5 --burstiness 0\.5 /);
    assert.ok(gamma.notSaid.includes("an end by time"));
    const ramp: Load = {
      ...{ kind: "ramp", fromRequestsPerSecond: 1, toRequestsPerSecond: 8, durationSeconds: 10, arrivals: "poisson" },
      ...{ burstiness: null, maxInFlight: null },
    };
    assert.match(
      String((await commandOf("vLLM", ramp)).command),
      / --ramp-up-strategy linear --ramp-up-start-rps 1 --ramp-up-end-rps 8 /,
    );
  });

  it("cannot send at equal distances, nor in batches", async () => {
    assert.equal((await commandOf("vLLM", { ...poisson, arrivals: "constant" })).command, null);
    assert.equal((await commandOf("vLLM", { kind: "batches", size: 4 })).command, null);
  });
});

describe("the same job in other tools", () => {
  it("is llama-bench for a model in the process, and nothing for a simulated target", async () => {
    const targets = [
      { kind: "llama", name: "small", model: "small.gguf", threads: 2 },
      { kind: "simulated", name: "simulated" },
    ];
    const rows = await equivalentCommands(manifest(closed, { targets }));
    assert.equal(rows.length, 1);
    assert.equal(rows[0]?.command, "llama-bench -m small.gguf -p PROMPT_TOKENS -n 64 -r 60 -t 2 -o json");
    assert.deepEqual(rows[0]?.notSaid.slice(0, 2), [
      "that targets take turns: each is measured alone",
      "how long the prompts are: put a number for PROMPT_TOKENS",
    ]);
  });

  it("refuses what is no manifest, and no length", async () => {
    await assert.rejects(equivalentCommands({} as Manifest), /equivalentCommands/);
    await assert.rejects(equivalentCommands(manifest(closed), { promptTokens: 0 }), /promptTokens/);
  });
});
