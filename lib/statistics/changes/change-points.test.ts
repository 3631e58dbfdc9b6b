import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { seededRandom } from "../random.js";
import { changePoints } from "./change-points.js";
import { bestSplit } from "./energy-split.js";
import { fewestValues } from "./fewest-values.js";

function normals(seed: number, count: number): number[] {
  const random = seededRandom(seed);
  const uniform = () => (random.next32() + 0.5) / 2 ** 32;
  return Array.from({ length: count }, () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()));
}

/** Values of spread 2 around a level for each run of counts. */
const stepped = (seed: number, levels: readonly (readonly [level: number, count: number])[]): number[] => {
  const all = levels.flatMap(([level, count]) => new Array<number>(count).fill(level));
  const noise = normals(seed, all.length);
  return all.map((level, at) => level + 2 * (noise[at] ?? 0));
};

const places = (values: readonly number[]) => changePoints(values).points.map(({ at }) => at);

describe("the energy statistic of a split", () => {
  it("is that of Matteson and James's formula, computed for [0, 1, 5, 8]", () => {
    // Sides (0, 1) and (5, 8): mean distance between 6, within 1 and 3; 2 x 2 / 4 x (2 x 6 - 1 - 3) = 8.
    assert.deepEqual(bestSplit(Float64Array.of(0, 1, 5, 8), { from: 0, to: 4 }, { least: 2, passing: false }), {
      at: 2,
      energy: 8,
    });
  });

  it("looks at each split that leaves the smallest segment, within its stretch only", () => {
    const values = Float64Array.of(100, 0, 0, 9, 9, 9, -100);
    assert.equal(bestSplit(values, { from: 1, to: 6 }, { least: 2, passing: true }).at, 3);
    assert.equal(bestSplit(values, { from: 1, to: 4 }, { least: 2, passing: true }).at, null);
  });

  it("sees a level that was left again, by a right side that ends before the stretch", () => {
    // Sides (0, 0) and (9, 9) of 0, 0, 9, 9, 0, 0: 2 x 2 / 4 x 2 x 9 = 18; all others are less.
    assert.deepEqual(bestSplit(Float64Array.of(0, 0, 9, 9, 0, 0), { from: 0, to: 6 }, { least: 2, passing: true }), {
      at: 2,
      energy: 18,
    });
  });
});

describe("change points", () => {
  it("are found where the levels change, also several, with means, size and interval", () => {
    const values = stepped(3, [
      [100, 12],
      [110, 10],
      [100, 9],
    ]);
    const { points, segments, n } = changePoints(values);
    assert.deepEqual([n, points.map(({ at }) => at)], [31, [12, 22]]);
    assert.deepEqual(
      segments.map(({ from, to }) => [from, to]),
      [
        [0, 12],
        [12, 22],
        [22, 31],
      ],
    );
    const [up] = points;
    const mean = (list: readonly number[]) => list.reduce((a, b) => a + b, 0) / list.length;
    assert.ok(Math.abs((up?.before ?? 0) - mean(values.slice(0, 12))) < 1e-9);
    assert.ok(Math.abs((up?.change ?? 0) - (mean(values.slice(12, 22)) - mean(values.slice(0, 12)))) < 1e-9);
    assert.ok((up?.interval.low ?? 0) < 10 && (up?.interval.high ?? 0) > 10, JSON.stringify(up));
    assert.ok((up?.interval.low ?? 0) > 5);
  });

  it("have an interval of Student's with the pooled spread, for a look after each value", () => {
    // Six of 0 and 2 and six of 20 and 22: pooled variance 12 x 1 / 10 = 1.2, standard error sqrt(1.2 / 3).
    // The quantile 1 - 0.05 / 24 of Student's t with 10 degrees of freedom, by Simpson's rule over its density: 3.691478.
    const values = [0, 2, 0, 2, 0, 2, 20, 22, 20, 22, 20, 22];
    const [point] = changePoints(values).points;
    assert.equal(point?.at, 6);
    assert.equal(point?.change, 20);
    const reach = ((point?.interval.high ?? 0) - (point?.interval.low ?? 0)) / 2;
    assert.ok(Math.abs(reach / Math.sqrt(0.4) - 3.691478) < 1e-5, String(reach / Math.sqrt(0.4)));
  });

  it("find a step of five standard deviations once two values show it, in 9 of 10 histories", () => {
    let found = 0;
    for (let seed = 0; seed < 60; seed++) {
      const values = stepped(500 + seed, [
        [100, 18],
        [110, 2],
      ]);
      if (places(values).some((at) => Math.abs(at - 18) <= 1)) found++;
    }
    assert.ok(found >= 54, `${found} of 60`);
  });

  it("are not found in stable histories, of one value as little as of noise", () => {
    assert.deepEqual(places(new Array(30).fill(7)), []);
    let called = 0;
    for (let seed = 0; seed < 100; seed++) if (places(stepped(900 + seed, [[100, 30]])).length > 0) called++;
    // at most 5 expected; two standard errors are 4.4
    assert.ok(called <= 9, `${called} of 100`);
  });

  it("are none for one value that is far from the others: a level takes two", () => {
    const values = stepped(11, [[100, 20]]);
    values[19] = 130;
    assert.deepEqual(places(values), []);
  });

  it("do not depend on the unit, and are the same for the same seed", () => {
    const values = stepped(5, [
      [100, 10],
      [115, 10],
    ]);
    assert.deepEqual(changePoints(values, { seed: 4 }), changePoints(values, { seed: 4 }));
    const large = changePoints(values.map((value) => value * 2 ** 600));
    assert.deepEqual(
      large.points.map(({ at, p }) => [at, p]),
      changePoints(values).points.map(({ at, p }) => [at, p]),
    );
    assert.equal(large.points[0]?.before, (changePoints(values).points[0]?.before ?? 0) * 2 ** 600);
  });

  it("need eight values, eleven for a step of the last two: 2 / C(8, 4) = 0.029, 2 / C(11, 2) = 0.036", () => {
    assert.deepEqual([fewestValues(0.04, null), fewestValues(0.04, 2), fewestValues(0.01, null)], [8, 11, 10]);
    assert.equal(changePoints([1, 1, 1, 9, 9, 9, 9]).reason, "7 of at least 8: with fewer, any step could be chance");
    assert.deepEqual(changePoints([1, 1, 1, 9, 9, 9, 9]).points, []);
    assert.deepEqual(places([1, 1, 1, 1, 9, 9, 9, 9]), [4]);
    assert.deepEqual(changePoints([]), {
      kind: "change-points",
      n: 0,
      points: [],
      segments: [],
      reason: changePoints([]).reason,
    });
    assert.match(changePoints([]).reason ?? "", /^0 of at least 8/);
  });

  it("refuse what they cannot read in one sentence", () => {
    assert.throws(() => changePoints([1, Number.NaN]), /expected values to hold finite numbers, got NaN at index 1/);
    assert.throws(
      () => changePoints([1, 2], { minimumSegment: 1 }),
      /minimumSegment to be a whole number of at least 2/,
    );
  });
});
