import assert from "node:assert/strict";
import { test } from "node:test";
import { metricNames } from "../../metrics/catalogue.js";
import { headingOf } from "./heading.js";

test("a metric has one heading everywhere: its words and its unit", () => {
  assert.equal(headingOf("charactersPerSecond"), "visible text rate (characters/s)");
  assert.equal(headingOf("tokensPerSecond"), "decode rate (tokens/s)");
  assert.equal(headingOf("outputTokens"), "output tokens");
  assert.equal(new Set(metricNames.map(headingOf)).size, metricNames.length, "no two are alike");
});

test("other columns have the words and the unit of their names", () => {
  assert.equal(headingOf("peakVramMiB"), "peak vram (MiB)");
  assert.equal(headingOf("goodRequestsPerSecond"), "good requests per second");
  assert.equal(headingOf("what came"), "what came");
});
