import assert from "node:assert/strict";
import { test } from "node:test";
import { exampleTrial } from "../../../tests/support/report/trials.js";
import { loadPanels } from "./load-panels.js";
import { limitsText } from "./load-words.js";

/** Ten trials of one target, begun every second; the first `slow` have their first token 500 ms later than the others. */
const trials = (slow: number, over: Parameters<typeof exampleTrial>[1] = {}) =>
  Array.from({ length: 10 }, (_, i) => exampleTrial(i, { firstTokenMs: i < slow ? 600 : 100, ...over }));

const near = (found: number | null | undefined, expected: number) =>
  assert.ok(Math.abs((found ?? Number.NaN) - expected) < 1e-4, `${found} is not ${expected}`);

test("a sweep has a panel each of good requests, of answered requests and of first tokens, a point for each load", () => {
  const panels = loadPanels(
    [
      { load: 1, trials: trials(0) },
      { load: 2, trials: trials(2) },
    ],
    { limits: { timeToFirstTokenMs: 300 } },
  );
  assert.deepEqual(
    panels.map(({ title }) => title),
    ["goodput (requests/s)", "throughput (requests/s)", "time to first token (ms)"],
  );
  for (const { points } of panels)
    assert.deepEqual(
      points.map(({ target, load, n }) => [target, load, n]),
      [
        ["model-a", 1, 10],
        ["model-a", 2, 10],
      ],
    );
});

test("goodput counts what kept the limit, with the Wilson interval of its share, and throughput what was answered", () => {
  const [good, answered, first] = loadPanels([{ load: 2, trials: trials(2) }], { limits: { timeToFirstTokenMs: 300 } });
  const [point] = good?.points ?? [];
  // From the first start at 0 to the last end at 9000 + 100 + 19 x 20 ms are 9.48 s. Wilson 8/10: .490162, .943318 (R).
  near(point?.value, 8 / 9.48);
  near(point?.low, 4.90162 / 9.48);
  near(point?.high, 9.43318 / 9.48);
  near(answered?.points[0]?.value, 10 / 9.48);
  assert.deepEqual([answered?.points[0]?.low, answered?.points[0]?.high], [null, null]);
  // A median of ten lies between the second and the ninth value (Conover 1999, table A3).
  assert.deepEqual([first?.points[0]?.value, first?.points[0]?.low, first?.points[0]?.high], [100, 100, 600]);
});

test("failures are not good and not answered, and targets of one run are apart", () => {
  const both = [
    ...trials(0, { target: "a" }),
    ...trials(0, { target: "b", failed: true }).map((trial) => ({ ...trial, session: 1 })),
  ];
  const [good, answered] = loadPanels([{ load: 1, trials: both }], { limits: { latencyMs: 1000 } });
  assert.deepEqual(
    good?.points.map(({ target, value }) => [target, value]),
    [
      ["a", 10 / 9.48],
      ["b", 0],
    ],
  );
  assert.equal(answered?.points[1]?.value === 0 || answered?.points[1]?.value === null, true);
});

test("answers that came whole have no first token, and so no panel of it", () => {
  const panels = loadPanels([{ load: 1, trials: trials(0, { firstTokenMs: null }) }], { limits: { latencyMs: 1000 } });
  assert.deepEqual(
    panels.map(({ title }) => title),
    ["goodput (requests/s)", "throughput (requests/s)"],
  );
});

test("limits are said in words, and none is the caller's mistake", () => {
  assert.equal(
    limitsText({ timeToFirstTokenMs: 300, latencyMs: 2000 }),
    "time to first token within 300 ms, latency within 2 s",
  );
  assert.throws(() => loadPanels([{ load: 1, trials: trials(0) }], { limits: {} }), /expected at least one limit/);
});
