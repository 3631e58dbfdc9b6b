import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { autocorrelation } from "../../statistics/dependence/autocorrelation.js";
import { type SimulatedSettings, simulatedTarget } from "../simulated-target.js";
import { answerPlan, wordAt, wordsOf } from "./answer-plan.js";
import { readEngineSettings } from "./engine-settings.js";

const base = { timeToFirstTokenMs: 100, gapMs: 10, tokens: 4 };
const planOf = (settings: Partial<SimulatedSettings>, count: number) =>
  answerPlan(readEngineSettings(simulatedTarget({ ...base, ...settings })), count);
const plans = (settings: Partial<SimulatedSettings>, answers: number) =>
  Array.from({ length: answers }, (_, count) => planOf(settings, count));
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

/** How often something of this probability may come in so many draws: four standard deviations either way. */
const about = (seen: number, draws: number, probability: number) =>
  assert.ok(
    Math.abs(seen - draws * probability) < 4 * Math.sqrt(draws * probability * (1 - probability)),
    `${seen} of ${draws}, expected about ${draws * probability}`,
  );

describe("answerPlan", () => {
  it("is known in advance: first token, then gaps", () => {
    assert.deepEqual(planOf({}, 0).waitsMs, [100, 10, 10, 10]);
  });

  it("slows down by its drift, answer by answer, and never goes back in time", () => {
    assert.deepEqual(planOf({ drift: 0.5 }, 2).waitsMs, [200, 20, 20, 20]);
    assert.deepEqual(planOf({ drift: -0.5 }, 1).waitsMs, [50, 5, 5, 5]);
    assert.deepEqual(planOf({ drift: -0.5 }, 9).waitsMs, [0, 0, 0, 0]);
  });

  it("is slow while it warms up, and then not", () => {
    const first = plans({ warmUp: { answers: 2, factor: 3 } }, 4).map(({ waitsMs }) => waitsMs[0]);
    assert.deepEqual(first, [300, 300, 100, 100]);
  });

  it("keeps each wait within its jitter, and repeats itself for the same seed and count", () => {
    for (const [count, { waitsMs }] of plans({ jitter: 0.2, seed: 5 }, 200).entries()) {
      assert.deepEqual(waitsMs, planOf({ jitter: 0.2, seed: 5 }, count).waitsMs);
      const [first = 0, second = 0] = waitsMs;
      assert.ok(first >= 80 && first <= 120 && second >= 8 && second <= 12, `${first} ${second}`);
    }
  });

  it("varies from answer to answer and from seed to seed", () => {
    const firsts = (seed: number) => plans({ jitter: 0.5, seed }, 50).map(({ waitsMs }) => waitsMs[0]);
    assert.equal(new Set(firsts(1)).size, 50);
    assert.notDeepEqual(firsts(1), firsts(2));
  });

  it("draws neighboring answers independently of each other", () => {
    // Of independent values the autocorrelation has a standard error of about 1 / sqrt(n): Bartlett (1946).
    const [answers, lags] = [4000, [1, 2, 3, 4, 5, 8]];
    for (const seed of [1, 2, 42]) {
      const all = plans({ jitter: 1, seed, failures: { probability: 0.5 }, serviceTimes: "exponential" }, answers);
      const series = [all.map(({ waitsMs }) => waitsMs[0] ?? 0), all.map(({ failure }) => (failure === null ? 0 : 1))];
      for (const values of series)
        for (const lag of lags) {
          const found = autocorrelation(values, lag);
          assert.ok(Math.abs(found) < 4 / Math.sqrt(answers), `seed ${seed}, lag ${lag}: ${found}`);
        }
    }
  });

  it("moves no effect by switching another on", () => {
    const failing = { failures: { probability: 0.3 }, seed: 9 };
    const plain = plans(failing, 300).map(({ failure }) => failure);
    const noisy = plans({ ...failing, jitter: 0.5, stall: { probability: 0.1, ms: 5 } }, 300);
    assert.deepEqual(
      noisy.map(({ failure }) => failure),
      plain,
    );
  });

  it("has exponential service times of the mean and the spread that were asked for", () => {
    const totals = plans({ serviceTimes: "exponential" }, 20_000).map(({ waitsMs }) => sum(waitsMs));
    const mean = sum(totals) / totals.length;
    const squares = sum(totals.map((total) => (total / mean - 1) ** 2)) / totals.length;
    // An exponential distribution has variance mean^2; the standard errors are 1/sqrt(n) and sqrt(8/n) of it.
    assert.ok(Math.abs(mean / 130 - 1) < 4 / Math.sqrt(20_000), String(mean));
    assert.ok(Math.abs(squares - 1) < 4 * Math.sqrt(8 / 20_000), String(squares));
    about(totals.filter((total) => total > 130).length, 20_000, Math.exp(-1));
  });

  it("fails, stalls and miscounts about as often as it was told", () => {
    const all = plans(
      {
        failures: [
          { probability: 0.2, class: "reset_mid_stream", afterTokens: 2 },
          { probability: 0.1, class: "rate_limited" },
        ],
        stall: { probability: 0.1, ms: 500 },
        miscount: { tokens: 3, probability: 0.4 },
      },
      2000,
    );
    const failed = (name: string) => all.filter(({ failure }) => failure?.class === name).length;
    about(failed("reset_mid_stream"), 2000, 0.2);
    about(failed("rate_limited"), 2000, 0.1);
    about(sum(all.map(({ stalledWords }) => stalledWords.length)), 8000, 0.1);
    about(all.filter(({ miscountedTokens }) => miscountedTokens === 3).length, 2000, 0.4);
    assert.equal(
      all.flatMap(({ waitsMs }) => waitsMs).filter((ms) => ms >= 500).length,
      all.flatMap((one) => one.stalledWords).length,
    );
  });

  it("says its words over and over, and something even when it has none", () => {
    const said = (answer: string, count: number) =>
      Array.from({ length: count }, (_, index) => wordAt(wordsOf(answer), index)).join("");
    assert.equal(said("one two", 5), "one two one two one");
    assert.equal(said(" ", 2), "… …");
  });
});
