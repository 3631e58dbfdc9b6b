import assert from "node:assert/strict";
import { test } from "node:test";
import { near } from "../near.js";
import { fixedWidthStopping } from "./fixed-width-stopping.js";

/** 12 cases, 3 rounds: levels from 95 to 106, each round a little off. */
const rounds = [0, 1, -1].map((off) => Array.from({ length: 12 }, (_, index) => 95 + index + off));

test("the mean of cases has Student's interval over the cases, with a quarter of the error held back", () => {
  // Case means 95 to 106: mean 100.5, standard error sqrt(13 / 12) = 1.0408330; t(1 - 0.0375 / 2, 11) = 2.36471995, by Simpson over the density in Python
  const look = fixedWidthStopping(rounds, { within: 0.05 });
  near(look.estimate ?? 0, 100.5);
  near((look.interval?.high ?? 0) - 100.5, 2.36471995 * Math.sqrt(13 / 12), 1e-5);
  near(look.width ?? 0, (2.36471995 * Math.sqrt(13 / 12)) / 100.5, 1e-5);
  assert.deepEqual([look.enough, look.rounds, look.cases], [true, 3, 12]);
  assert.match(look.reason, /reaches 2\.4 % from the estimate, within 5\.0 %/);
  const narrower = fixedWidthStopping(rounds, { within: 0.02 });
  assert.deepEqual([narrower.enough, narrower.width], [false, look.width]);
});

test("too few rounds or cases never are enough, and say how many are", () => {
  assert.match(fixedWidthStopping(rounds.slice(1), { within: 0.5 }).reason, /2 rounds are too few.*at least 3/);
  const few = rounds.map((round) => round.slice(0, 9));
  assert.deepEqual(fixedWidthStopping(few, { within: 0.5 }).interval, null);
  assert.match(fixedWidthStopping(few, { within: 0.5 }).reason, /9 cases are too few to stop by the mean: at least 10/);
  assert.match(fixedWidthStopping(rounds, { statistic: "p95", within: 0.5 }).reason, /12 cases .* at least 60/);
  assert.equal(fixedWidthStopping([], { within: 0.5 }).enough, false);
});

test("a failed repetition is left out, a case that always failed is no case", () => {
  const failed = rounds.map((round, at) =>
    round.map((value, index) => (index === 0 || (at === 1 && index === 5) ? null : value)),
  );
  const look = fixedWidthStopping(failed, { within: 0.05 });
  assert.equal(look.cases, 11);
  // 11 cases from 96 to 106, of which one (100) has the rounds 100 and 99: sum of 3 x 11 x 101 less 101, over 32
  near(look.estimate ?? 0, (3 * 11 * 101 - 101) / 32);
});

test("a median of alike repetitions has an interval between the values of cases", () => {
  const many = [0, 0, 0].map(() => Array.from({ length: 41 }, (_, index) => 80 + index));
  const look = fixedWidthStopping(many, { statistic: "p50", within: 0.2 });
  // Woodruff: the share below has the error sqrt(21 / 41 x 20 / 41 / 40) = 0.0790; t(1 - 0.0375 / 2, 40) = 2.1518; 0.5 -+ 0.1701
  assert.equal(look.estimate, 100);
  const [low, high] = [look.interval?.low ?? 0, look.interval?.high ?? 0];
  assert.ok(low >= 92 && low <= 94 && high >= 106 && high <= 108, `${low} to ${high}`);
});

test("bad input is one clear error", () => {
  assert.throws(() => fixedWidthStopping(rounds, { within: 5 }), /within to be a number between 0 and 1.*5 % as 0.05/);
  assert.throws(
    () => fixedWidthStopping([[1, Number.NaN]], { within: 0.1 }),
    /rounds\[0\] to hold finite numbers or null, got NaN/,
  );
  assert.throws(() => fixedWidthStopping(JSON.parse("[1, 2]"), { within: 0.1 }), /rounds\[0\] to be a list/);
});
