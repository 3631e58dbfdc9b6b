import assert from "node:assert/strict";
import { test } from "node:test";
import { seededRandom } from "./random.js";

test("seed 5489 gives the 10,000th output that the C++ standard demands of mt19937", () => {
  // ISO C++ [rand.predef]: the 10000th consecutive invocation of a default-constructed mt19937 is 4123659995
  const random = seededRandom(5489);
  let last = 0;
  for (let index = 0; index < 10_000; index++) last = random.next32();
  assert.equal(last, 4123659995);
});

test("the first outputs of seed 5489 are those of the reference code", () => {
  // numpy 2.4.6: np.random.RandomState(5489).randint(0, 2**32, 3, dtype=np.uint32)
  const random = seededRandom(5489);
  assert.deepEqual([random.next32(), random.next32(), random.next32()], [3499211612, 581869302, 3890346734]);
});

test("drawing below a count gives each of its numbers about as often", () => {
  const random = seededRandom(1);
  const seen = [0, 0, 0, 0, 0, 0];
  for (let index = 0; index < 60_000; index++) {
    const drawn = random.below(6);
    seen[drawn] = (seen[drawn] ?? 0) + 1;
  }
  // Chi-square with 5 degrees of freedom: 20.5 is its 0.999 quantile (R: qchisq(.999, 5)).
  const chiSquare = seen.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
  assert.equal(seen.length, 6);
  assert.ok(chiSquare < 20.5, `chi-square ${chiSquare}`);
});

test("the same seed gives the same numbers, a large or a negative one is taken as well", () => {
  assert.equal(seededRandom(7).next32(), seededRandom(7).next32());
  assert.notEqual(seededRandom(7).next32(), seededRandom(8).next32());
  assert.equal(seededRandom(2 ** 40 + 7).next32(), seededRandom(7).next32());
  assert.ok(seededRandom(-3).next32() >= 0);
  assert.throws(() => seededRandom(0.5), /expected seed to be a whole number, got 0.5/);
});
