import assert from "node:assert/strict";
import { test } from "node:test";
import { exampleTrial } from "../../../tests/support/metrics/trial.js";
import type { ServerTimes } from "../../types/index.js";
import { serverRows } from "./server-rows.js";

const times = (changes: Partial<ServerTimes>): ServerTimes => ({
  ...{ source: "llama.cpp", queueMs: null, loadMs: null, promptMs: null, promptTokens: null },
  ...{ decodeMs: null, decodeTokens: null, totalMs: null, ...changes },
});

test("a row has the medians of what its server told, and only columns that some server told", () => {
  const trials = [40, 20, 90].map((promptMs, planIndex) =>
    exampleTrial({ planIndex, serverTimes: times({ promptMs, promptTokens: 8, decodeMs: 100, decodeTokens: 9 }) }),
  );
  const warmup = exampleTrial({ phase: "warmup", serverTimes: times({ queueMs: 5 }) });
  assert.deepEqual(serverRows([warmup, ...trials, exampleTrial({ planIndex: 9 })]), [
    {
      ...{ target: "a", toldBy: "llama.cpp", answers: 3, promptMs: 40, decodeMs: 100 },
      ...{ serverPromptTokensPerSecond: 200, serverDecodeTokensPerSecond: 90, clientMinusServerMs: 60 },
    },
  ]);
});

test("a server that tells less than another has empty cells, and one that tells nothing no row", () => {
  const rows = serverRows([
    exampleTrial({ target: "whole", serverTimes: times({ source: "ollama", totalMs: 150 }) }),
    exampleTrial({ target: "parts", serverTimes: times({ promptMs: 40 }) }),
    exampleTrial({ target: "silent" }),
  ]);
  assert.deepEqual(rows, [
    { target: "whole", toldBy: "ollama", answers: 1, promptMs: null, totalMs: 150, clientMinusServerMs: 50 },
    { target: "parts", toldBy: "llama.cpp", answers: 1, promptMs: 40, totalMs: null, clientMinusServerMs: 160 },
  ]);
  assert.deepEqual(serverRows([exampleTrial()]), []);
});
