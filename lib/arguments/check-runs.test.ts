import assert from "node:assert/strict";
import { test } from "node:test";
import type { Run, Trial } from "../types/index.js";
import { checkedCases, checkRun, checkTrials } from "./check-runs.js";
import { checkTexts } from "./check-values.js";

/** What somebody hands over by mistake, of any type. */
const anyway = (value: unknown) => value as never;

test("a run in the place of its trials is told how to give them, and a promise that it has to be awaited", () => {
  const run = { trials: async () => [], manifest: {} };
  assert.throws(() => checkTrials("summarize", anyway(run)), {
    message: "summarize expected trials, got a run: write summarize(await run.trials())",
  });
  assert.throws(() => checkTrials("summarize", anyway(run.trials())), {
    message: "summarize expected trials to be a list of trials, got a promise: write await before it",
  });
  const trial = { target: "a", outcome: {}, arrivals: [] } as unknown as Trial;
  assert.equal(checkTrials("summarize", [trial]), undefined);
  assert.throws(() => checkTrials("summarize", [trial, anyway({ caseId: "a" })]), {
    message: "summarize expected trials[1] to be a trial, as await run.trials() gives, got an object with caseId",
  });
});

test("the folder of a run in its place is told how to open it", () => {
  assert.throws(
    () => checkRun("writeReport", "outputs/a" as unknown as Run),
    /: open it first, as in writeReport\(await openRun\("outputs\/a"\)\)$/,
  );
});

test("one text in the place of a list is told to be put in brackets", () => {
  assert.throws(() => checkTexts("mentionsFacts", "facts", anyway("paris")), {
    message: 'mentionsFacts expected facts to be a list of texts, got "paris": write ["paris"]',
  });
  assert.throws(
    () => checkTexts("mentionsFacts", "facts", anyway(["a", 7])),
    /expected facts\[1\] to be a text, got 7/,
  );
});

test("cases are those of a set or of a list", () => {
  const one = { id: "a", prompt: "Say a." };
  assert.deepEqual(checkedCases("planRun", anyway({ cases: [one] })), [one]);
  assert.deepEqual(checkedCases("planRun", anyway([one])), [one]);
  assert.throws(() => checkedCases("planRun", anyway(["Say a."])), /expected cases\[0\] to be a case with an id/);
});
