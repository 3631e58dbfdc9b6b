import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NO_TIMEOUTS } from "../../../../tests/support/targets/recorder.js";
import type { Timeouts } from "../../../types/index.js";
import { BODY_END_GRACE_MS, nextLimit, type Progress, unsent } from "./exchange-limits.js";

const ALL = { connectMs: 10, firstByteMs: 20, firstTokenMs: 40, stallMs: 5, totalMs: 100 };
const at = (changes: Partial<Progress>): Progress => ({ ...unsent(), dispatchedAtMs: 1000, ...changes });
const limit = (progress: Progress, timeouts: Timeouts = ALL) => {
  const next = nextLimit(progress, timeouts);
  return next === null ? null : [next.failure, next.atMs];
};

describe("the limit that passes first", () => {
  const connected = { state: "waiting" } as const;
  const answering = { state: "streaming" } as const;
  const begun = { ...answering, firstByteSeen: true };
  const flowing = { ...begun, firstTokenSeen: true, lastReadAtMs: 1030 };

  it("is that of the step which the exchange waits for", () => {
    assert.deepEqual(limit(at({})), ["connect_timeout", 1010]);
    assert.deepEqual(limit(at(connected)), ["first_byte_timeout", 1020]);
    assert.deepEqual(limit(at(answering)), ["ttft_timeout", 1040]);
    assert.deepEqual(limit(at(begun)), ["ttft_timeout", 1040]);
    assert.deepEqual(limit(at(flowing)), ["stall_timeout", 1035]);
    assert.deepEqual(limit(at({ ...flowing, lastReadAtMs: 1098 })), ["deadline", 1100]);
  });

  it("is the first byte's until the body begins, where the first token has no limit", () => {
    assert.deepEqual(limit(at(answering), { ...ALL, firstTokenMs: null }), ["first_byte_timeout", 1020]);
  });

  it("is none where nothing was set, and only the grace of the body's end when the answer is over", () => {
    assert.equal(nextLimit(at(flowing), NO_TIMEOUTS), null);
    const over = nextLimit(at({ ...flowing, completeAtMs: 1031 }), ALL);
    assert.deepEqual(over, { atMs: 1031 + BODY_END_GRACE_MS, failure: null, limitMs: BODY_END_GRACE_MS });
  });
});
