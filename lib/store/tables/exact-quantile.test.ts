import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { quantile } from "../../statistics/quantile.js";
import { seededRandom } from "../../statistics/random.js";
import { query } from "./query.js";

const SHARES = [0, 0.05, 0.1, 0.25, 1 / 3, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1];

/** The quantiles of values at shares, asked of DuckDB. */
async function fromSql(name: string, values: readonly number[], shares: readonly number[]): Promise<unknown[]> {
  const asked = shares.map((p, i) => `${name}(x, ${p}) AS q${i}`);
  const [row = {}] = await query(`SELECT ${asked.join(", ")} FROM t`, { tables: { t: values.map((x) => ({ x })) } });
  return shares.map((_, i) => row[`q${i}`]);
}

test("quantile of TypeScript and quantile_exact of SQL agree bit for bit, whatever the values and shares", async () => {
  // Negative zero is left out: SQL has one zero only when it groups, and a measured time is never -0.
  const value = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 }).map((x) => x + 0),
    fc.constantFrom(0.1, 0.2, 0.3, 1e-9, 7.3),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(value, { minLength: 1, maxLength: 40 }),
      fc.array(fc.double({ noNaN: true, min: 0, max: 1 }), { maxLength: 4 }),
      async (values, more) => {
        const shares = [...SHARES, ...more.map((p) => p + 0)];
        const expected = shares.map((p) => quantile(values, p) + 0);
        assert.deepEqual(await fromSql("quantile_exact", values, shares), expected);
      },
    ),
    { numRuns: 120 },
  );
});

test("they agree on 20,000 made latencies, and there quantile_cont does too: no two neighbors are equal", async () => {
  const random = seededRandom(11);
  const values = Array.from({ length: 20_000 }, () => 100 * Math.exp(random.next32() / 2 ** 31 - 1));
  assert.equal(new Set(values).size > 19_990, true);
  const expected = SHARES.map((p) => quantile(values, p));
  assert.deepEqual(await fromSql("quantile_exact", values, SHARES), expected);
  const own = (await fromSql("quantile_cont", values, SHARES)).map(Number);
  for (const [i, q] of own.entries()) {
    const low = expected[i] ?? 0;
    assert.ok(
      Math.abs(q - low) <= Number.EPSILON * Math.abs(low),
      `p ${SHARES[i]}: ${q} is one bit from ${low} at most`,
    );
  }
});

test("equal neighbors stay themselves, where the formula alone would miss them by a bit", async () => {
  const [low, weight] = [0.3, 0.1];
  assert.notEqual((1 - weight) * low + weight * low, low, "plain floating-point arithmetic");
  assert.deepEqual(await fromSql("quantile_exact", [low, low], [weight]), [low]);
  assert.equal(quantile([low, low], weight), low);
});

test("by groups and with nulls: nulls do not count, a group without a value has none", async () => {
  const rows = [
    { g: "a", x: 3 },
    { g: "a", x: 1 },
    { g: "a", x: null },
    { g: "b", x: null },
    { g: "c", x: 5 },
  ];
  const found = await query("SELECT g, quantile_exact(x, 0.5) AS q FROM t GROUP BY g ORDER BY g", {
    tables: { t: rows },
  });
  assert.deepEqual(found, [
    { g: "a", q: 2 },
    { g: "b", q: null },
    { g: "c", q: 5 },
  ]);
});
