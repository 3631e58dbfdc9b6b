import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ask, testWorld } from "../../../tests/support/targets/recorder.js";
import { goodAnswer, SPEECHES, type Speech } from "../../../tests/support/targets/speech.js";
import { wireServer } from "../../../tests/support/targets/wire-server.js";
import type { DriverWorld } from "../../types/index.js";

/** A world whose clock stands until its one waiter is let go. */
function heldWorld() {
  let nowMs = 1000;
  let letGo = () => {};
  const world: DriverWorld = testWorld({
    now: () => nowMs,
    sleepUntil: (atMs, signal) =>
      new Promise((resolve) => {
        letGo = () => {
          nowMs = atMs;
          resolve();
        };
        signal.addEventListener("abort", () => resolve(), { once: true });
      }),
  });
  return { world, letGo: () => letGo() };
}

const turns = async () => {
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

async function inWorld(
  speech: Speech,
  world: DriverWorld,
  act: (open: Awaited<ReturnType<Speech["open"]>>, requests: () => number) => Promise<void>,
): Promise<void> {
  const server = await wireServer((socket) => socket.write(goodAnswer(speech, ["a"])));
  const driver = await speech.open(speech.target(server.origin, {}), world);
  try {
    await act(driver, () => server.requests.length);
  } finally {
    await driver.close();
    await server.close();
  }
}

describe("a request that is handed over ahead of its instant", () => {
  for (const speech of SPEECHES)
    it(`${speech.api}: goes out at its instant and not before`, async () => {
      const { world, letGo } = heldWorld();
      await inWorld(speech, world, async (driver, requests) => {
        assert.ok((driver.aheadMs ?? 0) > 0);
        const asked = ask(driver, { notBeforeMs: 1009 });
        await turns();
        assert.equal(requests(), 0, "nothing is sent before its instant");
        letGo();
        const { ending, seen } = await asked;
        assert.equal(ending.kind, "answered");
        assert.equal(requests(), 1);
        assert.deepEqual(seen.dispatchedAtMs, [1009]);
      });
    });

  it("is sent at once when its instant has passed", async () => {
    const [speech] = SPEECHES;
    assert.ok(speech);
    await inWorld(speech, heldWorld().world, async (driver) => {
      const { seen } = await ask(driver, { notBeforeMs: 999 });
      assert.deepEqual(seen.dispatchedAtMs, [1000]);
    });
  });

  it("is never sent when it is broken off before", async () => {
    const [speech] = SPEECHES;
    assert.ok(speech);
    await inWorld(speech, heldWorld().world, async (driver, requests) => {
      const stop = new AbortController();
      const asked = ask(driver, { notBeforeMs: 1009 }, stop.signal);
      await turns();
      stop.abort("enough");
      const { ending, seen } = await asked;
      assert.deepEqual([ending.kind, ending.endAtMs], ["aborted", 1000]);
      await turns();
      assert.deepEqual([requests(), seen.dispatchedAtMs], [0, []]);
    });
  });
});
