import assert from "node:assert/strict";
import { test } from "node:test";
import { exampleTrial } from "../../../tests/support/metrics/trial.js";
import type { Usage } from "../../types/index.js";
import { trialMetrics } from "../trial-metrics.js";

test("cached input tokens are what the engine said, 0 where it said 0, and null where it said nothing", () => {
  const usage: Usage = {
    ...{ source: "usage", inputTokens: 40, outputTokens: 8, reasoningTokens: null },
    cachedInputTokens: 32,
  };
  const cached = (change: Partial<Usage>) =>
    trialMetrics(exampleTrial({ usage: { ...usage, ...change } })).cachedInputTokens;
  assert.equal(cached({}), 32);
  assert.equal(cached({ cachedInputTokens: 0 }), 0);
  assert.equal(cached({ cachedInputTokens: null }), null);
  assert.equal(trialMetrics(exampleTrial({ usage: null })).cachedInputTokens, null);
  assert.equal(trialMetrics(exampleTrial({ usage }), { tokenSource: "whitespace" }).cachedInputTokens, null);
});
