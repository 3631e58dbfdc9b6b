import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { StreamResult } from "../types/index.js";
import { notRetried, retryWaitMs } from "./measuring/retry.js";

describe("how long to wait", () => {
  const failed = (status: number | null, warnings: readonly string[] = []): StreamResult => ({
    kind: "failed",
    class: status === 429 ? "rate_limited" : "http_5xx",
    phase: "first-byte",
    message: "",
    status,
    endAtMs: 0,
    streamed: true,
    usage: null,
    respondedModel: null,
    warnings,
  });

  it("grows where the server tells no time, by a seeded factor from 0.5 to 1.5, and never beyond the limit", () => {
    const anything = fc.record({
      earlier: fc.nat(40),
      attempts: fc.integer({ min: 1, max: 50 }),
      maxWaitMs: fc.nat(90_000),
    });
    fc.assert(
      fc.property(anything, fc.string(), ({ earlier, ...retry }, draw) => {
        const waitMs = retryWaitMs(failed(429), retry, earlier, draw);
        assert.equal(waitMs === null, earlier >= retry.attempts);
        if (waitMs === null) return;
        const middle = 500 * 2 ** earlier;
        assert.ok(waitMs >= Math.min(retry.maxWaitMs, middle / 2) && waitMs <= Math.min(retry.maxWaitMs, 1.5 * middle));
        assert.equal(retryWaitMs(failed(429), retry, earlier, draw), waitMs);
      }),
    );
  });

  it("is what the server asks for, to the millisecond", () => {
    const retry = { attempts: 1, maxWaitMs: 60_000 };
    assert.equal(retryWaitMs(failed(503, ["x", "retry_after_ms=1234"]), retry, 0, ""), 1234);
    assert.equal(retryWaitMs(failed(503, ["retry_after_ms=60001"]), retry, 0, ""), null);
    assert.equal(retryWaitMs(failed(500, ["retry_after_ms=1"]), retry, 0, ""), null);
    assert.match(notRetried(failed(503, ["retry_after_ms=60001"]), retry) ?? "", /longer than 60000 ms/);
    assert.equal(notRetried(failed(503, ["retry_after_ms=60000"]), retry), null);
  });
});
