import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { randomStream, shuffled } from "./random.js";

test("a stream repeats itself for the same seed and purpose, and for no other", () => {
  const draw = (seed: number, purpose: string) => {
    const random = randomStream(seed, purpose);
    return Array.from({ length: 5 }, () => random.fraction());
  };
  assert.deepEqual(draw(1, "a"), draw(1, "a"));
  const others = [draw(1, "a"), draw(1, "b"), draw(2, "a"), draw(-1, "a"), draw(1 + 2 ** 40, "a")];
  assert.equal(new Set(others.map(String)).size, others.length);
});

test("the numbers stay what they were: a plan made today is the plan made then", () => {
  const random = randomStream(7, "order of cases");
  assert.deepEqual(
    Array.from({ length: 8 }, () => random.integer(0, 99)),
    [77, 84, 15, 19, 75, 45, 38, 32],
  );
});

test("a shuffle keeps every item and leaves its input alone", () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.integer(), (items, seed) => {
      const before = Object.freeze([...items]);
      const after = shuffled(before, randomStream(seed, "test"));
      assert.deepEqual([...after].sort(), [...items].sort());
    }),
  );
});

// Chi-squared over the 24 orders of 4 items; its 99.9 % quantile with 23 degrees of freedom is 49.73 (R: qchisq(.999, 23)).
test("every order of four items is equally likely", () => {
  const random = randomStream(99, "test");
  const counts = new Map<string, number>();
  const draws = 24_000;
  for (let draw = 0; draw < draws; draw++) {
    const order = shuffled(["a", "b", "c", "d"], random).join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  assert.equal(counts.size, 24);
  const expected = draws / 24;
  const chiSquared = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  assert.ok(chiSquared < 49.73, String(chiSquared));
});
