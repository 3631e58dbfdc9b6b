import assert from "node:assert/strict";
import { it } from "node:test";
import { ask, NO_TIMEOUTS } from "../../tests/support/targets/recorder.js";
import type { DriverRequest } from "../types/index.js";
import { unknownEngine } from "./engine-info.js";
import { type GeneratingEngine, generatingDriver } from "./generating-driver.js";

const driverOf = (generate: GeneratingEngine["generate"]) =>
  generatingDriver({ info: unknownEngine("echo", "none"), generate }, { now: () => performance.now() });

it("a generated answer is counted only where every piece tells its tokens", async () => {
  const told = await ask(
    driverOf(function* () {
      yield { text: "hm", tokens: 2, reasoning: true };
      yield { text: "four", tokens: 3 };
    }),
  );
  assert.equal(told.ending.usage?.outputTokens, 5);
  assert.equal(told.ending.usage?.reasoningTokens, 2);
  assert.equal(told.seen.text("reasoning"), "hm");
  assert.equal(told.seen.text("answer"), "four");
  const untold = await ask(
    driverOf(function* () {
      yield { text: "two ", tokens: 2 };
      yield "more";
    }),
  );
  assert.equal(untold.ending.usage, null);
  assert.equal(untold.ending.kind === "answered" && untold.ending.finishReason, null);
});

it("a generated answer of maxTokens tokens ended for its length", async () => {
  const request: Partial<DriverRequest> = { generation: { ...generation, maxTokens: 2 } };
  const { ending } = await ask(
    driverOf(function* () {
      yield { text: "a", tokens: 1 };
      yield { text: "b", tokens: 1 };
    }),
    request,
  );
  assert.equal(ending.kind === "answered" && ending.finishReason, "length");
});

it("what a generator throws, or yields beside texts, is the answer's failure", async () => {
  const thrown = await ask(
    driverOf(function* () {
      yield "some";
      throw new Error("out of paper");
    }),
  );
  assert.deepEqual(failureOf(thrown.ending), ["engine", "stream", "out of paper"]);
  assert.equal(thrown.seen.text("answer"), "some");
  const odd = await ask(driverOf(() => [7] as never));
  assert.match(failureOf(odd.ending)[2] ?? "", /texts or \{ text, tokens \}, got 7/);
  const silent = await ask(driverOf(() => []));
  assert.deepEqual(failureOf(silent.ending).slice(0, 2), ["zero_output", "first-token"]);
});

it("a generator that never waits is still cut at its time limit, and told so", async () => {
  let signalOfEngine: AbortSignal | null = null;
  const driver = driverOf(function* (_, signal) {
    signalOfEngine = signal;
    for (;;) yield "on and ";
  });
  const { ending } = await ask(driver, { timeouts: { ...NO_TIMEOUTS, totalMs: 5 } });
  assert.deepEqual(failureOf(ending).slice(0, 2), ["deadline", "stream"]);
  assert.equal((signalOfEngine as AbortSignal | null)?.aborted, true);
});

const generation = {
  ...{ maxTokens: 16, temperature: 0, topK: null, topP: null, repetitionPenalty: null, seed: null },
  ...{ stop: [], ignoreEndOfSequence: false },
};

const failureOf = (ending: { kind: string; class?: string; phase?: string; message?: string }) => [
  ...[ending.class, ending.phase, ending.message],
];
