import assert from "node:assert/strict";
import { test } from "node:test";
import type { Case, Check, Outcome, Trial } from "../types/index.js";
import { bleuScorer, chrfScorer, exactMatchScorer, rougeScorer, tokenF1Scorer } from "./reference-scorers.js";
import { scoreTrial, scoreTrials } from "./score-trials.js";
import { scorer } from "./scorer.js";

function caseOf(changes: Partial<Case>): Case {
  const rest = { kind: null, system: null, expected: null, checks: [], maxTokens: null };
  return { id: "capital", prompt: "What is the capital of France?", ...rest, ...changes };
}

function trialOf(outcome: Outcome, changes: Partial<Trial> = {}): Trial {
  const who = { planIndex: 3, caseId: "capital", target: "tiny", repetition: 1, phase: "measured" as const, block: 0 };
  const instants = { intendedAtMs: 0, dispatchedAtMs: 0, firstByteAtMs: 1, firstTokenAtMs: 1, firstAnswerTokenAtMs: 1 };
  const end = { lastTokenAtMs: 2, endAtMs: 2, arrivals: [], streamed: true, usage: null, respondedModel: null };
  return { ...who, session: 0, ...instants, ...end, outcome, ...changes };
}

const answered = (text: string): Outcome => ({
  kind: "answered",
  text,
  reasoning: null,
  finishReason: null,
  warnings: [],
});
const failed: Outcome = {
  ...{ kind: "failed", class: "stall_timeout", phase: "stream", message: "no read for 5000 ms" },
  ...{ status: null, text: "Par", reasoning: null, warnings: [] },
};
const aborted: Outcome = { kind: "aborted", reason: "stopped", phase: "open", text: "", reasoning: null, warnings: [] };
const judged = async (text: string, ...checks: readonly Check[]) => {
  const scores = await scoreTrial(trialOf(answered(text)), caseOf({ checks }));
  return scores.map(({ scorer, value, passed, reason }) => [scorer, value, passed, reason]);
};

test("a score names its trial, and the case's own checks are the default", async () => {
  const checks: readonly Check[] = [{ kind: "facts", facts: ["Paris", "Seine"] }];
  assert.deepEqual(await scoreTrial(trialOf(answered("It is Paris.")), caseOf({ checks })), [
    {
      ...{ planIndex: 3, caseId: "capital", target: "tiny", repetition: 1, scorer: "facts" },
      ...{ value: 0.5, passed: false, reason: "not mentioned: Seine" },
    },
  ]);
});

test("each kind of check passes and fails with its reason", async () => {
  const json: Check = { kind: "json", requiredKeys: ["city", "country"] };
  assert.deepEqual(await judged('{"city": "Paris", "country": "France", "mayor": "N/A"}', json), [
    ["json", 1, true, 'placeholder "N/A"'],
  ]);
  // A value that stands for nothing is a made-up one: the key is there, what was asked for is not.
  assert.deepEqual(await judged('{"city": "Paris", "country": "N/A"}', json), [
    ["json", 0.5, false, 'placeholder "N/A"'],
  ]);
  assert.deepEqual(await judged('{"city": "unknown", "country": {"name": "<country>"}}', json), [
    ["json", 0, false, 'placeholder "unknown"; placeholder "<country>"'],
  ]);
  assert.deepEqual(await judged('{"city": null, "country": ""}', json), [
    ["json", 1, true, "a JSON object with all keys"],
  ]);
  assert.deepEqual(await judged('Here: {"city": "Paris"}', json), [
    ["json", 0.5, false, "not valid JSON; missing keys: country"],
  ]);
  assert.deepEqual(await judged("[]", { kind: "json", requiredKeys: [] }), [["json", 0, false, "not a JSON object"]]);
  assert.deepEqual(await judged("One. Two.", { kind: "length", maxSentences: 1 }), [
    ["length", 0, false, "over maxSentences: 2 words, 9 characters, 2 sentences"],
  ]);
  assert.deepEqual(await judged("Paris!", { kind: "exact", expected: "paris" }), [["exact", 1, true, "the same text"]]);
});

test("two checks of one kind have names of their own", async () => {
  const facts = (fact: string): Check => ({ kind: "facts", facts: [fact] });
  const names = (await judged("a", facts("a"), facts("b"), facts("c"))).map(([name]) => name);
  assert.deepEqual(names, ["facts", "facts-2", "facts-3"]);
});

test("an expected answer adds the similarity of meaning", async () => {
  const scores = await scoreTrial(trialOf(answered("It is Paris.")), caseOf({ expected: "It is Paris." }));
  assert.deepEqual(
    scores.map(({ scorer, value, passed }) => [scorer, value?.toFixed(6), passed]),
    [["semanticSimilarity", "1.000000", null]],
  );
});

test("a failed and an aborted trial have no value, and the reason says why", async () => {
  const one = caseOf({ checks: [{ kind: "facts", facts: ["Paris"] }] });
  const reasonOf = async (outcome: Outcome) => {
    const [score] = await scoreTrial(trialOf(outcome), one);
    assert.deepEqual([score?.value, score?.passed], [null, null]);
    return score?.reason;
  };
  assert.equal(await reasonOf(failed), "the trial failed: stall_timeout, no read for 5000 ms");
  assert.equal(await reasonOf(aborted), "the trial was aborted: stopped");
});

test("scorers that compare with a reference give null where none is expected", async () => {
  const scorers = [
    exactMatchScorer(),
    tokenF1Scorer(),
    rougeScorer(),
    rougeScorer({ kind: 1 }),
    bleuScorer(),
    chrfScorer(),
  ];
  const without = await scoreTrial(trialOf(answered("Paris")), caseOf({}), { scorers });
  assert.deepEqual(
    without.map(({ scorer, value, reason }) => [scorer, value, reason]),
    ["exactMatch", "tokenF1", "rougeL", "rouge1", "bleu", "chrf"].map((name) => {
      return [name, null, "the case has no expected answer"];
    }),
  );
  const same = await scoreTrial(trialOf(answered("Paris")), caseOf({ expected: "Paris" }), { scorers });
  assert.deepEqual(
    same.map(({ value }) => value?.toFixed(9)),
    scorers.map(() => "1.000000000"),
  );
});

test("a pass needs the value that was asked for", async () => {
  const scorers = [tokenF1Scorer({ atLeast: 0.5 })];
  const passed = async (text: string) => {
    const [score] = await scoreTrial(trialOf(answered(text)), caseOf({ expected: "It is Paris" }), { scorers });
    return score?.passed;
  };
  assert.deepEqual([await passed("Paris it is"), await passed("Rome")], [true, false]);
});

test("a scorer of one's own is one line", async () => {
  const scorers = [
    scorer("polite", ({ text }) => /please|thank/i.test(text)),
    scorer("letters", async ({ text }) => text.length / 100),
    scorer("undecided", () => null),
  ];
  const scores = await scoreTrial(trialOf(answered("Thanks!")), caseOf({}), { scorers });
  assert.deepEqual(
    scores.map(({ scorer: name, value, passed }) => [name, value, passed]),
    [
      ["polite", 1, true],
      ["letters", 0.07, null],
      ["undecided", null, null],
    ],
  );
});

test("warm-ups get no score, and the order of the trials is kept", async () => {
  const one = caseOf({ checks: [{ kind: "facts", facts: ["Paris"] }] });
  const trials = [
    trialOf(answered("hello"), { planIndex: 0, phase: "warmup", caseId: "warmup-1" }),
    trialOf(answered("Paris"), { planIndex: 2 }),
    trialOf(failed, { planIndex: 1 }),
  ];
  const scores = await scoreTrials(trials, [one]);
  assert.deepEqual(
    scores.map(({ planIndex, value }) => [planIndex, value]),
    [
      [2, 1],
      [1, null],
    ],
  );
});

test("each mistake is one clear error", async () => {
  const trial = trialOf(answered("Paris"));
  const scores = (...scorers: readonly ReturnType<typeof scorer>[]) => scoreTrial(trial, caseOf({}), { scorers });
  await assert.rejects(
    scoreTrial(trial, caseOf({ id: "other" })),
    /expected the case "capital" of the trial, got "other"/,
  );
  await assert.rejects(scoreTrials([trial], []), /expected the case "capital" of a trial among the cases, got 0 cases/);
  await assert.rejects(scores(bleuScorer(), bleuScorer()), /different names, got "bleu" twice/);
  await assert.rejects(
    scores(scorer("broken", () => Number.NaN)),
    /"broken" gave the value NaN; give a number or null/,
  );
});
