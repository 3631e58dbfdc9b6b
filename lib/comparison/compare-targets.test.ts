import assert from "node:assert/strict";
import { test } from "node:test";
import { exampleRun } from "../../tests/support/metrics/compare/run.js";
import { exampleStream, inReadsOf, oneByOne } from "../../tests/support/metrics/decode/streams.js";
import { answered, failedAfterText, usage } from "../../tests/support/metrics/trial.js";
import { near } from "../statistics/near.js";
import { seededRandom } from "../statistics/random.js";
import type { Trial } from "../types/index.js";
import { compareAll, compareRuns, compareTargets } from "./compare-targets.js";

const arms = { baseline: "a", candidate: "b", metric: "latencyMs" } as const;

/** Changes the trials of target b. */
function changed(trials: readonly Trial[], change: (trial: Trial, index: number) => Partial<Trial>): Trial[] {
  return trials.map((trial, index) => (trial.target === "b" ? { ...trial, ...change(trial, index) } : trial));
}

test("a candidate that is 10 % slower in every case is called slower, with the ratio", () => {
  const result = compareTargets(exampleRun({ cases: 12, repetitions: 3, ratio: 1.1, seed: 1, noise: 1e-6 }), arms);
  assert.equal(result.verdict, "slower");
  assert.deepEqual([result.n, result.pairs], [12, 36]);
  near(result.ratio ?? 0, 1.1, 1e-4);
  near(result.changePercent ?? 0, 10, 1e-3);
  assert.equal(result.effectSize, 1);
  // All 12 log ratios positive: 2 of 2^12 sign patterns are as extreme.
  assert.equal(result.p, 2 / 4096);
  assert.ok(result.interval !== null && result.interval.low <= 1.1 + 1e-4 && result.interval.high >= 1.1 - 1e-4);
  assert.match(result.reasons[0] ?? "", /\+10\.0 %.*12 cases/);
});

test("for a rate more is faster, for a time less is", () => {
  const run = exampleRun({ cases: 12, repetitions: 2, ratio: 0.8, seed: 2 });
  assert.equal(compareTargets(run, arms).verdict, "faster");
  const rate = compareTargets(run, { ...arms, metric: "tokensPerSecondEndToEnd" });
  assert.equal(rate.verdict, "faster");
  assert.ok((rate.ratio ?? 0) > 1.2);
});

test("exchanging the arms turns the ratio round and keeps p", () => {
  const run = exampleRun({ cases: 14, repetitions: 2, ratio: 1.07, seed: 3 });
  const there = compareTargets(run, arms);
  const back = compareTargets(run, { ...arms, baseline: "b", candidate: "a" });
  near((there.ratio ?? 0) * (back.ratio ?? 0), 1);
  near((there.interval?.low ?? 0) * (back.interval?.high ?? 0), 1);
  assert.equal(there.p, back.p);
});

test("a significant change within the noise threshold is no difference that matters", () => {
  const run = exampleRun({ cases: 30, repetitions: 3, ratio: 1.01, seed: 4, noise: 0.001 });
  const result = compareTargets(run, arms);
  assert.ok((result.p ?? 1) < 0.001);
  assert.equal(result.verdict, "no-difference-seen");
  assert.match(result.reasons[0] ?? "", /^a difference smaller than the 2 % that counts: \+1\.\d % /);
  assert.equal(compareTargets(run, { ...arms, noiseThreshold: 0.005 }).verdict, "slower");
});

test("ten thousand cases are compared too", () => {
  // Made with a ratio of 1.5
  const result = compareTargets(exampleRun({ cases: 10_000, repetitions: 1, ratio: 1.5, seed: 5 }), arms);
  assert.deepEqual([result.n, result.verdict], [10_000, "slower"]);
  assert.ok(Math.abs((result.ratio ?? 0) - 1.5) < 0.01, String(result.ratio));
});

test("a confidence that ten cases cannot give names how many can", () => {
  // R 4.2.2: psignrank(0, 14) = 6.103516e-05 and psignrank(0, 15) = 3.051758e-05; each side may leave 5e-05
  const asked = { ...arms, confidence: 0.9999 };
  const few = compareTargets(exampleRun({ cases: 14, repetitions: 2, ratio: 1.5, seed: 5 }), asked);
  assert.deepEqual([few.verdict, few.interval], ["too-few-data", null]);
  assert.match(few.reasons[0] ?? "", /^14 cases .* are too few: at least 15 are needed$/);
  assert.equal(compareTargets(exampleRun({ cases: 15, repetitions: 2, ratio: 1.5, seed: 5 }), asked).verdict, "slower");
});

test("fewer than ten cases are too few, however often they are repeated; the ratio is given all the same", () => {
  const result = compareTargets(exampleRun({ cases: 9, repetitions: 50, ratio: 1.5, seed: 5 }), arms);
  assert.deepEqual([result.verdict, result.interval, result.p], ["too-few-data", null, null]);
  assert.match(result.reasons[0] ?? "", /9 cases .* at least 10/);
  near(result.ratio ?? 0, 1.5, 0.05);
});

test("arms that ran one after the other are not comparable, and the numbers are given all the same", () => {
  const result = compareTargets(
    exampleRun({ cases: 12, repetitions: 3, ratio: 1, seed: 6, drift: 0.2, order: "sequential" }),
    arms,
  );
  assert.equal(result.verdict, "not-comparable");
  assert.match(result.reasons[0] ?? "", /not interleaved/);
  assert.ok(result.ratio !== null && result.p !== null);
});

test("arms in sessions of their own took turns only when the sessions did", () => {
  const run = exampleRun({ cases: 12, repetitions: 4, ratio: 1, seed: 7 });
  const apart = run.map((trial) => ({ ...trial, session: trial.target === "a" ? 0 : 1 }));
  assert.equal(compareTargets(apart, arms).verdict, "not-comparable");
  const turns = run.map((trial) => ({ ...trial, session: 2 * trial.repetition + (trial.target === "a" ? 0 : 1) }));
  assert.notEqual(compareTargets(turns, arms).verdict, "not-comparable");
});

test("a drift that both arms share does not become a difference, and is told", () => {
  const result = compareTargets(
    exampleRun({ cases: 12, repetitions: 6, ratio: 1, seed: 8, drift: 0.3, noise: 0.02 }),
    arms,
  );
  assert.equal(result.verdict, "no-difference-seen");
  assert.ok((result.drift?.changePercent ?? 0) > 10);
  assert.match(result.reasons.join(), /drifted by \+\d/);
});

test("an arm that is faster because it says less is not comparable in latency, but it is in decode speed", () => {
  const run = changed(exampleRun({ cases: 12, repetitions: 2, ratio: 0.7, seed: 9 }), () => ({ usage: usage(7) }));
  const latency = compareTargets(run, arms);
  assert.equal(latency.verdict, "not-comparable");
  assert.match(latency.reasons[0] ?? "", /not of the same length.*70 %/);
  const decode = compareTargets(run, { ...arms, metric: "tokensPerSecond" });
  assert.notEqual(decode.verdict, "not-comparable");
  assert.match(decode.reasons.join(), /not of the same length/);
});

test("unequal cache hits refuse a comparison of times that hold the prompt", () => {
  const run = exampleRun({ cases: 12, repetitions: 2, ratio: 0.7, seed: 10 }).map((trial) => ({
    ...trial,
    usage: { ...usage(10), cachedInputTokens: trial.target === "b" ? 8 : 0 },
  }));
  const result = compareTargets(run, { ...arms, metric: "timeToFirstTokenMs" });
  assert.equal(result.verdict, "not-comparable");
  assert.match(result.reasons[0] ?? "", /cache hits are unequal: 0 % .* 100 %/);
});

test("tokens of different sources do not make a ratio of decode speeds", () => {
  const run = changed(exampleRun({ cases: 12, repetitions: 2, ratio: 1, seed: 11 }), () => ({
    usage: usage(10, "engine"),
  }));
  const result = compareTargets(run, { ...arms, metric: "tokensPerSecond" });
  assert.equal(result.verdict, "not-comparable");
  assert.match(result.reasons[0] ?? "", /different sources \(usage, engine\)/);
});

test("where tokens were counted by different sources the lengths are held against each other in characters", () => {
  const run = changed(exampleRun({ cases: 12, repetitions: 2, ratio: 0.7, seed: 11 }), () => ({
    usage: usage(10, "engine"),
    outcome: answered("short"),
  }));
  const result = compareTargets(run, arms);
  assert.equal(result.verdict, "not-comparable");
  // "an answer" has 9 characters, "short" has 5.
  assert.match(result.reasons.join(), /not of the same length: the candidate's median is 56 % .* in characters/);
});

test("an arm that says nothing is not of the length of one that speaks, whichever of them it is", () => {
  const run = changed(exampleRun({ cases: 12, repetitions: 2, ratio: 2, seed: 11 }), () => ({ usage: usage(0) }));
  assert.equal(compareTargets(run, arms).verdict, "not-comparable");
  const turned = compareTargets(run, { ...arms, baseline: "b", candidate: "a" });
  assert.equal(turned.verdict, "not-comparable");
  assert.match(turned.reasons[0] ?? "", /the candidate's median is 10 tokens, the baseline's is none/);
});

test("a client that sent late refuses the comparison", () => {
  const run = changed(exampleRun({ cases: 12, repetitions: 2, ratio: 1, seed: 12 }), (trial) => ({
    intendedAtMs: trial.dispatchedAtMs - 400,
  }));
  const result = compareTargets(run, arms);
  assert.equal(result.verdict, "not-comparable");
  assert.match(result.reasons[0] ?? "", /^requests to b left up to 400 ms late \(95th percentile\)$/);
});

test("lost pairs are told, and many of them refuse the comparison", () => {
  const failing = (every: number) =>
    changed(exampleRun({ cases: 12, repetitions: 5, ratio: 1.2, seed: 13 }), (_, index) =>
      index % every < 2 ? { outcome: failedAfterText() } : {},
    );
  const few = compareTargets(failing(60), arms);
  assert.equal(few.verdict, "slower");
  assert.match(few.reasons.at(-1) ?? "", /2 of 60 pairs were lost/);
  assert.equal(compareTargets(failing(7), arms).verdict, "not-comparable");
});

test("what is known against the run from elsewhere comes first", () => {
  const run = exampleRun({ cases: 12, repetitions: 2, ratio: 1.3, seed: 14 });
  const result = compareTargets(run, { ...arms, problems: ["the run is invalid: the clock stepped"] });
  assert.deepEqual([result.verdict, result.reasons[0]], ["not-comparable", "the run is invalid: the clock stepped"]);
});

test("warm-ups do not enter", () => {
  const run = exampleRun({ cases: 12, repetitions: 2, ratio: 1.1, seed: 15 });
  const warmups = run
    .slice(0, 4)
    .map((trial) => ({ ...trial, phase: "warmup" as const, endAtMs: trial.endAtMs + 1e6 }));
  assert.deepEqual(compareTargets([...warmups, ...run], arms), compareTargets(run, arms));
});

test("a comparison survives JSON", () => {
  const result = compareTargets(exampleRun({ cases: 12, repetitions: 2, ratio: 1.1, seed: 16 }), arms);
  assert.deepEqual(JSON.parse(JSON.stringify(result)), result);
});

test("equal arms are called different in 2 to 8 % of runs, with and without drift", () => {
  for (const drift of [0, 0.05]) {
    let called = 0;
    for (let seed = 0; seed < 300; seed++) {
      const run = exampleRun({ cases: 12, repetitions: 2, ratio: 1, seed: 100 + seed, drift });
      const { verdict } = compareTargets(run, { ...arms, noiseThreshold: 0 });
      if (verdict === "faster" || verdict === "slower") called++;
    }
    assert.ok(called >= 4 && called <= 25, `drift ${drift}: called ${called} of 300`);
  }
});

test("intervals hold the true ratio about as often as they say", () => {
  let held = 0;
  for (let seed = 0; seed < 300; seed++) {
    const run = exampleRun({ cases: 15, repetitions: 2, ratio: 1.1, seed: 900 + seed, caseNoise: 0.05 });
    const { interval } = compareTargets(run, arms);
    if (interval !== null && interval.low <= 1.1 && 1.1 <= interval.high) held++;
  }
  assert.ok(held >= 274 && held <= 297, `held ${held} of 300`);
});

test("two runs are compared across, and the reasons say that they did not take turns", () => {
  const before = exampleRun({ cases: 12, repetitions: 2, ratio: 1, seed: 17 }).filter((trial) => trial.target === "a");
  const after = exampleRun({ cases: 12, repetitions: 2, ratio: 1.3, seed: 18 }).filter((trial) => trial.target === "b");
  const result = compareRuns(before, after, { metric: "latencyMs" });
  assert.deepEqual([result.baseline, result.candidate, result.verdict], ["a", "b", "slower"]);
  assert.match(result.reasons.join(), /not interleaved: they are different runs/);
  assert.throws(
    () => compareRuns(before, [...before, ...after], { metric: "latencyMs" }),
    /one target in the candidate run, got a, b/,
  );
});

test("several comparisons are adjusted together", () => {
  const run = exampleRun({ cases: 12, repetitions: 2, ratio: 1.02, seed: 19, noise: 0.02 });
  const metrics = ["latencyMs", "timeToFirstTokenMs", "tokensPerSecondEndToEnd"] as const;
  const alone = metrics.map((metric) => compareTargets(run, { ...arms, metric }));
  const together = compareAll(run, { baseline: "a", metrics });
  assert.deepEqual(
    together.map((comparison) => comparison.metric),
    [...metrics],
  );
  together.forEach((comparison, index) => {
    assert.equal(comparison.p, alone[index]?.p);
    assert.ok((comparison.pAdjusted ?? 0) >= (comparison.p ?? 1));
  });
  assert.ok(together.some((comparison) => (comparison.pAdjusted ?? 0) > (comparison.p ?? 1)));
  for (const comparison of together) {
    assert.equal(comparison.adjustedFor, 3);
    assert.match(
      comparison.reasons[0] ?? "",
      /interval .* p (= 0|< 0)\.\d{3}; p adjusted for 3 comparisons \(Holm\) [=<] \d/,
    );
  }
  assert.equal(alone[0]?.adjustedFor, 1);
  assert.doesNotMatch(alone[0]?.reasons[0] ?? "", /adjusted/);
});

test("a verdict falls when the adjusted p does not hold", () => {
  const run = exampleRun({ cases: 12, repetitions: 1, ratio: 1.045, seed: 20, noise: 0.04 });
  const metrics = [
    "latencyMs",
    "responseTimeMs",
    "timeToFirstTokenMs",
    "interTokenLatencyMs",
    "tokensPerSecond",
  ] as const;
  for (const comparison of compareAll(run, { baseline: "a", metrics })) {
    const significant = (comparison.pAdjusted ?? 1) < 0.05;
    const lost = !significant && (comparison.p ?? 1) < 0.05;
    assert.equal(/once p is adjusted for 5 comparisons/.test(comparison.reasons[0] ?? ""), lost);
    assert.equal(
      comparison.verdict === "faster" || comparison.verdict === "slower",
      significant,
      comparison.reasons[0],
    );
  }
});

test("bad options are one clear error", () => {
  const run = exampleRun({ cases: 10, repetitions: 1, ratio: 1, seed: 21 });
  assert.throws(
    () => compareTargets(run, { ...arms, candidate: "c" }),
    /expected measured trials of target c, got only a, b/,
  );
  assert.throws(() => compareTargets(run, { ...arms, candidate: "a" }), /two different targets, got a twice/);
  assert.throws(() => compareTargets(run, { ...arms, noiseThreshold: 2 }), /write 2 % as 0.02/);
  assert.throws(() => compareTargets(run, { ...arms, confidence: 95 }), /expected confidence/);
  assert.throws(
    () => compareTargets(run, { ...arms, ...JSON.parse('{"metric": "speed"}') }),
    /expected metric to be one of .*, got "speed"/,
  );
});

test("one engine is no faster for a proxy that holds its tokens back, or for thinking that it does not show", () => {
  const random = seededRandom(3);
  const steady = (target: string, caseId: string, reads: number, size: number, hidden: number) => {
    const gapMs = 6 * (0.98 + 0.04 * (random.next32() / 2 ** 32));
    const n = reads * size;
    const told = { outputTokens: n + hidden, reasoningTokens: hidden };
    const stream = exampleStream(inReadsOf(size, oneByOne(n)), told);
    const arrivals = stream.arrivals.map((one) => ({ ...one, atMs: 100 + gapMs * size * (one.readIndex + 1) }));
    const [first, last] = [arrivals.at(0)?.atMs ?? null, arrivals.at(-1)?.atMs ?? null];
    return { ...stream, target, caseId, arrivals, firstTokenAtMs: first, lastTokenAtMs: last };
  };
  const trials = Array.from({ length: 20 }, (_, index) => [
    steady("a", `case-${index}`, 64, 1, 0),
    steady("buffered", `case-${index}`, 4, 16, 0),
    steady("thinking", `case-${index}`, 64, 1, 200),
  ]).flat();
  for (const candidate of ["buffered", "thinking"])
    for (const metric of ["tokensPerSecond", "interTokenLatencyMs"] as const) {
      const { verdict, ratio } = compareTargets(trials, { baseline: "a", candidate, metric });
      assert.equal(verdict, "no-difference-seen");
      assert.ok(Math.abs((ratio ?? 0) - 1) < 0.01, `${candidate}: ${ratio}`);
    }
});
