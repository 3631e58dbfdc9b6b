import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { readPrometheus } from "./prometheus-text.js";

// The example of Prometheus's documentation, "Exposition formats", section "Text format example".
const EXAMPLE = String.raw`# HELP http_requests_total The total number of HTTP requests.
# TYPE http_requests_total counter
http_requests_total{method="post",code="200"} 1027 1395066363000
http_requests_total{method="post",code="400"}    3 1395066363000

# Escaping in label values:
msdos_file_access_time_seconds{path="C:\\DIR\\FILE.TXT",error="Cannot find file:\n\"FILE.TXT\""} 1.458255915e9

# Minimalistic line:
metric_without_timestamp_and_labels 12.47

# A weird metric from before the epoch:
something_weird{problem="division by zero"} +Inf -3982045

# A histogram, which has a pretty complex representation in the text format:
# HELP http_request_duration_seconds A histogram of the request duration.
# TYPE http_request_duration_seconds histogram
http_request_duration_seconds_bucket{le="0.05"} 24054
http_request_duration_seconds_bucket{le="+Inf"} 144320
http_request_duration_seconds_sum 53423
http_request_duration_seconds_count 144320
`;

describe("Prometheus's text format", () => {
  it("is read as its documentation shows it", () => {
    const { samples, types, badLines } = readPrometheus(EXAMPLE);
    assert.equal(badLines, 0);
    assert.deepEqual(
      [...types],
      [
        ["http_requests_total", "counter"],
        ["http_request_duration_seconds", "histogram"],
      ],
    );
    assert.deepEqual(
      samples.slice(0, 5).map(({ name, labels, value, timestampMs }) => [name, [...labels], value, timestampMs]),
      [
        [
          "http_requests_total",
          [
            ["method", "post"],
            ["code", "200"],
          ],
          1027,
          1395066363000,
        ],
        [
          "http_requests_total",
          [
            ["method", "post"],
            ["code", "400"],
          ],
          3,
          1395066363000,
        ],
        [
          "msdos_file_access_time_seconds",
          [
            ["path", String.raw`C:\DIR\FILE.TXT`],
            ["error", 'Cannot find file:\n"FILE.TXT"'],
          ],
          1458255915,
          null,
        ],
        ["metric_without_timestamp_and_labels", [], 12.47, null],
        ["something_weird", [["problem", "division by zero"]], Number.POSITIVE_INFINITY, -3982045],
      ],
    );
    assert.equal(samples.length, 9);
  });

  it("takes blanks and tabs, a comma after the last label, no newline at the end, and numbers as Go writes them", () => {
    const text = ' a { x = "1" , } \t 2e-3\t7 \r\nb{}NaN\nb -Inf\nc nan\nd{le="}"} +1\ne inf';
    const { samples, badLines } = readPrometheus(text);
    assert.equal(badLines, 0);
    assert.deepEqual(
      samples.map(({ name, value, timestampMs }) => [name, value, timestampMs]),
      [
        ["a", 0.002, 7],
        ["b", Number.NaN, null],
        ["b", Number.NEGATIVE_INFINITY, null],
        ["c", Number.NaN, null],
        ["d", 1, null],
        ["e", Number.POSITIVE_INFINITY, null],
      ],
    );
  });

  it("counts lines of another form and goes on after them", () => {
    const bad = [
      "<html>",
      "a",
      "a b",
      'a{x="1} 2',
      "a{x=1} 2",
      "a{ 2",
      'a{x="\\t"} 2',
      "a 1 2 3",
      "a 0x1",
      "9a 1",
      "a1.5",
    ];
    const { samples, badLines } = readPrometheus([...bad, "good 1"].join("\n"));
    assert.equal(badLines, bad.length);
    assert.deepEqual(
      samples.map(({ name }) => name),
      ["good"],
    );
  });

  it("reads back whatever a server may say, however it is spaced", () => {
    const name = fc.stringMatching(/^[a-zA-Z_:][a-zA-Z0-9_:]{0,12}$/);
    const label = fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]{0,8}$/);
    const blanks = fc.stringMatching(/^[ \t]{1,3}$/);
    const one = fc.record({
      name,
      labels: fc.uniqueArray(fc.tuple(label, fc.string({ unit: "binary" })), {
        maxLength: 4,
        selector: ([key]) => key,
      }),
      value: fc.oneof(fc.double(), fc.integer()),
      timestampMs: fc.option(fc.integer()),
      blanks,
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 12 }), (samples) => {
        const lines = samples.map((sample) => {
          const pairs = sample.labels.map(([key, value]) => `${key}="${escaped(value)}"`).join(",");
          const at = sample.timestampMs === null ? "" : `${sample.blanks}${sample.timestampMs}`;
          return `${sample.name}${pairs === "" ? "" : `{${pairs}}`}${sample.blanks}${goNumber(sample.value)}${at}`;
        });
        const read = readPrometheus(`${lines.join("\n")}\n`);
        assert.equal(read.badLines, 0);
        assert.deepEqual(
          read.samples.map((sample) => [sample.name, [...sample.labels], sample.value, sample.timestampMs]),
          samples.map((sample) => [sample.name, sample.labels, sample.value, sample.timestampMs]),
        );
      }),
    );
  });

  it("never throws, and never takes longer than the text is long", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 400 }),
        fc.stringMatching(/^[a{}="\\, 1#]{0,200}$/),
        (any, alike) => {
          readPrometheus(any);
          readPrometheus(alike);
        },
      ),
    );
    const began = performance.now();
    readPrometheus(`a{${'x="1",'.repeat(200_000)} 1\na{x="${"\\\\".repeat(400_000)}\n${"a".repeat(1e6)}`);
    assert.ok(performance.now() - began < 2000);
  });
});

const escaped = (value: string) => value.replace(/[\\"\n]/g, (one) => (one === "\n" ? "\\n" : `\\${one}`));
const goNumber = (value: number) =>
  Number.isFinite(value) ? (Object.is(value, -0) ? "-0" : String(value)) : String(value).replace("Infinity", "Inf");
