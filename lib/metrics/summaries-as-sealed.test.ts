import assert from "node:assert/strict";
import { test } from "node:test";
import { exampleTrial } from "../../tests/support/metrics/trial.js";
import { isMetric, newestSchema, sinceSchema } from "./catalogue.js";
import { summariesAsSealed } from "./summaries-as-sealed.js";
import { summarize } from "./summarize.js";

const trials = [exampleTrial()];

test("the sealed summaries of a new run are its summaries, byte for byte", () => {
  assert.equal(JSON.stringify(summariesAsSealed(trials, newestSchema)), JSON.stringify(summarize(trials)));
});

test("those of an older run lack the metrics and the turns that came later, and nothing else, in the same order", () => {
  const [now] = summarize(trials);
  const { charactersPerSecond: _, notSent: __, ...older } = now ?? {};
  const keysOf = (rows: readonly object[]) => rows.flatMap((row) => Object.keys(row));
  const known = Object.keys(older).filter((key) => !isMetric(key) || sinceSchema(key) <= 3);
  for (const schema of [1, 2, 3]) assert.deepEqual(keysOf(summariesAsSealed(trials, schema)), known);
});
