import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { catalogue, metricNames } from "../../lib/metrics/catalogue.js";
import type { Metric } from "../../lib/metrics/metric.js";
import { unitOf } from "../../lib/store/tables/explore/column-unit.js";

// docs/definitions.md is written for readers; this holds it to the catalogue that computes the numbers.

const page = fileURLToPath(new URL("../../../docs/definitions.md", import.meta.url));

/** The cells of each row of a table whose first cell is a name in code. */
const rows = new Map(
  readFileSync(page, "utf8")
    .split("\n")
    .map((line) => line.split("|").map((cell) => cell.trim()))
    .flatMap(([, name = "", ...cells]) => (/^`\w+`$/.test(name) ? [[name.slice(1, -1), cells] as const] : [])),
);

describe(`the metrics in ${path.basename(page)}`, () => {
  for (const name of metricNames) {
    const { words, unit }: Metric = catalogue[name];
    it(`${name} is there as ${words}, in ${unit}`, () => {
      const [said = "", saidUnit] = rows.get(name) ?? [];
      assert.equal(said.replace(/[,(].*$/, "").trim(), words);
      assert.equal(saidUnit, unit);
    });
  }
});

describe("the names of metrics", () => {
  it("tell their units, as all columns do", () => {
    const named = metricNames.filter((name) => catalogue[name].unit !== "tokens");
    assert.deepEqual(
      named.map((name) => [name, unitOf(name)]),
      named.map((name) => [name, catalogue[name].unit]),
    );
  });
});
