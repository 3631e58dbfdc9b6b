import assert from "node:assert/strict";
import { test } from "node:test";
import { stalledTrial } from "../../tests/support/metrics/trial.js";
import { definitionLens } from "./definition-lens.js";
import { lensTable } from "./lens-table.js";

test("the worked example of the definitions as a table, a line a tool", () => {
  const rows = lensTable(definitionLens(stalledTrial()));
  const line = (tool: string) => {
    const row = rows.find((one) => one.tool === tool);
    assert.ok(row);
    return [row.timeToFirstTokenMs, row.interTokenLatencyMs, row.timePerOutputTokenMs].map((value) =>
      value === null ? null : Number(value.toFixed(2)),
    );
  };
  // From the definitions: start 0, role chunk at 5 ms, first of 100 tokens at 200, a stall of 500, the last at 2660 ms.
  assert.deepEqual(line("Benchbook"), [200, 24.85, 24.85]);
  assert.deepEqual(line("vLLM bench serve"), [5, 26.55, 26.82]);
  assert.deepEqual(line("GuideLLM"), [200, 24.85, 26.6]);
  assert.deepEqual(line("AIPerf"), [200, 24.85, null]);
  assert.deepEqual(line("LLMPerf"), [200, 26.6, null]);
  assert.deepEqual(line("MLPerf LoadGen"), [200, null, 24.85]);
  assert.deepEqual(line("seed scripts"), [200, null, null]);
});
