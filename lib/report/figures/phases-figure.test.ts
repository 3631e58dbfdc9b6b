import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { answered, arrival, exampleTrial, failedAfterText } from "../../../tests/support/metrics/trial.js";
import { checkText } from "../../../tests/support/report/figures/every-figure.js";
import type { ServerTimes, Trial } from "../../types/index.js";
import { phasesFigure, tellsPhases } from "./phases-figure.js";

const http = { newConnection: true, connectionReadyAtMs: 20, requestSentAtMs: 24, responseHeadAtMs: 90 };
const account = (promptMs: number): ServerTimes => ({
  ...{ source: "llama.cpp", queueMs: null, loadMs: null, promptMs, promptTokens: 9 },
  ...{ decodeMs: 90, decodeTokens: 9, totalMs: null },
});
const trials = [40, 60, 50].map((promptMs, planIndex) =>
  exampleTrial({ ...http, planIndex, firstTokenAtMs: 100 + promptMs / 10, serverTimes: account(promptMs) }),
);

/** Base and length of each bar of a phase. */
function barsOf(figure: ReturnType<typeof phasesFigure<readonly Trial[]>>, name: string) {
  const trace = figure.data.find((one) => one.name === name) as { base: number[]; x: number[] } | undefined;
  return trace?.base.map((from, at) => [from, trace.x[at]].map((value) => Math.round(Number(value) * 1000) / 1000));
}

describe("the phases figure", () => {
  it("draws the client's bars from its stamps and the server's from where the request was sent, in medians", () => {
    const figure = phasesFigure(trials);
    assert.deepEqual(barsOf(figure, "connecting"), [[0, 20]]);
    assert.deepEqual(barsOf(figure, "waiting"), [[24, 81]]);
    assert.deepEqual(barsOf(figure, "answering"), [[105, 95]]);
    assert.deepEqual(barsOf(figure, "server: prompt"), [[24, 50]]);
    assert.deepEqual(barsOf(figure, "server: decoding"), [[74, 90]]);
    assert.equal(barsOf(figure, "server: queue"), undefined, "what no server told is not in the legend");
    assert.equal(figure.layout.title.text, "An answer of a takes 200 ms, 105 ms of it before the first token");
  });

  it("draws one trial alone, and refuses one that was not answered", () => {
    const failed = exampleTrial({ planIndex: 7, outcome: failedAfterText() });
    const figure = phasesFigure([...trials, failed], { trial: 1 });
    assert.deepEqual(barsOf(figure, "server: prompt"), [[24, 60]]);
    assert.match(figure.caption, /Trial 1 alone is drawn/);
    assert.throws(() => phasesFigure([...trials, failed], { trial: 7 }), /planIndex of an answered trial, got 7/);
    assert.throws(() => phasesFigure(trials, { trial: -1 }), /trial/);
  });

  it("says which phases are too short to be seen, and how many answers a server told its time for", () => {
    const long = exampleTrial({ ...http, planIndex: 3, endAtMs: 60_000, lastTokenAtMs: 59_000 });
    const { caption, data } = phasesFigure([long]);
    assert.match(caption, /Too short to be seen: connecting \(20 ms at most\), sending \(4 ms at most\)/);
    assert.match(caption, /No server told its own time/);
    assert.deepEqual(
      data.flatMap(({ name }) => name ?? []),
      ["answering"],
    );
    assert.match(phasesFigure([...trials, exampleTrial(http)]).caption, /The server of a told it for 3 of the answers/);
  });

  it("is in a report where a server told its time or a model reasoned, and in no other", () => {
    const arrivals = [arrival(100, "reasoning", 0), arrival(160, "answer", 1)];
    const thinking = exampleTrial({ arrivals, outcome: { ...answered(), reasoning: "hm" } });
    assert.equal(tellsPhases(trials), true);
    assert.equal(tellsPhases([thinking]), true);
    assert.equal(tellsPhases([exampleTrial(http)]), false);
    assert.equal(tellsPhases(trials.map((trial) => ({ ...trial, phase: "warmup" as const }))), false);
    assert.deepEqual(barsOf(phasesFigure([thinking]), "reasoning"), [[100, 60]]);
  });

  it("lets no two texts overlap on a column of paper either, with many targets and long names", async () => {
    const many = Array.from({ length: 14 }, (_, at) =>
      exampleTrial({ ...http, target: `${"模型-".repeat(30)}${at}`, planIndex: at, serverTimes: account(40 + at) }),
    );
    await checkText(phasesFigure(many, { width: 440 }));
  });
});
