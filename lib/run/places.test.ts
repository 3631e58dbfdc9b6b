import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { compressingTarget } from "../targets/compressing-target.js";
import { llamaTarget } from "../targets/llama-target.js";
import { simulatedTarget } from "../targets/simulated-target.js";
import { closedLoop, openLoop, ramp, replay } from "../workload/loads.js";
import { syntheticCases } from "../workload/synthetic-cases.js";
import { checkPlaces } from "./places.js";
import { runBenchmark } from "./run-benchmark.js";

const llama = llamaTarget({ model: "smollm2-135m-instruct-q4_1" });
const rate = { fromRequestsPerSecond: 1, toRequestsPerSecond: 2, durationSeconds: 1 };

describe("an engine that keeps a context for each request in flight", () => {
  it("is refused a load that limits nothing, before it is opened, also inside another target", async () => {
    const cases = syntheticCases({ count: 2, promptTokens: 8, maxTokens: 4, seed: 1 });
    const unlimited = [
      openLoop({ requestsPerSecond: 1, arrivals: "constant" }),
      ramp(rate),
      replay({ offsetsMs: [0] }),
    ];
    for (const load of unlimited)
      for (const target of [llama, compressingTarget(llama)])
        await assert.rejects(
          runBenchmark({ targets: [target], cases, load }),
          new RegExp(`keeps a context .* expected a load of kind "${load.kind}" with maxInFlight, got none`),
        );
  });

  it("is sent what is limited, and other targets whatever is asked", () => {
    for (const load of [closedLoop({ concurrency: 2 }), ramp({ ...rate, maxInFlight: 4 })]) checkPlaces([llama], load);
    checkPlaces([simulatedTarget({ timeToFirstTokenMs: 1, gapMs: 0, tokens: 3 })], ramp(rate));
  });
});
