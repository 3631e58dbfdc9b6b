import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { JSDOM } from "jsdom";
import { exampleRun } from "../../../tests/support/report/trials.js";
import { summarize } from "../../metrics/summarize.js";
import { headingOf } from "./heading.js";
import { tableHtml } from "./table-html.js";
import { tableMarkdown } from "./table-markdown.js";
import { tableText } from "./table-text.js";

const rows = [
  { model: "a|b", latencyMs: 12.3456, passed: true, note: null },
  { model: "<script>alert(1)</script>", latencyMs: 0, passed: false, extra: "x\ny" },
];

function parsed(html: string) {
  return new JSDOM(html).window.document;
}

test("headings are words with the unit that the name ends in", () => {
  assert.equal(headingOf("timeToFirstTokenMs"), "time to first token (ms)");
  assert.equal(headingOf("latency_sec"), "latency (s)");
  assert.equal(headingOf("peakVramMiB"), "peak vram (MiB)");
  assert.equal(headingOf("outputTokensPerSecond"), "output tokens per second");
  assert.equal(headingOf("p95"), "p95");
  assert.equal(headingOf("already words: 1"), "already words: 1");
  assert.equal(headingOf("constructor"), "constructor");
});

test("an HTML table has one cell for each column, numbers to the right, and – where nothing was observed", () => {
  const document = parsed(tableHtml(rows, { caption: 'Two "rows"' }));
  assert.equal(document.querySelector("caption")?.textContent, 'Two "rows"');
  assert.deepEqual(
    [...document.querySelectorAll("th")].map((th) => th.textContent),
    ["model", "latency (ms)", "passed", "note", "extra"],
  );
  const cells = [...document.querySelectorAll("tbody tr")].map((row) =>
    [...row.children].map((cell) => cell.textContent),
  );
  assert.deepEqual(cells, [
    ["a|b", "12.3", "true", "–", "–"],
    ["<script>alert(1)</script>", "0", "false", "–", "x y"],
  ]);
  assert.equal(document.querySelectorAll("td.number").length, 2);
  assert.equal(document.querySelectorAll("tbody script").length, 0);
});

test("rows above the limit are counted, not shown", () => {
  const many = Array.from({ length: 30 }, (_, i) => ({ i }));
  assert.match(tableText(many), /… 10 more rows/);
  assert.match(tableMarkdown(many, { limit: 29 }), /… 1 more row$/);
  assert.equal(parsed(tableHtml(many, { limit: 3 })).querySelectorAll("tbody tr").length, 3);
});

test("chosen columns come in the asked order, and an unknown one throws", () => {
  assert.equal(tableText(rows, { columns: ["latencyMs"] }).split("\n")[0], "latency (ms)");
  assert.throws(
    () => tableText(rows, { columns: ["latency"] }),
    /expected columns among model, latencyMs, .*got "latency"/,
  );
});

test("a click on a heading sorts by number, a second one the other way, missing values last", () => {
  const html = tableHtml([{ ms: 10 }, { ms: null }, { ms: 9 }, { ms: 1000.4 }]);
  const { window } = new JSDOM(html, { runScripts: "dangerously" });
  const shown = () => [...window.document.querySelectorAll("tbody td")].map((cell) => cell.textContent);
  const button = window.document.querySelector("th button");
  assert.ok(button instanceof window.HTMLElement);
  button.click();
  assert.deepEqual(shown(), ["9", "10", "1000", "–"]);
  button.click();
  assert.deepEqual(shown(), ["1000", "10", "9", "–"]);
  assert.equal(window.document.querySelector("th")?.getAttribute("aria-sort"), "descending");
});

test("a text table lines up its columns, wide characters too", () => {
  const lines = tableText([
    { model: "模型", n: 1 },
    { model: "abcdef", n: 23 },
  ]).split("\n");
  assert.deepEqual(lines, ["model    n", "──────  ──", "模型     1", "abcdef  23"]);
});

test("summaries become one line for each group and metric, and percentiles that n cannot carry are marked", () => {
  const text = tableText(summarize(exampleRun(30)));
  const latency = text
    .split("\n")
    .find((line) => line.startsWith("q8_0") && line.includes("latency (ms)") && !line.includes("inter"));
  assert.match(latency ?? "", /28 +2 .*†/);
  assert.match(text, /† too few values/);
  assert.match(text, /q8_0: 28 of 30 trials answered, 2 failed, 0 aborted; .*tokens counted by engine/);
});

test("no rows and rows without columns are said so", () => {
  assert.equal(tableText([]), "no rows");
  assert.match(tableHtml([]), /no rows/);
  assert.equal(tableMarkdown([]).trim(), "no rows");
});

test("whatever the cells hold, the table keeps its shape in every form", () => {
  const value = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.double(),
    fc.constant(null),
    fc.constant(undefined),
    fc.boolean(),
    fc.bigInt(),
  );
  const record = fc.dictionary(fc.string({ unit: "binary", maxLength: 8 }), value, { maxKeys: 4 });
  fc.assert(
    fc.property(fc.array(record, { minLength: 1, maxLength: 5 }), (records) => {
      const width = new Set(records.flatMap((one) => Object.keys(one))).size;
      const document = parsed(tableHtml(records));
      for (const row of document.querySelectorAll("tr")) assert.equal(row.children.length, width);
      const markdown = tableMarkdown(records)
        .split("\n")
        .filter((line) => line.startsWith("|"));
      assert.equal(markdown.length, width === 0 ? 0 : records.length + 2);
      for (const line of markdown) assert.equal((line.match(/(?<!\\)\|/g) ?? []).length, width + 1, line);
      assert.doesNotMatch(tableText(records).replaceAll("\n", ""), /\p{Cc}/u);
    }),
    { numRuns: 40 },
  );
});
