import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { exampleEngine, exampleManifest } from "../../../tests/support/report/manifest.js";
import { exampleTrial } from "../../../tests/support/report/trials.js";
import { variantsPage } from "./page.js";
import type { VariantRow } from "./rows.js";
import { span, takeaways, variantSentences } from "./sentences.js";
import { variantSummaries } from "./summary.js";

const prompts = ["p1", "p2", "p3", "p4", "p5", "p6"];

interface Made {
  readonly model: string;
  readonly cosines: readonly (number | null)[];
  readonly residentMb: number | null;
  /** Milliseconds between tokens. */
  readonly gap: number;
}

const rowsOf = ({ model, cosines, residentMb, gap }: Made): VariantRow[] =>
  cosines.map((cosineSimilarity, i) => ({
    ...{
      model,
      device: "CPU",
      precision: "int8",
      quantisation: "Q8_0",
      framework: "llama.cpp",
      residentMb,
      cosineSimilarity,
    },
    ...{ promptId: prompts[i] ?? "p", prompt: "p", repetition: 0, vramMb: null, failure: null },
    ...{ outputTokens: 20, decodeTokensPerSecond: null },
    tokensPerSecond: (20 / (100 + 19 * gap)) * 1000,
    latencySeconds: (100 + 19 * gap) / 1000,
    answer: cosineSimilarity === 1 ? `the answer ${i}` : `another answer of ${model}`,
  }));

const trialsOf = (made: readonly Made[]) =>
  made.flatMap(({ model, gap }, k) =>
    prompts.map((caseId, i) =>
      exampleTrial(i * made.length + k, {
        target: model,
        caseId,
        repetition: 0,
        gapsMs: new Array<number>(19).fill(gap + i / 10),
      }),
    ),
  );

const f16: Made = { model: "f16", cosines: [1, 1, 1, 1, 1, 1], residentMb: 519.4, gap: 40 };
const q8: Made = { model: "q8_0", cosines: [1, 0.97, 1, 0.95, 1, 0.99], residentMb: 353.6, gap: 20 };
const q4: Made = { model: "q4_0", cosines: [0.7, 0.5, 0.8, 0.6, 0.9, 0.65], residentMb: 302, gap: 10 };

function findings(...made: readonly Made[]) {
  const [rows, trials] = [made.flatMap(rowsOf), trialsOf(made)];
  return { rows, trials, summaries: variantSummaries(rows, trials, "f16") };
}

function sentencesOf(one: Made): string {
  const { summaries } = findings(f16, one);
  const [reference, other] = summaries;
  assert.ok(reference && other);
  return variantSentences(other, reference).join(" ");
}

describe("the sentences about a variant", () => {
  it("say faster with the ratio and its interval where the numbers show it", () => {
    assert.match(
      sentencesOf(q8),
      /It is faster: [\d.]+ times the tokens per second of f16 over the whole answer \(median of 6 prompts, 95 % interval [\d.]+ to [\d.]+\)/,
    );
    assert.match(sentencesOf(q8), /353\.6|354 MB, 31\.9 % less than with f16/);
    assert.match(sentencesOf(q8), /3 of 6 answers are the reference's word for word/);
  });

  it("turn round with the numbers: slower, more memory, no answer alike", () => {
    const worse = sentencesOf({ ...q4, residentMb: 600, gap: 80 });
    assert.match(worse, /It is slower: 0\.\d+ times/);
    assert.match(worse, /15\.5 % more than with f16/);
    assert.match(worse, /no answer is the reference's word for word/);
    assert.match(worse, /0\.500–0\.900/);
  });

  it("claim no difference where the interval holds 1, and no finding where prompts are too few", () => {
    assert.match(sentencesOf({ ...q8, gap: 40 }), /No difference in speed is shown: 1 times/);
    const few = [f16, q8].map((one) => ({ ...one, cosines: one.cosines.slice(0, 3) }));
    const rows = few.flatMap(rowsOf);
    const trials = trialsOf(few).filter(({ caseId }) => ["p1", "p2", "p3"].includes(caseId));
    const [reference, other] = variantSummaries(rows, trials, "f16");
    assert.ok(reference && other);
    assert.match(variantSentences(other, reference).join(" "), /an impression, not a finding/);
  });

  it("say what was not seen", () => {
    const silent = sentencesOf({ ...q8, residentMb: null, cosines: [null, null, null, null, null, null] });
    assert.match(silent, /could not be compared with the reference's/);
    assert.match(silent, /memory is not known/);
  });
});

describe("the takeaways", () => {
  it("order variants by the numbers and say how settled the order is", () => {
    const [speed, memory, meaning, trade] = takeaways(findings(f16, q8, q4));
    assert.match(speed ?? "", /^Speed: q4_0 has the highest median rate.* before q8_0/);
    assert.doesNotMatch(speed ?? "", /not settled/);
    assert.match(memory ?? "", /q4_0 \(302 MB\), q8_0 \(354 MB\), f16 \(519 MB\)/);
    assert.match(meaning ?? "", /^Meaning: q8_0 stays nearest .* and q4_0 farthest/);
    assert.match(trade ?? "", /no variant is behind another/);
  });

  it("name a variant that is behind in everything, and an order that may be chance", () => {
    const behind = takeaways(findings(f16, q8, { ...q4, residentMb: 400, gap: 30 }));
    assert.match(behind.at(-1) ?? "", /q4_0 is behind another variant/);
    const near = { ...q4, cosines: [1, 0.96, 0.99, 0.97, 1, 0.98] };
    assert.match(takeaways(findings(f16, q8, near)).join(" "), /this order may be chance/);
  });

  it("compare nothing when only one answered", () => {
    assert.deepEqual(takeaways(findings(f16)), ["With fewer than two variants that answered, nothing is compared."]);
  });
});

describe("the report of variants", () => {
  const { rows, trials, summaries } = findings(f16, { ...q8, model: "q8|_0 <b>" });
  const manifest = exampleManifest({ targets: summaries.map(({ model }) => ({ kind: "llama", name: model })) });
  const text = variantsPage({
    ...{
      manifest,
      trials,
      rows,
      summaries,
      reference: "f16",
      runFolders: ["variants-1"],
      remarks: ["F16 is widened."],
    },
    engines: [exampleEngine("f16"), exampleEngine("q8")],
  });

  it("has its sections in their order", () => {
    const titles = [...text.matchAll(/^## (.*)$/gm)].map((match) => match[1]);
    assert.deepEqual(titles, [
      "Overview",
      "Benchmark Setup",
      "Raw Results",
      "Summary",
      "Analysis & Insights",
      "Key Takeaways",
      "Conclusion",
    ]);
    assert.match(text, /^# LLM Benchmark Report\n/);
    for (const title of ["Models Evaluated", "Prompts Used", "Metrics Collected"])
      assert.ok(text.includes(`### ${title}`));
  });

  it("has the raw table, with 1.000 for the reference and NA for the VRAM of a CPU", () => {
    assert.match(
      text,
      /\| Model \| Device \| Precision \| Tok\/s \| Latency \(s\) \| VRAM \(MB\) \| Cosine Similarity \|/,
    );
    assert.match(text, /\| f16 \| CPU \| int8 \(Q8_0\) \| 23\.26 \| 0\.86 \| NA \| 1\.000 \| 519\.4 \| p1 \|/);
  });

  it("escapes what it did not write, and keeps the remarks", () => {
    assert.doesNotMatch(text, /<b>/);
    assert.ok(text.includes("q8\\|\\_0 &lt;b&gt;") || text.includes("q8\\|_0 &lt;b&gt;"));
    assert.ok(text.includes("F16 is widened."));
  });
});

describe("a range", () => {
  it("is one number when both ends are written alike", () => {
    const range = { n: 2, low: 0.9961, median: 0.9963, high: 0.9964, interval: null };
    assert.equal(
      span(range, (value) => value.toFixed(3)),
      "0.996",
    );
  });
});
