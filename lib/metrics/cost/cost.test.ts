import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { answered, exampleTrial } from "../../../tests/support/metrics/trial.js";
import type { Trial, Usage } from "../../types/index.js";
import { costSummary } from "./cost.js";
import type { PricesInput } from "./prices.js";

const list = { inputPerMillion: 2, outputPerMillion: 8, asOf: "2026-11-30" };
const counts = (more: Partial<Usage> = {}): Usage => ({
  ...{ source: "usage", inputTokens: 1000, outputTokens: 500, cachedInputTokens: 600, reasoningTokens: null },
  ...more,
});
const trial = (more: Partial<Trial> = {}) => exampleTrial({ usage: counts(), outcome: answered(), ...more });
const failed = (more: Partial<Trial> = {}) =>
  trial({
    ...{ usage: null, firstTokenAtMs: null },
    outcome: {
      ...{ kind: "failed", class: "http_5xx", phase: "first-byte", message: "no", status: 500, text: "" },
      ...{ reasoning: null, warnings: [] },
    },
    ...more,
  });
const costOf = (trials: readonly Trial[], prices: PricesInput) => costSummary(trials, { prices: { a: prices } })[0];
const near = (found: number | null | undefined, expected: number) =>
  assert.ok(Math.abs((found ?? Number.NaN) - expected) < 1e-12, `${found} for ${expected}`);

describe("what a run cost", () => {
  it("is priced by token: all that was sent, the measured part, an answer, a million output tokens", () => {
    const found = costOf([trial({ phase: "warmup" }), trial(), trial()], list);
    near(found?.runCost, (3 * (1000 * 2 + 500 * 8)) / 1e6);
    near(found?.measuredCost, 0.012);
    near(found?.costPerAnswer, 0.006);
    near(found?.costPerMillionOutputTokens, 12); // 0.006 for 500 tokens
    assert.deepEqual([found?.currency, found?.pricesAsOf, found?.reason], ["USD", "2026-11-30", null]);
  });

  it("prices cached prompt tokens by themselves where the list does, and is unknown where nobody counted them", () => {
    const cached = { ...list, cachedInputPerMillion: 0.5 };
    near(costOf([trial()], cached)?.measuredCost, (400 * 2 + 600 * 0.5 + 500 * 8) / 1e6);
    const untold = [trial(), trial({ usage: counts({ cachedInputTokens: null }) })];
    assert.equal(costOf(untold, cached)?.measuredCost, null);
    assert.match(
      costOf(untold, cached)?.reason ?? "",
      /^1 of 2 requests: .* came from its cache; leave cachedInputPerMillion out/,
    );
    near(costOf(untold, list)?.measuredCost, 0.012);
  });

  it("is null, never free, where a count is unknown; what failed with nothing said is not billed", () => {
    for (const usage of [
      null,
      counts({ outputTokens: null }),
      counts({ inputTokens: null }),
      counts({ source: "whitespace" }),
    ]) {
      const found = costOf([trial(), trial({ usage })], list);
      assert.deepEqual(
        [found?.measuredCost, found?.costPerAnswer, found?.costPerMillionOutputTokens],
        [null, null, null],
      );
      assert.match(found?.reason ?? "", /^1 of 2 requests: /);
    }
    near(costOf([trial(), failed()], list)?.measuredCost, 0.006);
    assert.equal(costOf([trial(), failed({ firstTokenAtMs: 100 })], list)?.measuredCost, null);
    near(costOf([trial(), failed({ usage: counts({ outputTokens: 100 }) })], list)?.measuredCost, 0.006 + 0.0028);
  });

  it("is priced by the hour for the time in which the target was asked, without token counts if need be", () => {
    const trials = [
      trial({ phase: "warmup", dispatchedAtMs: 0, intendedAtMs: 0, endAtMs: 36_000, usage: null }),
      trial({ dispatchedAtMs: 36_000, intendedAtMs: 36_000, endAtMs: 72_000, usage: null }),
    ];
    const found = costOf(trials, { perHour: 5, currency: "EUR", asOf: "2026-11-30" });
    near(found?.measuredCost, 0.05);
    near(found?.runCost, 0.1);
    assert.equal(found?.costPerMillionOutputTokens, null);
    assert.match(found?.reason ?? "", /no single source of token counts/);
    near(costOf([trial({ endAtMs: 36_000 })], { ...list, perHour: 5 })?.measuredCost, 0.05 + 0.006);
  });

  it("is not known of a target without prices", () => {
    const rows = costSummary([trial(), trial({ target: "b" })], { prices: { a: list } });
    assert.deepEqual(
      rows.map(({ target, runCost }) => [target, runCost === null]),
      [
        ["a", false],
        ["b", true],
      ],
    );
    assert.match(rows[1]?.reason ?? "", /no prices were given/);
  });

  it("refuses prices that are none, each with one sentence", () => {
    const wrong: readonly [object, RegExp][] = [
      [
        { a: { ...list, inputPerMillion: -1 } },
        /^inspect\.cost, prices of "a", expected inputPerMillion to be a number of at least 0, got -1$/,
      ],
      [{ a: { ...list, perHour: Number.NaN } }, /expected perHour to be a number of at least 0, got NaN/],
      [{ a: { ...list, perMinute: 1 } }, /prices of "a", has no setting "perMinute"; it has: .*perHour/],
      [
        { a: { ...list, asOf: "2026-02-30" } },
        /expected asOf to be the day of the price list, as "2026-11-30", got "2026-02-30"/,
      ],
      [{ a: { inputPerMillion: 1, outputPerMillion: 1 } }, /expected asOf to be the day of the price list/],
      [{ a: { ...list, currency: "dollars" } }, /expected currency to be three letters, as "EUR", got "dollars"/],
      [{ a: { inputPerMillion: 1, asOf: "2026-11-30" } }, /inputPerMillion and outputPerMillion together/],
      [{ a: { asOf: "2026-11-30" } }, /expected inputPerMillion and outputPerMillion, or perHour, got neither/],
      [
        { a: { perHour: 1, cachedInputPerMillion: 1, asOf: "2026-11-30" } },
        /cachedInputPerMillion only beside inputPerMillion/,
      ],
      [{ z: list }, /^inspect\.cost expected prices of "a", got those of "z"$/],
      [{ a: 5 }, /prices of "a", expected its settings in braces/],
    ];
    for (const [prices, expected] of wrong)
      assert.throws(() => costSummary([trial()], { prices: prices as never }), { message: expected });
  });
});
