import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import { JSDOM } from "jsdom";
import * as bb from "../../lib/index.js";
import { benchbook } from "../support/cli/benchbook.js";
import { historyFolders, type Night } from "../support/store/history.js";
import { newFolder } from "../support/store/run.js";

const STEP_AT = 14;
const metric = "latencyMs";
const nights = (count: number, of: (at: number) => Night = () => ({})) =>
  Array.from({ length: count }, (_, at) => of(at));
const caseSet = { name: "other cases", version: "2", sha256: "f".repeat(64) };

/** Twenty nights, from the fifteenth on 10 % slower. */
let stepped: string[];
let stable: string[];

before(async () => {
  stepped = await historyFolders(
    await newFolder(),
    nights(20, (at) => ({ factor: at < STEP_AT ? 1 : 1.1 })),
    3,
  );
  stable = await historyFolders(await newFolder(), nights(20), 4);
});

describe("a history of twenty runs with one step of 10 %", () => {
  it("is slower from the run on at which the step was made, by about 10 %, in whatever order the runs are given", async () => {
    const found = await bb.trend([...stepped].reverse(), { metric });
    assert.equal(found.verdict, "slower");
    const [series, ...others] = found.targets[0]?.series ?? [];
    assert.deepEqual([found.runs, found.leftOut, others], [20, [], []]);
    assert.deepEqual(
      series?.changes.map(({ at, last, verdict }) => [at.name, at.place, last.name, verdict]),
      [["night-15", 15, "night-14", "slower"]],
    );
    const [change] = series?.changes ?? [];
    assert.ok(change && change.interval.low < 10 && change.interval.high > 10, JSON.stringify(change));
    assert.ok(Math.abs(change.changePercent - 10) < 3);
    assert.deepEqual(
      series?.segments.map(({ runs }) => runs),
      [14, 6],
    );
    assert.equal(series?.points[0]?.cases, 12);
    assert.ok((series?.points[0]?.interval?.low ?? Infinity) < (series?.points[0]?.estimate ?? 0));
  });

  it("is a slowdown in rates as well, where less is worse", async () => {
    const found = await bb.trend(stepped, { metric: "tokensPerSecondEndToEnd" });
    const [change] = found.targets[0]?.series[0]?.changes ?? [];
    assert.equal(change?.verdict, "slower");
    assert.ok(Math.abs((change?.changePercent ?? 0) + 9.1) < 3); // 1 / 1.1 is 9.1 % less
  });

  it("fails the gate with exit code 1, and its JUnit file has a failure with the run and the size", async () => {
    const junit = join(await newFolder(), "reports", "trend.xml");
    const { code, stdout } = await benchbook("trend", ...stepped, "--fail-on-change", "--junit", junit);
    assert.equal(code, 1, stdout);
    assert.match(stdout, /--fail-on-change, model: FAILED, slower from run 15 on \(night-15, 2026-10-15\): \+\d/);
    const suite = readJunit(junit);
    assert.deepEqual([suite.tests, suite.failures, suite.skipped], [1, 1, 0]);
    assert.deepEqual(suite.names, ["model latencyMs"]);
    assert.match(suite.failureMessages[0] ?? "", /^slower from run 15 on/);
  });

  it("is only shown without a gate, as a table with the change at its run, and as JSON", async () => {
    const shown = await benchbook("trend", ...stepped);
    assert.equal(shown.code, 0);
    assert.match(shown.stdout, /night-15 .*\+\d+(\.\d+)? %/);
    const asJson = await benchbook("trend", "--json", ...stepped);
    assert.equal(JSON.parse(asJson.stdout).verdict, "slower");
  });

  it("is drawn with its levels and the change marked, in words as well", async () => {
    const figure = bb.figures.trend(await bb.trend(stepped, { metric }));
    assert.match(figure.layout.title.text, /^model is slower from run 15 on \(2026-10-15\): latency \+\d/);
    assert.match(figure.caption, /20 runs, 1 target/);
  });
});

describe("a stable history", () => {
  it("has no change, and passes the gate with exit code 0", async () => {
    const junit = join(await newFolder(), "stable.xml");
    const { code, stdout } = await benchbook("trend", ...stable, "--fail-on-change", "--junit", junit);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /latencyMs: no-change-seen/);
    assert.match(stdout, /--fail-on-change, model: passed, no change for the worse was found/);
    assert.deepEqual(readJunit(junit).failures, 0);
  });

  it("that got faster passes too", async () => {
    const faster = await historyFolders(
      await newFolder(),
      nights(20, (at) => ({ factor: at < 10 ? 1 : 0.85 })),
      5,
    );
    const { code, stdout } = await benchbook("trend", ...faster, "--fail-on-change");
    assert.equal(code, 0, stdout);
    assert.match(stdout, /latencyMs: faster/);
  });
});

describe("runs under other conditions", () => {
  it("are not joined: another case set and another engine are series of their own, named with what differs", async () => {
    const mixed = await historyFolders(
      await newFolder(),
      nights(20, (at) => {
        if (at === 7) return { factor: 3, over: { caseSet } };
        return at >= 15 ? { factor: 1.5, engineVersion: "b2" } : {};
      }),
      6,
    );
    const found = await bb.trend(mixed, { metric });
    const series = found.targets[0]?.series ?? [];
    assert.deepEqual(
      series.map(({ points }) => points.map(({ place }) => place)),
      [[1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15], [8], [16, 17, 18, 19, 20]],
    );
    assert.deepEqual(series[1]?.differs, [
      { what: "case set", before: "cases 1 (00000000)", after: "other cases 2 (ffffffff)" },
    ]);
    assert.deepEqual(series[2]?.differs, [{ what: "engine version", before: "b1", after: "b2" }]);
    assert.deepEqual(
      series.flatMap(({ changes }) => changes),
      [],
    );
    assert.equal(found.verdict, "no-change-seen");
    assert.ok(
      found.reasons.some((reason) => /run 8 begins a new series.*case set: cases 1/.test(reason)),
      found.reasons.join("\n"),
    );
    assert.match(
      bb.figures.trend(found).caption,
      /Series 2 from run 8 on, not as series 1: case set: cases 1 \(00000000\), now other cases 2/,
    );
  });

  it("let a gate pass, marked as skipped, while the new series is too short", async () => {
    const renewed = await historyFolders(
      await newFolder(),
      nights(12, (at) => (at < 10 ? {} : { engineVersion: "b2" })),
      7,
    );
    const junit = join(await newFolder(), "renewed.xml");
    const { code, stdout } = await benchbook("trend", ...renewed, "--fail-on-change", "--junit", junit);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /passed for lack of evidence, run 11 begins a new series.*2 of at least 8/);
    assert.deepEqual(readJunit(junit).skipped, 1);
  });
});

describe("runs that count for nothing", () => {
  it("are listed with the reason and left out; as the newest run one fails the gate", async () => {
    const broken = await historyFolders(
      await newFolder(),
      nights(12, (at) => (at === 4 || at === 11 ? { factor: 2, state: "broken-off" } : {})),
      8,
    );
    const found = await bb.trend(broken, { metric });
    assert.deepEqual(
      found.leftOut.map(({ place, reason }) => [place, reason]),
      [
        [5, "the run did not finish: stopped"],
        [12, "the run did not finish: stopped"],
      ],
    );
    assert.equal(found.verdict, "no-change-seen");
    const { code, stdout } = await benchbook("trend", ...broken, "--fail-on-change");
    assert.equal(code, 1);
    assert.match(stdout, /FAILED, the newest run, night-12, was left out: the run did not finish/);
  });

  it("and too few of them have an answer that says what cannot be known and what would help", async () => {
    const none = await bb.trend([], { metric });
    assert.deepEqual([none.verdict, none.targets, none.runs], ["too-few-runs", [], 0]);
    assert.match(none.reasons[0] ?? "", /no run was given, so nothing is known: measure with runBenchmark/);
    const one = await bb.trend(stable.slice(0, 1), { metric });
    assert.equal(one.verdict, "too-few-runs");
    assert.match(
      one.reasons[0] ?? "",
      /cannot be known from 1 run under these conditions \(1 of at least 8.*measure more runs alike$/,
    );
    const two = await bb.trend(stable.slice(0, 2), { metric });
    assert.match(two.reasons[0] ?? "", /compareRuns compares two of them case by case now/);
    assert.match(bb.figures.trend(one).layout.title.text, /too few runs under the same conditions/);
    assert.match(bb.figures.trend(none).layout.title.text, /^No valid run/);
  });

  it("and what is no run, a run given twice and an unknown target are refused", async () => {
    const [run = ""] = stable;
    await assert.rejects(bb.trend([run, run], { metric }), /trend expected each run once, got night-1/);
    await assert.rejects(bb.trend([run], { metric, target: "mdoel" }), /target to be one of model, got mdoel/);
    const code = (await benchbook("trend", join(run, "none"))).code;
    assert.equal(code, 2);
    assert.equal((await benchbook("trend", run, "--metric", "speed")).code, 2);
  });
});

describe("JUnit of compare", () => {
  it("has one case, which fails with the gate, and can be read whatever a target is called", async () => {
    const junit = join(await newFolder(), "compare.xml");
    const [first = "", last = ""] = [stepped[0], stepped.at(-1)];
    const { code } = await benchbook("compare", first, last, "--fail-on-slower", "2", "--junit", junit);
    const suite = readJunit(junit);
    assert.deepEqual([code, suite.tests, suite.failures], [1, 1, 1]);
    assert.deepEqual(suite.names, ["model against model, latencyMs"]);
    assert.match(suite.failureMessages[0] ?? "", /slower/);
  });
});

/** A JUnit file as two readers see it: jsdom's XML parser here, and Python's, which refuse what is not well-formed. */
function readJunit(file: string) {
  const text = readFileSync(file, "utf8");
  const script =
    "import sys, xml.etree.ElementTree as t; print(len(t.parse(sys.argv[1]).getroot().findall('./testsuite/testcase')))";
  const byPython = Number(execFileSync("python3", ["-c", script, file], { encoding: "utf8" }));
  const { document } = new JSDOM(text, { contentType: "application/xml" }).window;
  const suite = document.querySelector("testsuites > testsuite");
  const cases = [...document.querySelectorAll("testsuite > testcase")];
  const count = (name: string) => Number(suite?.getAttribute(name));
  assert.equal(cases.length, byPython);
  assert.equal(cases.length, count("tests"));
  return {
    ...{ tests: count("tests"), failures: count("failures"), skipped: count("skipped") },
    names: cases.map((one) => one.getAttribute("name")),
    failureMessages: [...document.querySelectorAll("testcase > failure")].map((one) => one.getAttribute("message")),
  };
}
