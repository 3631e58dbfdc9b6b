import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";
import * as bb from "../index.js";
import { projectFile } from "../project.js";
import { signedRankInterval } from "./effects/signed-rank-interval.js";
import { quantileRanks, valuesForQuantileInterval } from "./intervals/quantile-interval.js";

// Every expected number comes from outside, with its source beside it: data/reference/make-known-answers.py makes them by scipy,
// numpy, statsmodels and mpmath, and copies the certified values of NIST; make-known-answers.R makes more of them by R. A relative
// error of 1e-9 is allowed, unless the data themselves do not hold so many digits.

interface Group {
  readonly source: string;
  /** The function that answers. */
  readonly call: string;
  readonly cases: readonly Case[];
}

interface Case {
  readonly arguments: readonly unknown[];
  /** Numbers by their path in the answer; "" is the answer itself. */
  readonly expected: Readonly<Record<string, number | readonly number[]>>;
  readonly tolerance?: number;
  /** An absolute error that is allowed as well, where an end of an interval happens to lie near 0. */
  readonly absolute?: number;
}

const read = (file: string): unknown => JSON.parse(readFileSync(projectFile(`data/reference/${file}`), "utf8"));
const groups = [read("known-answers.json"), read("known-answers-r.json")].flat() as readonly Group[];
const nist = read("nist-strd.json") as Readonly<Record<string, readonly number[]>>;
const functions: Readonly<Record<string, unknown>> = {
  ...bb,
  ...bb.stats,
  quantileRanks,
  signedRankInterval,
  valuesForQuantileInterval,
};

let compared = 0;

for (const [index, { source, call, cases }] of groups.entries()) {
  test(`${index + 1}. ${call}: ${source}`, () => {
    const called = functions[call];
    assert.ok(typeof called === "function", `expected a function ${call}`);
    for (const one of cases) {
      const answer: unknown = called(...one.arguments.map(withData));
      for (const [path, expected] of Object.entries(one.expected)) {
        const got = [at(answer, path)].flat();
        assert.equal(got.length, [expected].flat().length);
        for (const [place, wanted] of [expected].flat().entries()) isNear(got[place], wanted, one, `${call} ${path}`);
        compared++;
      }
    }
  });
}

after(() => {
  console.log(`${compared} known answers from ${new Set(groups.map(({ source }) => source)).size} sources`);
});

test("there are at least 300 of them, and all were compared", () => {
  const all = groups.flatMap(({ cases }) => cases.flatMap(({ expected }) => Object.keys(expected)));
  assert.ok(all.length >= 300, `${all.length}`);
  assert.equal(compared, all.length);
});

/** An argument as the function takes it: a data set of NIST is named in the file. */
function withData(argument: unknown): unknown {
  if (typeof argument !== "object" || argument === null || !("nist" in argument)) return argument;
  const values = nist[String(argument.nist)];
  assert.ok(values, `expected a data set ${String(argument.nist)}`);
  return values;
}

function at(answer: unknown, path: string): unknown {
  const keys = path === "" ? [] : path.split(".");
  return keys.reduce((value: unknown, key) => (value as Record<string, unknown>)[key], answer);
}

function isNear(
  got: unknown,
  wanted: number,
  { tolerance = 1e-9, absolute = 0, arguments: given }: Case,
  what: string,
) {
  const allowed = tolerance * (wanted === 0 ? 1 : Math.abs(wanted)) + absolute;
  const near = typeof got === "number" && Math.abs(got - wanted) <= allowed;
  assert.ok(near, `${what} of ${JSON.stringify(given).slice(0, 100)}: expected ${wanted}, got ${String(got)}`);
}
