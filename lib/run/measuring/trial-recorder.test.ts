import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { ArrivalKind, StreamResult } from "../../types/index.js";
import { trialRecorder } from "./trial-recorder.js";

const entry = {
  index: 0,
  caseId: "c",
  target: "t",
  repetition: 0,
  phase: "measured",
  block: 0,
  intendedOffsetMs: null,
} as const;

type Said = readonly [kind: ArrivalKind, text: string, tokens?: number];

/** The trial of these pieces, 10 ms apart from 10 on, each in a read of its own. */
function trialOf(pieces: readonly Said[], ending: Partial<Pick<StreamResult, "thought" | "streamed">> = {}) {
  const recorder = trialRecorder(entry, 1, null, 0);
  recorder.observer.onDispatched(0);
  for (const [index, [kind, text, tokens]] of pieces.entries())
    recorder.observer.onChunk({ atMs: 10 * (index + 1), kind, text, tokens: tokens ?? null, readIndex: index });
  const common = { endAtMs: 1000, streamed: true, usage: null, respondedModel: null, warnings: [] };
  return recorder.trial({ ...common, ...ending, kind: "answered", finishReason: "stop" });
}

const answers = (...texts: readonly string[]): Said[] => texts.map((text) => ["answer", text]);

describe("the trial of an answer that thinks in its text", () => {
  const pieces = answers("<think>", "Maybe", " Lyon", "?", " Paris.", "</think>", "\n\n", "Lyon.");

  it("has thought and answer apart, each with its own instants", () => {
    const { outcome, firstTokenAtMs, firstAnswerTokenAtMs, lastTokenAtMs, arrivals } = trialOf(pieces);
    assert.deepEqual([outcome.text, outcome.reasoning], ["Lyon.", "Maybe Lyon? Paris."]);
    assert.deepEqual([firstTokenAtMs, firstAnswerTokenAtMs, lastTokenAtMs], [10, 80, 80]);
    assert.deepEqual(
      arrivals.map(({ kind }) => kind),
      [...Array.from({ length: 7 }, () => "reasoning"), "answer"],
    );
    assert.deepEqual(outcome.warnings, []);
  });

  it("has none where the text ends inside the thought, and says so", () => {
    const { outcome, firstTokenAtMs, firstAnswerTokenAtMs, arrivals } = trialOf(pieces.slice(0, 5));
    assert.deepEqual([outcome.kind, outcome.text, outcome.reasoning], ["answered", "", "Maybe Lyon? Paris."]);
    assert.deepEqual([firstTokenAtMs, firstAnswerTokenAtMs], [10, null]);
    assert.deepEqual(outcome.warnings, ["thought_not_closed"]);
    assert.ok(arrivals.every(({ kind }) => kind === "reasoning"));
  });

  it("keeps the text as it came where the target asks for it", () => {
    const { outcome, firstAnswerTokenAtMs, arrivals } = trialOf(pieces, { thought: "kept" });
    assert.deepEqual([outcome.text, outcome.reasoning], ["<think>Maybe Lyon? Paris.</think>\n\nLyon.", null]);
    assert.equal(firstAnswerTokenAtMs, 10);
    assert.ok(arrivals.every(({ kind }) => kind === "answer"));
  });

  it("begins inside the thought where the prompt had opened it", () => {
    const opened = trialOf(answers("Maybe", " Paris."), { thought: "opened" });
    assert.deepEqual([opened.outcome.text, opened.outcome.reasoning], ["", "Maybe Paris."]);
    const unseen = trialOf(answers("Maybe", " Paris.\n", "</think>", "\n\n", "Lyon."));
    assert.deepEqual([unseen.outcome.text, unseen.outcome.reasoning], ["Lyon.", "Maybe Paris."]);
    assert.equal(unseen.firstAnswerTokenAtMs, 50);
  });

  it("has an event that holds the end of the thought as two, which came together and hold its tokens once", () => {
    const { arrivals, firstAnswerTokenAtMs } = trialOf([
      ["answer", "<think>a", 3],
      ["answer", "</think>\n\nLy", 4],
      ["answer", "on.", 1],
    ]);
    assert.deepEqual(
      arrivals.map(({ kind, atMs, textLength, tokens, readIndex }) => [kind, atMs, textLength, tokens, readIndex]),
      [
        ["reasoning", 10, 8, 3, 0],
        ["reasoning", 20, 10, 4, 1],
        ["answer", 20, 2, 0, 1],
        ["answer", 30, 3, 1, 2],
      ],
    );
    assert.equal(firstAnswerTokenAtMs, 20);
  });

  it("keeps a tool call as output, also after a thought that was never closed", () => {
    const call: Said = ["tool-call", 'weather{"city":"Rome"}'];
    for (const texts of [["<think>Rome"], ["<think>Rome", "</think>\n"]]) {
      const { outcome, arrivals } = trialOf([...answers(...texts), call]);
      assert.deepEqual([outcome.text, outcome.reasoning], [call[1], "Rome"]);
      assert.equal(arrivals.at(-1)?.kind, "tool-call");
      assert.deepEqual(outcome.warnings, []);
    }
  });

  it("joins it with what the server told as reasoning", () => {
    const { outcome } = trialOf([["reasoning", "First."], ...answers("<think>Then.</think>Lyon.")]);
    assert.deepEqual([outcome.text, outcome.reasoning], ["Lyon.", "First.\n\nThen."]);
  });

  it("that came as a whole has no instants", () => {
    const { outcome, firstTokenAtMs, firstAnswerTokenAtMs } = trialOf(answers("<think>a</think>b"), {
      streamed: false,
    });
    assert.deepEqual([outcome.text, outcome.reasoning, firstTokenAtMs, firstAnswerTokenAtMs], ["b", "a", null, null]);
  });

  it("is the same however the text is cut into pieces", () => {
    const texts = fc
      .array(fc.constantFrom("<think>", "</think>", "<", "think", ">", "a", "\n", " ", "é"), { maxLength: 15 })
      .map((parts) => parts.join(""));
    const wordsOf = ({ outcome }: ReturnType<typeof trialOf>) => [outcome.text, outcome.reasoning, outcome.warnings];
    fc.assert(
      fc.property(texts, fc.array(fc.nat({ max: 60 }), { maxLength: 6 }), (text, cuts) => {
        const places = [0, ...cuts.map((cut) => Math.min(cut, text.length)).sort((a, b) => a - b), text.length];
        const parts = places.slice(1).map((to, index) => text.slice(places[index], to));
        const trial = trialOf(answers(...parts));
        assert.deepEqual(wordsOf(trial), wordsOf(trialOf(answers(text))));
        const shown = trial.arrivals.filter(({ kind, textLength }) => kind === "answer" && textLength > 0);
        const length = shown.reduce((sum, { textLength }) => sum + textLength, 0);
        assert.equal(length, trial.outcome.text.length);
        assert.equal(trial.firstAnswerTokenAtMs, shown[0]?.atMs ?? null);
      }),
      { numRuns: 2000 },
    );
  });
});
