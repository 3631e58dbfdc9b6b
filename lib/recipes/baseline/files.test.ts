import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { exampleCase, exampleManifest } from "../../../tests/support/store/run.js";
import { exampleAnswer } from "../../../tests/support/store/seed-files/answer.js";
import { type ArmMetrics, armMetrics } from "./arms.js";
import { baselineResults } from "./files.js";
import { type ImprovedMetric, improvementsOf, improvementTable } from "./improvements.js";

const cases = ["p1", "p2", "p3", "p4", "p5", "p6"].map((id) => exampleCase(id));

/** Two repetitions of six prompts on each arm; the optimized one takes half the time and reads 8 in place of 10 tokens. */
const trials = cases.flatMap(({ id }, i) =>
  [0, 1].flatMap((repetition) => [
    exampleAnswer(i * 4 + repetition, {
      target: "slow",
      caseId: id,
      repetition,
      seconds: 2 + repetition,
      outputTokens: 5,
    }),
    exampleAnswer(i * 4 + repetition + 2, {
      target: "fast",
      caseId: id,
      repetition,
      seconds: (2 + repetition) / 2,
      inputTokens: 8,
      outputTokens: i === 0 ? 11 : 5,
    }),
  ]),
);
const memory = (target: string, peak: number, mean: number) => ({
  kind: "memory" as const,
  ...{ target, samples: 3, peakResidentBytes: peak, meanResidentBytes: mean, peakVramMiB: null, meanVramMiB: null },
  ...{
    baselineResidentBytes: 1,
    baselineVramMiB: null,
    baselineServerBytes: null,
    peakServerBytes: null,
    meanServerBytes: null,
    outputTokensPerMegabyte: null,
  },
});
const arm = (name: string, peak: number) =>
  armMetrics({ name, trials, cases, memory: memory(name, peak, peak - 10_000_000), beforeLoadBytes: 80_000_000 });
const [slow, fast] = [arm("slow", 230_000_000), arm("fast", 255_000_000)];
const improvements = improvementsOf(slow, fast, trials);
const of = (metric: ImprovedMetric) => {
  const found = improvements.find((one) => one.metric === metric);
  assert.ok(found);
  return found;
};

describe("the metrics of an arm", () => {
  it("are of the mean pass over all prompts", () => {
    assert.equal(slow.totalSeconds, 15); // six prompts of 2 and 3 seconds, 2.5 on average
    assert.deepEqual(slow.passSeconds, [12, 18]);
    assert.deepEqual([slow.inputTokens, slow.outputTokens, slow.totalTokens], [60, 30, 90]);
    assert.equal(slow.tokensPerSecond, 2);
    assert.deepEqual([slow.peakMemoryMb, slow.meanMemoryMb, slow.peakResidentMb], [150, 140, 230]);
    assert.equal(slow.tokensPerMb, 30 / 150);
    assert.equal(slow.responseLength, "an answer".length);
  });

  it("are unknown where one prompt has no answer: a sum over the others would look better", () => {
    const broken = [...trials.slice(1), exampleAnswer(0, { target: "slow", caseId: "p1", text: null })];
    const all = armMetrics({
      ...{ name: "slow", cases, memory: null, beforeLoadBytes: null },
      trials: broken.filter(({ caseId, repetition }) => caseId !== "p1" || repetition === 0),
    });
    assert.equal(all.failed, 1);
    for (const key of ["totalSeconds", "outputTokens", "totalTokens", "tokensPerSecond", "peakMemoryMb"] as const)
      assert.equal(all[key], null, key);
    assert.deepEqual(all.passSeconds, []);
  });
});

describe("improvements", () => {
  it("are reductions of times and sizes and growths of rates, with an interval over the prompts", () => {
    assert.deepEqual(
      [of("totalSeconds").percent, of("totalSeconds").byPrompt],
      [50, { medianPercent: 50, lowPercent: 50, highPercent: 50, prompts: 6 }],
    );
    assert.equal(of("tokensPerSecond").percent, 140); // 36 tokens in 7.5 s are 4.8 a second, in place of 2
    assert.equal(of("inputTokens").percent, 20);
    assert.equal(of("outputTokens").percent, -20); // 36 in place of 30
    assert.equal(of("totalTokens").percent?.toFixed(4), "6.6667"); // 84 in place of 90
    assert.equal(of("peakMemoryMb").percent?.toFixed(4), "-16.6667"); // 175 in place of 150
    assert.equal(of("peakMemoryMb").byPrompt, null);
  });

  it("explain what is negative from the numbers, and nothing else", () => {
    const explained = improvements.filter((one) => one.explanation !== null).map((one) => one.metric);
    assert.deepEqual(explained, ["outputTokens", "peakMemoryMb", "meanMemoryMb"]);
    assert.match(of("outputTokens").explanation ?? "", /longer: 36 in place of 30 tokens/);
    assert.match(of("peakMemoryMb").explanation ?? "", /175 in place of 150 MB/);
  });

  it("tell a longer answer from a slower one", () => {
    const worse = (change: Partial<ArmMetrics>) =>
      improvementsOf(slow, { ...slow, name: "w", ...change }, []).find((one) => one.metric === "totalSeconds")
        ?.explanation;
    assert.match(
      worse({ totalSeconds: 20, outputTokens: 60, tokensPerSecond: 3 }) ?? "",
      /the answers are longer, not the steps/,
    );
    assert.match(
      worse({ totalSeconds: 40, outputTokens: 60, tokensPerSecond: 1.5 }) ?? "",
      /wrote more .* and more slowly/,
    );
    assert.match(
      worse({ totalSeconds: 30, outputTokens: 30, tokensPerSecond: 1 }) ?? "",
      /wrote no more .*, but more slowly/,
    );
    assert.match(
      worse({ totalSeconds: 30, outputTokens: null, tokensPerSecond: null }) ?? "",
      /cannot be distinguished/,
    );
  });

  it("have a sentence whenever they are below 0, whatever the numbers", () => {
    const value = fc.option(fc.double({ min: 0.01, max: 1e4, noNaN: true }), { nil: null });
    const keys = {
      totalSeconds: value,
      tokensPerSecond: value,
      totalTokens: value,
      inputTokens: value,
      outputTokens: value,
    };
    const made = fc.record({ ...keys, peakMemoryMb: value, meanMemoryMb: value, tokensPerMb: value });
    fc.assert(
      fc.property(made, made, (a, b) => {
        for (const one of improvementsOf({ ...slow, ...a }, { ...fast, ...b }, trials)) {
          assert.equal(one.explanation !== null, one.percent !== null && one.percent < 0);
          assert.doesNotMatch(one.explanation ?? "", /NaN|Infinity|undefined/);
        }
      }),
    );
  });

  it("make a table of one row a metric and one column an arm", () => {
    const [first] = improvementTable(improvements);
    assert.deepEqual(first, { metric: "totalSeconds", fast: "+50.0; by prompt +50.0 (+50.0 to +50.0)" });
  });
});

describe("benchmark_results.json", () => {
  const facts = { baseline: slow, optimized: [fast], improvements, beforeLoadMb: 80, runFolders: ["a-run"] };
  const targets = [
    { kind: "llama", name: "slow", model: "m" },
    { kind: "compressing", name: "fast", inner: { kind: "llama", name: "fast", model: "m" } },
  ];
  const manifest = exampleManifest({ targets, cases });
  const written = JSON.parse(baselineResults({ ...facts, manifest }));

  it("holds the metrics of each arm", () => {
    assert.deepEqual(Object.keys(written), [
      "schema",
      "created_at",
      "config",
      "baseline",
      "optimised",
      "improvements",
      "prompts",
    ]);
    for (const one of [written.baseline, ...written.optimised]) {
      assert.deepEqual(Object.keys(one.time), [
        "total_seconds",
        "pass_seconds",
        "tokens_per_second",
        "per_prompt_seconds",
      ]);
      assert.deepEqual(Object.keys(one.tokens), ["input_tokens", "output_tokens", "total_tokens", "counted_by"]);
      assert.deepEqual(Object.keys(one.memory), ["peak_mb", "average_mb", "tokens_per_mb", "peak_resident_mb"]);
      assert.ok(one.quality.response_length > 0);
    }
    assert.equal(written.improvements[0].time_reduction.percent, 50);
    assert.equal(written.improvements[0].token_reduction.percent, 6.67);
  });

  it("holds the answers to a prompt side by side, and what each arm was", () => {
    const [first] = written.prompts;
    assert.deepEqual(
      first.arms.map((one: { arm: string; response: string }) => [one.arm, one.response]),
      [
        ["slow", "an answer"],
        ["fast", "an answer"],
      ],
    );
    assert.deepEqual(written.config.arms[1].settings, {
      kind: "llama",
      name: "fast",
      model: "m",
      compressPrompt: true,
    });
  });
});
