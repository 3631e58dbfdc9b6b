import assert from "node:assert/strict";
import { describe, it, test } from "node:test";
import { near } from "../near.js";
import { seededRandom } from "../random.js";
import { sequentialComparison } from "./sequential-comparison.js";

test("boundaries are those of ldbounds and gsDesign", () => {
  // R: ldbounds 2.0 ldBounds((1:K)/K, iuse = 1, alpha = 0.05), as in Reboussin, DeMets, Kim and Lan (2000), Controlled Clinical Trials
  // 21(3), 190-207; gsDesign 3.6 gsDesign(k = 3, test.type = 2, alpha = 0.025, sfu = sfLDOF)
  const known: readonly (readonly number[])[] = [
    [1.96],
    [2.9626, 1.9686],
    [3.7103, 2.5114, 1.993],
    [4.3326, 2.9631, 2.359, 2.0141],
    [4.8769, 3.3569, 2.6803, 2.2898, 2.031],
  ];
  for (const expected of known) {
    const { boundaries } = sequentialComparison({ looks: expected.length });
    for (const [index, value] of expected.entries()) near(boundaries[index] ?? 0, value, 5e-5);
  }
});

test("of equal arms at most 5.5 % are called different over 20 looks, from two cases on; naive looking calls many", () => {
  const random = seededRandom(5);
  const uniform = () => (random.next32() + 0.5) / 2 ** 32;
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const { decide } = sequentialComparison({ looks: 20 });
  let called = 0;
  const studies = 1000;
  for (let study = 0; study < studies; study++) {
    const differences: number[] = [];
    for (let look = 1; look <= 20; look++) {
      differences.push(normal(), normal());
      const decision = decide(differences, look);
      if (decision === "continue") continue;
      if (decision === "different") called++;
      break;
    }
  }
  // 5 % +- 2 standard errors of 1000 studies
  assert.ok(called >= 30 && called <= 64, `${called} of ${studies}`);
});

const spread = [0.9, -1.1, 1.3, -0.8, 0.2, -0.4, 0.7, -0.9];

test("with a margin, an interval within it is no difference, and one that holds neither goes on", () => {
  const around = (center: number) => [...spread, ...spread, ...spread, ...spread].map((value) => center + value);
  const { decide } = sequentialComparison({ looks: 2, margin: 0.6 });
  assert.equal(decide(around(0), 2), "no-difference");
  assert.equal(decide(around(1), 2), "different");
  assert.equal(decide(around(0.4), 2), "different");
  assert.equal(decide(around(0.3), 2), "continue");
  assert.equal(sequentialComparison({ looks: 2 }).decide(around(0.1), 2), "no-difference");
  assert.equal(sequentialComparison({ looks: 2 }).decide(around(0.1), 1), "continue");
});

test("few cases ask for a t as improbable as the boundary", () => {
  // Boundary 1.96 of one look: t(0.975, 1) = 12.7062; mean 1 and standard error 0.1 or 0.07 give t = 10 and 14.3
  const { decide } = sequentialComparison({ looks: 1 });
  assert.equal(decide([0.9, 1.1], 1), "no-difference");
  assert.equal(decide([0.93, 1.07], 1), "different");
});

test("differences that are all the same need as many signs as the boundary is improbable; one case never tells", () => {
  // One look at 95 %: 2^-n <= 0.025 from n = 6 on
  const { decide } = sequentialComparison({ looks: 1 });
  assert.equal(decide([2, 2, 2, 2, 2], 1), "no-difference");
  assert.equal(decide([2, 2, 2, 2, 2, 2], 1), "different");
  assert.equal(decide(new Array(50).fill(0), 1), "no-difference");
  assert.equal(sequentialComparison({ looks: 3 }).decide([5], 1), "continue");
  assert.equal(sequentialComparison({ looks: 3 }).decide([], 1), "continue");
});

test("bad input is one clear error", () => {
  assert.throws(() => sequentialComparison({ looks: 0 }), /looks to be a whole number from 1 to 100, got 0/);
  assert.throws(() => sequentialComparison({ looks: 2, margin: -1 }), /margin to be a number above 0/);
  const { decide } = sequentialComparison({ looks: 2 });
  assert.throws(() => decide([1, 2], 3), /look to be at most the 2 planned, got 3/);
  assert.throws(() => decide([1, 2], 0), /look to be a whole number of at least 1, got 0/);
  assert.throws(() => decide([1, Number.NaN], 1), /finite numbers/);
});

describe("the interval of a look", () => {
  it("is the decision's own: it leaves out 0 just when the look says different, and is unknown for fewer than two", () => {
    const { decide, interval } = sequentialComparison({ looks: 4 });
    for (const differences of [
      [1.2, 0.9, 1.1, 1, 0.8, 1.3, 0.9, 1.1],
      [0.3, -0.2, 0.1, -0.4, 0.2, 0.1],
    ]) {
      const { low, high } = interval(differences, 2) ?? { low: Number.NaN, high: Number.NaN };
      assert.equal(decide(differences, 2) === "different", low > 0 || high < 0);
      assert.ok(low < high);
    }
    assert.equal(interval([1], 1), null);
  });
});
