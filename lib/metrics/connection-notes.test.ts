import assert from "node:assert/strict";
import { test } from "node:test";
import { exampleTrial } from "../../tests/support/metrics/trial.js";
import { connectionNotes } from "./connection-notes.js";
import { summarize } from "./summarize.js";

// The made trial is sent at 0 and has its first token at 100 ms.
const cold = exampleTrial({ newConnection: true, connectionReadyAtMs: 30 });
const ahead = exampleTrial({ newConnection: true, connectionReadyAtMs: 0 });
const used = exampleTrial({ newConnection: false, connectionReadyAtMs: 0 });

test("trials on connections that were used before, and trials that do not tell, need no note", () => {
  assert.deepEqual(connectionNotes([used, used, exampleTrial(), exampleTrial({ newConnection: null })]), []);
  assert.deepEqual(connectionNotes([]), []);
});

test("a note counts the first requests and says what share of their time to first token was connecting", () => {
  const first = "2 of 4 requests were the first on their connection";
  assert.deepEqual(connectionNotes([cold, ahead, used, used]), [
    `${first}, and connecting took 15 % of their time to first token`, // 30 ms of 100 + 100
  ]);
  assert.deepEqual(connectionNotes([ahead, used, ahead, used]), [first]);
});

test("trials without a time to first token are counted, and their share is not known", () => {
  const whole = exampleTrial({ ...cold, streamed: false });
  assert.deepEqual(connectionNotes([whole]), ["1 of 1 requests were the first on their connection"]);
});

test("a summary says it of the measured trials of its group", () => {
  const trials = [{ ...cold, phase: "warmup" as const }, cold, used];
  const [summary] = summarize(trials);
  assert.deepEqual(summary?.notes, [
    "1 of 2 requests were the first on their connection, and connecting took 30 % of their time to first token",
  ]);
});
