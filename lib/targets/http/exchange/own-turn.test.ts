import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inOwnTurn } from "./read-queue.js";

/** The number of the event loop's turn, counted by a chain of immediates. */
function turnCounter() {
  let turn = 0;
  let running = true;
  const count = () => {
    turn++;
    if (running) setImmediate(count);
  };
  setImmediate(count);
  return {
    now: () => turn,
    stop: () => {
      running = false;
    },
  };
}

describe("inOwnTurn", () => {
  it("does nothing at once, and each task in a turn of its own, in order, also those that come meanwhile", async () => {
    const turns = turnCounter();
    const seen: (readonly [string, number])[] = [];
    const note = (name: string) => seen.push([name, turns.now()]);
    await new Promise<void>((resolve) => {
      for (const name of ["a", "b", "c"])
        inOwnTurn(() => {
          note(name);
          if (name === "b") inOwnTurn(() => note("from b"));
          if (name === "c") inOwnTurn(resolve);
        });
      assert.deepEqual(seen, []);
    });
    turns.stop();
    assert.deepEqual(
      seen.map(([name]) => name),
      ["a", "b", "c", "from b"],
    );
    assert.equal(new Set(seen.map(([, turn]) => turn)).size, 4, JSON.stringify(seen));
  });
});
