import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { exampleTrial, failedAfterText, usage } from "../../tests/support/metrics/trial.js";
import type { Trial } from "../types/index.js";
import { pairCases } from "./paired-cases.js";
import { summarize } from "./summarize.js";
import { turnRows } from "./turn-rows.js";

const notSent: Trial["outcome"] = {
  kind: "not-sent",
  cause: "failed",
  reason: "turn 1 of this conversation failed",
  text: "",
  reasoning: null,
  warnings: [],
};

/** Turn `turn` of a conversation, whose first token comes after `firstMs`. */
function turnOf(caseId: string, turn: number, firstMs: number, changes: Partial<Trial> = {}): Trial {
  const at = { firstByteAtMs: firstMs, firstTokenAtMs: firstMs, firstAnswerTokenAtMs: firstMs };
  return exampleTrial({
    ...at,
    ...{ caseId, turn, lastTokenAtMs: firstMs + 90, endAtMs: firstMs + 100 },
    usage: { ...usage(10), inputTokens: 20 * turn, cachedInputTokens: turn === 1 ? null : 20 * (turn - 1) },
    ...changes,
  });
}

describe("the rows of conversations turn by turn", () => {
  it("have medians over the answered conversations, and null where no server counted", () => {
    const trials = [100, 130, 400].flatMap((firstMs, at) => [
      turnOf(`c${at}`, 1, firstMs),
      turnOf(`c${at}`, 2, firstMs / 2),
    ]);
    const rows = turnRows([exampleTrial({ caseId: "single" }), ...trials]);
    const drawn = rows.map(({ turn, trials, timeToFirstTokenMs, latencyMs, inputTokens, cachedInputTokens }) => [
      ...[turn, trials, timeToFirstTokenMs, latencyMs],
      ...[inputTokens, cachedInputTokens],
    ]);
    assert.deepEqual(drawn, [
      [1, 3, 130, 230, 20, null],
      [2, 3, 65, 165, 40, 20],
    ]);
  });

  it("count the turns that were not sent apart from those that failed", () => {
    const trials = [
      turnOf("c1", 1, 100),
      turnOf("c1", 2, 100),
      turnOf("c2", 1, 100, { outcome: failedAfterText() }),
      turnOf("c2", 2, 100, { outcome: notSent }),
    ];
    const counted = turnRows(trials).map(({ turn, trials, answered, failed, notSent: left }) => [
      turn,
      trials,
      answered,
      failed,
      left,
    ]);
    assert.deepEqual(counted, [
      [1, 2, 1, 1, 0],
      [2, 1, 1, 0, 1],
    ]);
  });

  it("have intervals that draw whole conversations: none below ten, however often each was asked", () => {
    const often = Array.from({ length: 40 }, (_, at) =>
      turnOf(`c${at % 4}`, 1, 100 + at, { repetition: Math.floor(at / 4) }),
    );
    assert.equal(turnRows(often)[0]?.timeToFirstTokenMsLow, null);
    const many = Array.from({ length: 40 }, (_, at) => turnOf(`c${at}`, 1, 100 + at));
    const [row] = turnRows(many);
    assert.ok(Number(row?.timeToFirstTokenMsLow) < 119.5 && Number(row?.timeToFirstTokenMsHigh) > 119.5);
  });

  it("of one target follow another target's in the order of the run, turns in theirs", () => {
    const trials = ["b", "a"].flatMap((target) => [2, 1].map((turn) => turnOf("c1", turn, 100, { target })));
    assert.deepEqual(
      turnRows(trials).map(({ target, turn }) => `${target}${turn}`),
      ["b1", "b2", "a1", "a2"],
    );
  });
});

describe("turns elsewhere", () => {
  const trials = [1, 2].flatMap((turn) => [turnOf("c1", turn, 100 * turn), turnOf("c2", turn, 100 * turn)]);

  it("group summaries: each turn, and the cases that are one request for themselves", () => {
    const summaries = summarize([...trials, exampleTrial({ caseId: "single" })], { by: ["turn"] });
    assert.deepEqual(
      summaries.map(({ group, trials: count }) => [group, count]),
      [
        ["turn 1", 2],
        ["turn 2", 2],
        ["single requests", 1],
      ],
    );
  });

  it("are paired with the same turn of the other target, so that two turns of unlike length cancel out", () => {
    const slower = trials.map((trial) => ({
      ...turnOf(trial.caseId, trial.turn ?? 1, 110 * (trial.turn ?? 1)),
      target: "b",
    }));
    const { logRatios, pairs, lost } = pairCases(trials, slower.toReversed(), "timeToFirstTokenMs");
    assert.deepEqual([pairs, lost, logRatios.map((log) => Number(Math.exp(log).toFixed(12)))], [4, 0, [1.1, 1.1]]);
  });
});
