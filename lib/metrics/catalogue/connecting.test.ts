import assert from "node:assert/strict";
import { test } from "node:test";
import { exampleTrial } from "../../../tests/support/metrics/trial.js";
import type { Trial } from "../../types/index.js";
import { trialMetrics } from "../trial-metrics.js";

test("connecting is what a new connection took after dispatch, nothing where one stood, and unknown where nobody tells", () => {
  const connecting = (changes: Partial<Trial>) =>
    trialMetrics(exampleTrial({ dispatchedAtMs: 20, ...changes })).connectingMs;
  assert.equal(connecting({ newConnection: true, connectionReadyAtMs: 55 }), 35);
  assert.equal(connecting({ newConnection: true, connectionReadyAtMs: 20 }), 0);
  assert.equal(connecting({ newConnection: true, connectionReadyAtMs: 4 }), 0, "it stood before");
  assert.equal(connecting({ newConnection: false, connectionReadyAtMs: 55 }), 0, "waiting for one in use is queueing");
  assert.equal(connecting({ newConnection: true, connectionReadyAtMs: null }), null);
  assert.equal(connecting({ newConnection: null, connectionReadyAtMs: null }), null);
  assert.equal(connecting({}), null, "a run of an older Benchbook");
});
