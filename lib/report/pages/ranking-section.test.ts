import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { exampleRun } from "../../../tests/support/metrics/compare/run.js";
import type { Manifest, RunVerdict, Trial } from "../../types/index.js";
import { rankingSections } from "./ranking-section.js";
import type { ReportInput } from "./report-input.js";

function input(
  ratios: Readonly<Record<string, number>>,
  cases: number,
  verdict: RunVerdict["verdict"] = "valid",
): ReportInput {
  const names = Object.keys(ratios);
  const trials = names.flatMap((name, at): Trial[] =>
    exampleRun({ cases, repetitions: 2, ratio: ratios[name] ?? 1, seed: 5 + at })
      .filter(({ target }) => target === "b")
      .map((trial) => ({ ...trial, target: name })),
  );
  const targets = names.map((name) => ({ kind: "simulated", name }));
  const manifest = { targets, verdict: { verdict, reasons: [] } } as unknown as Manifest;
  return { manifest, trials, scores: [], samples: [], figures: [] };
}

describe("the ranking in a report", () => {
  it("names the fastest where one is, with the ranks of all", () => {
    const [section] = rankingSections(input({ slow: 2, fast: 1, middle: 1.5 }, 20));
    const [text, table] = section?.blocks ?? [];
    assert.match(JSON.stringify(text), /fast is the fastest\. All ranks hold at once with 95 % confidence/);
    assert.match(
      JSON.stringify(table),
      /"target":"fast".*"best rank":1,"worst rank":1,"group":1.*"target":"slow".*"best rank":3/,
    );
  });

  it("says that the order is none where the targets are equal, or the cases too few", () => {
    assert.match(
      JSON.stringify(rankingSections(input({ a: 1, b: 1, c: 1 }, 20))),
      /Any of 3 of the 3 targets may be the fastest/,
    );
    assert.match(JSON.stringify(rankingSections(input({ a: 1, b: 2, c: 3 }, 5))), /5 cases: at least 10 are needed/);
  });

  it("is for three targets and more, of a run that supports a comparison", () => {
    assert.deepEqual(rankingSections(input({ a: 1, b: 2 }, 20)), []);
    assert.deepEqual(rankingSections(input({ a: 1, b: 2, c: 3 }, 20, "client-limited")), []);
  });
});
