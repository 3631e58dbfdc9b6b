import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { sleepUntil } from "./sleep.js";

describe("sleepUntil", () => {
  for (const precision of ["exact", "about"] as const) {
    it(`${precision}: is never early`, async () => {
      const atMs = performance.now() + 12;
      await sleepUntil(atMs, new AbortController().signal, precision);
      assert.ok(performance.now() >= atMs);
    });

    it(`${precision}: ends when it is told to, before it begins and while it waits`, async () => {
      const hour = performance.now() + 3_600_000;
      await sleepUntil(hour, AbortSignal.abort(), precision);
      const stop = new AbortController();
      const sleeping = sleepUntil(hour, stop.signal, precision);
      stop.abort();
      await sleeping;
      assert.ok(performance.now() < hour);
    });

    it(`${precision}: an instant that has passed is no wait`, async () => {
      await sleepUntil(performance.now() - 5, new AbortController().signal, precision);
    });
  }
});
