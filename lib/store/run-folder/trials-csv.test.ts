import assert from "node:assert/strict";
import { test } from "node:test";
import { exampleTrial } from "../../../tests/support/store/run.js";
import { trialColumns, trialRow, trialsCsv } from "./trials-csv.js";

test("a trial's row has the phases of HTTP and what connecting took", () => {
  const { dispatchedAtMs } = exampleTrial(0);
  const phases = {
    connectionReadyAtMs: dispatchedAtMs + 7,
    requestSentAtMs: dispatchedAtMs + 8,
    responseHeadAtMs: dispatchedAtMs + 9,
    newConnection: true,
  };
  const row = trialRow(exampleTrial(0, phases));
  for (const [name, value] of Object.entries(phases)) assert.equal(row[name as keyof typeof phases], value);
  assert.equal(row.connectingMs, 7);
});

test("of an older Benchbook's trial they are empty cells, and every column is there", () => {
  const [head = "", line = ""] = trialsCsv([exampleTrial(0)]).split(/\r?\n/);
  assert.deepEqual(head.split(","), [...trialColumns()]);
  const cells = line.split(",");
  for (const name of [
    "connectionReadyAtMs",
    "requestSentAtMs",
    "responseHeadAtMs",
    "newConnection",
    "connectingMs",
  ] as const)
    assert.equal(cells[trialColumns().indexOf(name)], "", name);
});
