import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { coolDownOf } from "./cool-down.js";
import { offerPlan } from "./offer.js";

/** A clock that jumps to whatever is waited for, and a thermometer that falls from 90 °C by one degree a second. */
function cooling(degrees: (atMs: number) => number | null) {
  const world = { nowMs: 0, notes: [] as string[] };
  const clock = {
    now: () => world.nowMs,
    sleepUntil: async (atMs: number, signal: AbortSignal) => {
      if (!signal.aborted) world.nowMs = Math.max(world.nowMs, atMs);
    },
  };
  return {
    world,
    parts: { clock, hottest: () => degrees(world.nowMs), note: (text: string) => world.notes.push(text) },
  };
}
const falling = (atMs: number) => 90 - atMs / 1000;
const { signal } = new AbortController();

describe("a cool-down", () => {
  it("waits for a time, or until it is cool", async () => {
    const timed = cooling(falling);
    await coolDownOf({ seconds: 12 }, timed.parts)(signal);
    assert.equal(timed.world.nowMs, 12_000);
    const cooled = cooling(falling);
    await coolDownOf({ belowCelsius: 70, atMostSeconds: 60 }, cooled.parts)(signal);
    assert.equal(cooled.world.nowMs, 20_000);
    await coolDownOf({ belowCelsius: 70, atMostSeconds: 60 }, cooled.parts)(signal);
    assert.equal(cooled.world.nowMs, 20_000, "already cool");
    assert.deepEqual(cooled.world.notes, []);
  });

  it("gives up after the longest time, and says so once; without a thermometer it waits all of it", async () => {
    for (const [degrees, seen] of [
      [() => 85, "it still was 85 °C hot"],
      [() => null, "no thermometer tells a temperature"],
    ] as const) {
      const { world, parts } = cooling(degrees);
      const cool = coolDownOf({ belowCelsius: 70, atMostSeconds: 30 }, parts);
      await cool(signal);
      await cool(signal);
      assert.equal(world.nowMs, 60_000);
      assert.deepEqual(world.notes, [`the cool-down waited 30 seconds for 70 °C: ${seen}`]);
    }
  });

  it("ends with the run", async () => {
    const { world, parts } = cooling(() => 85);
    await coolDownOf({ belowCelsius: 70, atMostSeconds: 30 }, parts)(AbortSignal.abort());
    assert.equal(world.nowMs, 0);
  });

  it("comes between the blocks of two targets, before the warm-ups of the second where it has its own process", async () => {
    const offered = async (blocks: string, measuredBefore: string | null = null) => {
      const said: string[] = [];
      const entries = [...blocks].map((letter, index) => ({
        ...{ index, target: letter.toLowerCase(), caseId: "c", repetition: 0, block: index, intendedOffsetMs: null },
        phase: letter === letter.toUpperCase() ? ("measured" as const) : ("warmup" as const),
      }));
      const { parts } = cooling(falling);
      const timeouts = { connectMs: null, firstByteMs: null, firstTokenMs: null, stallMs: null, totalMs: null };
      const load = { kind: "closed" as const, concurrency: 1 };
      const cool = async () => void said.push("-");
      await offerPlan(
        { entries, load, timeouts, clock: parts.clock, cool, measuredBefore },
        {
          senderOf: () => ({}) as never,
          send: async ([entry]) => void said.push(blocks[entry?.index ?? -1] ?? ""),
          signal,
        },
      );
      return said.join("");
    };
    assert.equal(await offered("abAAB"), "ab-AA-B".replace("-A", "A"));
    assert.equal(await offered("abABAB"), "abA-B-A-B");
    assert.equal(await offered("bBB", "a"), "-bBB");
    assert.equal(await offered("aAA"), "aAA");
  });
});
