import assert from "node:assert/strict";
import { test } from "node:test";
import { exampleManifest } from "../../../tests/support/report/manifest.js";
import { exampleTrial } from "../../../tests/support/report/trials.js";
import type { Load } from "../../types/index.js";
import { latencyFigure } from "./latency-figure.js";
import { loadFigure } from "./load-figure.js";
import { loadText } from "./load-words.js";
import { figureOptions } from "./options.js";

const open = {
  kind: "open",
  requestsPerSecond: 5,
  burstiness: null,
  durationSeconds: null,
  maxInFlight: null,
} as const;
const ramp = { kind: "ramp", fromRequestsPerSecond: 1, toRequestsPerSecond: 9, durationSeconds: 60 } as const;

test("every load has its words, with each option that was set", () => {
  const words: readonly (readonly [Load, string])[] = [
    [{ kind: "closed", concurrency: 4 }, "closed loop, 4 at a time"],
    [{ kind: "closed", concurrency: 4, durationSeconds: 30 }, "closed loop, 4 at a time for 30 s"],
    [
      { kind: "closed", concurrency: 4, durationSeconds: 30, rampUpSeconds: 5 },
      "closed loop, 4 at a time for 30 s, coming one by one in the first 5 s",
    ],
    [{ kind: "batches", size: 2 }, "batches of 2"],
    [{ ...open, arrivals: "poisson" }, "open loop, 5 requests a second, poisson arrivals"],
    [
      { ...open, arrivals: "gamma", burstiness: 0.5, durationSeconds: 20, maxInFlight: 8 },
      "open loop, 5 requests a second for 20 s, gamma arrivals of burstiness 0.5, at most 8 in flight",
    ],
    [
      { ...ramp, arrivals: "constant", burstiness: null, maxInFlight: 3 },
      "ramp from 1 to 9 requests a second in 60 s, constant arrivals, at most 3 in flight",
    ],
    [{ kind: "replay", offsetsMs: [0, 4], maxInFlight: 1 }, "replay of 2 arrivals, at most 1 in flight"],
  ];
  for (const [load, text] of words) assert.equal(loadText(load), text);
});

test("captions say how requests were sent beyond the load, and nothing of what was not asked for", () => {
  const manifest = exampleManifest();
  const plain = latencyFigure([exampleTrial(0)], figureOptions(manifest)).caption;
  assert.match(plain, /; closed loop, 1 at a time\./);
  const asked = { processes: 3, retry: { attempts: 2, maxWaitMs: 1000 }, promptNonce: true };
  const options = figureOptions(exampleManifest(asked));
  const words = "sent by 3 processes; after 429 and 503 sent again up to 2 times; a nonce before each prompt.";
  assert.ok(latencyFigure([exampleTrial(0)], options).caption.includes(`closed loop, 1 at a time; ${words}`));
  assert.ok(loadFigure([], options).caption.includes(`Load: closed loop, 1 at a time; ${words}`));
});
