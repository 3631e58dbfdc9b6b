import assert from "node:assert/strict";
import { test } from "node:test";
import { answered, arrival, exampleTrial, failedAfterText } from "../../tests/support/metrics/trial.js";
import { clientEdgesMs, serverEdgesMs } from "./answer-phases.js";

const http = { newConnection: true, connectionReadyAtMs: 30, requestSentAtMs: 32, responseHeadAtMs: 90 };

test("the client's edges are its stamps since dispatch: connected, sent, first token, reasoned, ended", () => {
  const arrivals = [arrival(100, "reasoning", 0), arrival(140, "answer", 1), arrival(190, "answer", 2)];
  const outcome = { ...answered(), reasoning: "hm" };
  const thinking = exampleTrial({ dispatchedAtMs: 20, ...http, arrivals, firstAnswerTokenAtMs: 140, outcome });
  assert.deepEqual(clientEdgesMs(thinking), [10, 12, 80, 120, 180]);
  assert.deepEqual(clientEdgesMs(exampleTrial(http)), [30, 32, 100, 100, 200], "without reasoning");
});

test("what nobody told takes no time, and a thought without an answer lasts to the end", () => {
  assert.deepEqual(clientEdgesMs(exampleTrial()), [0, 0, 100, 100, 200], "an engine in the process");
  assert.deepEqual(clientEdgesMs(exampleTrial({ ...http, connectionReadyAtMs: null })), [0, 32, 100, 100, 200]);
  const arrivals = [arrival(100, "reasoning", 0), arrival(190, "reasoning", 1)];
  assert.deepEqual(clientEdgesMs(exampleTrial({ arrivals, firstAnswerTokenAtMs: null })), [0, 0, 100, 200, 200]);
  const whole = { streamed: false, firstTokenAtMs: null, firstAnswerTokenAtMs: null, lastTokenAtMs: null };
  assert.deepEqual(clientEdgesMs(exampleTrial({ ...http, ...whole })), [30, 32, 200, 200, 200]);
  assert.equal(clientEdgesMs(exampleTrial({ outcome: failedAfterText() })), null);
});

test("the server's edges are the sums of its parts, and what its total has beyond them", () => {
  const times = { source: "ollama", queueMs: null, loadMs: 14, promptMs: 40, promptTokens: 9 } as const;
  const serverTimes = { ...times, decodeMs: 90, decodeTokens: 9, totalMs: 150 };
  assert.deepEqual(serverEdgesMs(exampleTrial({ serverTimes })), [0, 14, 54, 144, 150]);
  assert.deepEqual(
    serverEdgesMs(exampleTrial({ serverTimes: { ...serverTimes, totalMs: null } })),
    [0, 14, 54, 144, 144],
  );
  assert.equal(serverEdgesMs(exampleTrial()), null);
  assert.equal(serverEdgesMs(exampleTrial({ serverTimes, outcome: failedAfterText() })), null);
});
