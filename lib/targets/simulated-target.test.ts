import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type SimulatedSettings, simulatedTarget } from "./simulated-target.js";

const base = { timeToFirstTokenMs: 100, gapMs: 10, tokens: 4 };

describe("simulatedTarget", () => {
  it("is plain data, and says of an effect only when it was asked for", () => {
    assert.deepEqual(simulatedTarget(base), {
      kind: "simulated",
      name: "simulated",
      ...base,
      jitter: 0,
      drift: 0,
      stall: null,
      failures: null,
      answer: "I am a simulated engine and my waits are known in advance.",
      seed: 1,
    });
    const whole: SimulatedSettings = {
      ...base,
      name: "all of it",
      jitter: 0.1,
      drift: 0.01,
      stall: { probability: 0.1, ms: 5 },
      failures: { probability: 0.1, class: "engine", afterTokens: 1 },
      answer: "yes",
      seed: 3,
      warmUp: { answers: 2, factor: 4 },
      serviceTimes: "exponential",
      slots: 2,
      batchSlowdown: 0.5,
      freezes: [{ fromMs: 0, toMs: 10 }],
      prefixCache: { prompts: 8, saves: 0.5 },
      miscount: { tokens: -1, probability: 0.5 },
    };
    const target = simulatedTarget(whole);
    assert.deepEqual(target, { kind: "simulated", ...whole });
    assert.deepEqual(JSON.parse(JSON.stringify(target)), target);
  });

  it("fills in what a part leaves out", () => {
    const target = simulatedTarget({
      ...base,
      failures: [{ probability: 0.5 }],
      prefixCache: { prompts: 3 },
      miscount: { tokens: 2 },
    });
    assert.deepEqual(target.failures, [{ probability: 0.5, class: "http_5xx", afterTokens: 0 }]);
    assert.deepEqual(target.prefixCache, { prompts: 3, saves: 0.9 });
    assert.deepEqual(target.miscount, { tokens: 2, probability: 1 });
  });

  const refused: readonly (readonly [object, RegExp])[] = [
    [{ gapMs: -1 }, /expected gapMs to be a number of at least 0, got -1/],
    [{ timeToFirstTokenMs: Number.NaN }, /expected timeToFirstTokenMs to be a number of at least 0/],
    [{ tokens: 0 }, /expected tokens to be a whole number of at least 1, got 0/],
    [{ jitter: 2 }, /expected jitter to be a number from 0 to 1, got 2/],
    [{ seed: 1.5 }, /expected seed to be a whole number, such as 7, got 1.5/],
    [{ answer: 7 }, /expected answer to be a text, got 7/],
    [{ name: "" }, /expected name to be text that is not empty/],
    [{ slots: 0 }, /expected slots to be a whole number of at least 1, got 0/],
    [{ slots: 1.5 }, /expected slots to be a whole number of at least 1, got 1.5/],
    [{ batchSlowdown: -0.1 }, /expected batchSlowdown to be a number of at least 0, got -0.1/],
    [{ serviceTimes: "gamma" }, /expected serviceTimes to be "fixed" or "exponential", got "gamma"/],
    [{ stall: 5 }, /expected stall to be in braces, as in \{ probability: … \}, got 5/],
    [{ stall: { probability: 2, ms: 1 } }, /expected stall.probability to be a number from 0 to 1, got 2/],
    [
      { stall: { probability: 1, milliseconds: 1 } },
      /simulatedTarget, stall, has no setting "milliseconds"; it has: probability, ms/,
    ],
    [{ warmUp: { answers: 1, factor: 0.5 } }, /expected warmUp.factor to be a number of at least 1, got 0.5/],
    [{ prefixCache: { prompts: 0 } }, /expected prefixCache.prompts to be a whole number of at least 1, got 0/],
    [{ miscount: { tokens: 0.5 } }, /expected miscount.tokens to be a whole number, got 0.5/],
    [{ failures: { probability: 1.1 } }, /expected failures.probability to be a number from 0 to 1, got 1.1/],
    [
      { failures: { probability: 1, class: "bad" } },
      /expected failures.class to be one of connect_refused, .*, got "bad"/,
    ],
    [{ failures: [{ probability: 1, afterTokens: 0.5 }] }, /expected failures\[0\].afterTokens to be a whole number/],
    [
      { failures: [{ probability: 0.6 }, { probability: 0.6 }] },
      /probabilities of failures to sum to at most 1, got 1.2/,
    ],
    [{ freezes: { fromMs: 1, toMs: 2 } }, /expected freezes to be a list of \{ fromMs, toMs \}/],
    [{ freezes: [{ fromMs: 5, toMs: 5 }] }, /expected freezes\[0\].toMs to be later than its fromMs 5, got 5/],
    [
      {
        freezes: [
          { fromMs: 0, toMs: 9 },
          { fromMs: 8, toMs: 10 },
        ],
      },
      /expected freezes\[1\].fromMs to be a number of at least 9, got 8/,
    ],
    [{ freezes: [null] }, /expected freezes\[0\] to be in braces, as in \{ fromMs: … \}, got null/],
    [{ slot: 3 }, /simulatedTarget has no setting "slot"; it has: name, timeToFirstTokenMs, .*slots/],
  ];

  it("refuses settings that make no sense with one error that names them", () => {
    for (const [wrong, message] of refused)
      assert.throws(() => simulatedTarget({ ...base, ...wrong }), message, JSON.stringify(wrong));
  });
});
