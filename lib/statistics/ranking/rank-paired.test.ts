import assert from "node:assert/strict";
import { test } from "node:test";
import { seededRandom } from "../random.js";
import { rankPaired } from "./rank-paired.js";

/** k lists of n values around levels of the cases; `shift` moves the first list. */
function drawn(seed: number, k: number, n: number, shift = 0): Record<string, number[]> {
  const random = seededRandom(seed);
  const uniform = () => (random.next32() + 0.5) / 2 ** 32;
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const levels = Array.from({ length: n }, () => 3 * normal());
  const lists = Array.from({ length: k }, (_, at) => levels.map((level) => level + normal() + (at === 0 ? shift : 0)));
  return Object.fromEntries(lists.map((values, at) => [`t${at}`, values]));
}

test("a target that is far better is alone at rank 1, the others share the ranks after it", () => {
  const rows = rankPaired(drawn(1, 4, 40, -3), { smallerIsBetter: true });
  assert.deepEqual([rows[0]?.name, rows[0]?.rankLow, rows[0]?.rankHigh, rows[0]?.group], ["t0", 1, 1, 1]);
  for (const row of rows.slice(1)) assert.deepEqual([row.rankLow, row.rankHigh, row.group], [2, 4, 2]);
  const turned = rankPaired(drawn(1, 4, 40, -3), { smallerIsBetter: false });
  assert.deepEqual([turned[3]?.name, turned[3]?.rankLow, turned[3]?.group], ["t0", 4, 2]);
});

test("of five equal targets any two are told apart in about 5 % of rankings", () => {
  let apart = 0;
  for (let seed = 0; seed < 200; seed++) {
    const rows = rankPaired(drawn(100 + seed, 5, 20), { smallerIsBetter: true, resamples: 400, seed });
    if (rows.some(({ rankLow, rankHigh }) => rankLow > 1 || rankHigh < 5)) apart++;
  }
  // 10 of 200 expected; 2 standard errors are 6
  assert.ok(apart >= 2 && apart <= 17, `${apart} of 200`);
});

test("targets with the same values are tied, and those that always differ by the same are not", () => {
  const values = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3];
  const rows = rankPaired(
    { a: values, b: [...values], c: values.map((value) => value + 0.1) },
    { smallerIsBetter: true },
  );
  assert.deepEqual(
    rows.map(({ name, rankLow, rankHigh, group }) => [name, rankLow, rankHigh, group]),
    [
      ["a", 1, 2, 1],
      ["b", 1, 2, 1],
      ["c", 3, 3, 2],
    ],
  );
});

test("bad input is one clear error", () => {
  const values = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3];
  const options = { smallerIsBetter: true };
  assert.throws(() => rankPaired({ a: values }, options), /at least 2 targets to rank, got a/);
  assert.throws(() => rankPaired({}, options), /at least 2 targets to rank, got none/);
  assert.throws(() => rankPaired({ a: values, b: values.slice(1) }, options), /got 10 of a and 9 of b: keep the cases/);
  assert.throws(() => rankPaired({ a: [1, 2], b: [1, 3] }, options), /at least 10 cases, got 2/);
  assert.throws(() => rankPaired({ a: values, b: values }, JSON.parse("{}")), /smallerIsBetter to be true or false/);
});
