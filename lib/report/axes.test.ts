import assert from "node:assert/strict";
import { test } from "node:test";
import { logTicks } from "./axes.js";

test("a logarithmic axis has ticks at 1, 2 and 5 of each decade, and even steps where not two of these are seen", () => {
  // By hand: of 1, 2, 5, 10, 20, 50 … only 20 lies between 12 and 23; a quarter of the way is 2.75, so steps of 5.
  assert.deepEqual(logTicks([12, 23], 450).tickvals, [15, 20]);
  assert.deepEqual(logTicks([2.1, 4.9], 450).tickvals, [3, 4]);
  assert.deepEqual(logTicks([0.301, 0.349], 450).tickvals, [0.32, 0.34]);
  assert.deepEqual(logTicks([12, 60], 450).tickvals, [10, 20, 50, 100, 200, 500]);
  assert.deepEqual(logTicks([12, 12], 450).tickvals, [10, 20, 50, 100, 200, 500]);
});

test("what is drawn of a narrow logarithmic axis has two ticks or more, whatever its values", () => {
  for (const low of [0.0031, 0.5, 1, 3.3, 7, 12, 480, 99_999]) {
    for (const factor of [1.01, 1.1, 1.5, 2, 3, 4.9, 12]) {
      const ticks = logTicks([low, low * factor], 450).tickvals as number[];
      const seen = ticks.filter((tick) => low <= tick && tick <= low * factor).length;
      assert.ok(seen >= 2, `${low} to ${low * factor}: ${ticks.join(", ")}`);
    }
  }
});
