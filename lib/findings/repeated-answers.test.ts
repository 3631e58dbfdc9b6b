import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import { answered, arrival, exampleTrial, failedAfterText } from "../../tests/support/metrics/trial.js";
import type { Generation, Manifest, Target, Trial } from "../types/index.js";
import { assessRun } from "./assess-run.js";
import { repeatedAnswers, repeatedAnswersDiffer } from "./repeated-answers.js";

const manifestOf = (target: Partial<Target> = {}, temperature: unknown = 0) =>
  ({
    targets: [{ kind: "openai", name: "a", ...target }],
    generation: { temperature, seed: 7 } as unknown as Generation,
    sessions: [],
    load: { kind: "closed", concurrency: 4 },
    state: "finished",
    stateReason: null,
    errorBudget: 0.1,
  }) as unknown as Manifest;

/** Each line is a case, each letter of it the answer of a repetition. */
const trialsOf = (...cases: readonly string[]): Trial[] =>
  cases.flatMap((letters, at) =>
    [...letters].map((letter, repetition) =>
      exampleTrial({
        caseId: `case-${at}`,
        repetition,
        outcome: answered(letter),
        dispatchedAtMs: 1000 * (10 * at + repetition),
      }),
    ),
  );

describe("repetitions at temperature 0", () => {
  it("are the same, or the share of cases where they differ is told", () => {
    const [found] = repeatedAnswers(trialsOf("xxx", "xyx", "zz", "ab"), manifestOf());
    assert.deepEqual(found, { kind: "repeated-answers", target: "a", cases: 4, differing: 2, share: 0.5 });
    assert.equal(repeatedAnswers(trialsOf("xxx", "yy"), manifestOf())[0]?.differing, 0);
    assert.deepEqual(repeatedAnswersDiffer(trialsOf("xxx", "yy"), manifestOf()), []);
  });

  it("are compared by their hashes where only those were kept, and not at all where nothing was", () => {
    const hashed = (text: string) => answered(`sha256:${createHash("sha256").update(text).digest("hex")}`);
    const kept = ["x", "x", "y"].map((text, repetition) => exampleTrial({ repetition, outcome: hashed(text) }));
    assert.deepEqual(repeatedAnswers(kept, manifestOf())[0]?.differing, 1);
    const gone = [0, 1].map((repetition) =>
      exampleTrial({ repetition, outcome: answered(""), arrivals: [arrival(100, "answer", 0)] }),
    );
    assert.equal(repeatedAnswers(gone, manifestOf())[0]?.share, null);
  });

  it("do not count where a prompt was made different, failed, or was a warm-up", () => {
    const others: readonly Partial<Trial>[] = [
      { promptNonce: "a nonce" },
      { outcome: failedAfterText("y") },
      { phase: "warmup" },
    ];
    for (const other of others) {
      const trials = [
        ...trialsOf("x"),
        exampleTrial({ caseId: "case-0", repetition: 1, outcome: answered("y"), ...other }),
      ];
      assert.deepEqual(repeatedAnswers(trials, manifestOf())[0]?.cases, 0, JSON.stringify(other));
    }
  });

  it("may differ at any other temperature, also where the target's own body says it", () => {
    const trials = trialsOf("xy");
    for (const temperature of [0.7, null, undefined, "0", -1])
      assert.deepEqual(repeatedAnswers(trials, manifestOf({}, temperature === undefined ? "" : temperature)), []);
    for (const own of [
      { extraBody: { temperature: 1 } },
      { options: { temperature: 0.2 } },
      { kind: "compressing", inner: { kind: "openai", name: "a", extraBody: { temperature: 1 } } },
    ])
      assert.deepEqual(repeatedAnswers(trials, manifestOf(own)), []);
    assert.equal(repeatedAnswers(trials, manifestOf({ extraBody: { temperature: 0 } }, 0.7))[0]?.differing, 1);
    assert.equal(repeatedAnswers(trials, manifestOf({ extraBody: null, options: [1] }))[0]?.differing, 1);
  });

  it("are a note on the run that differ, and do not make it a bad one", () => {
    const twelve = trialsOf(...Array.from({ length: 6 }, (_, at) => (at === 0 ? "xy" : "xx")));
    const judged = assessRun(twelve, { manifest: manifestOf() });
    assert.equal(judged.verdict, "valid");
    assert.match(
      judged.notes?.join() ?? "",
      /^a: the repetitions of 1 of 6 cases \(16\.7 %\) differ although the temperature is 0/,
    );
    assert.deepEqual(assessRun(trialsOf(...Array(6).fill("xx")), { manifest: manifestOf() }).notes ?? [], []);
  });
});
