import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { near } from "../near.js";
import { holm } from "./holm.js";

test("a p-value that was not observed is refused and not taken for 0 or 1", () => {
  assert.throws(() => holm(JSON.parse("[null]")), /expected pValues to hold finite numbers, got null at index 0/);
  assert.throws(() => holm(JSON.parse('["0.1"]')), /got "0.1" at index 0/);
});

test("adjusted values are those of statsmodels", () => {
  // statsmodels 0.15.0: multipletests(p, method="holm")[1]; the first as R's p.adjust(p, "holm")
  const known: readonly (readonly [readonly number[], readonly number[]])[] = [
    [
      [0.01, 0.04, 0.03, 0.005],
      [0.03, 0.06, 0.06, 0.02],
    ],
    [
      [0.2, 0.001, 0.04, 0.04, 0.9],
      [0.4, 0.005, 0.16, 0.16, 0.9],
    ],
    [
      [0.5, 0.6],
      [1, 1],
    ],
    [
      [0.0001, 0.0002, 0.0003],
      [0.0003, 0.0004, 0.0004],
    ],
  ];
  for (const [raw, expected] of known) {
    holm(raw).forEach((value, index) => {
      near(value, expected[index] ?? Number.NaN);
    });
  }
});

test("one p stays as it is, and none are none", () => {
  assert.deepEqual(holm([0.04]), [0.04]);
  assert.deepEqual(holm([]), []);
});

test("adjusting never makes p smaller, nor larger than 1, and keeps the order", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }), (raw) => {
      const adjusted = holm(raw);
      raw.forEach((p, i) => {
        assert.ok((adjusted[i] ?? -1) >= p && (adjusted[i] ?? 2) <= 1);
        raw.forEach((q, j) => {
          if (p < q) assert.ok((adjusted[i] ?? 2) <= (adjusted[j] ?? -1));
        });
      });
    }),
  );
});

test("what is no probability is the caller's mistake", () => {
  assert.throws(() => holm([0.1, 1.2]), /expected p-values from 0 to 1, got 1.2 at index 1/);
  assert.throws(() => holm([Number.NaN]), RangeError);
});
