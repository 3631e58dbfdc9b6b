import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { exampleRun } from "../../tests/support/metrics/compare/run.js";
import { answered, usage } from "../../tests/support/metrics/trial.js";
import { slowServer } from "../../tests/support/run/slow-server.js";
import { compareTargets } from "../comparison/compare-targets.js";
import { verifyRun } from "../report/verify-run.js";
import { runBenchmark } from "../run/run-benchmark.js";
import { openaiTarget } from "../targets/openai-target.js";
import { simulatedTarget } from "../targets/simulated-target.js";
import { syntheticCases } from "../workload/synthetic-cases.js";
import { armWarnings } from "./arm-warnings.js";

const folder = () => mkdtempSync(path.join(tmpdir(), "benchbook-arms-"));
const cases = syntheticCases({ count: 10, promptTokens: 8, maxTokens: 40, seed: 1 });
const run = exampleRun({ cases: 12, repetitions: 2, ratio: 1, seed: 1 });
const withTokens = (a: number, b: number) =>
  run.map((trial) => ({ ...trial, usage: usage(trial.target === "a" ? a : b) }));

test("lengths that differ by 10 % are comparable, and by more they are not", () => {
  assert.deepEqual(armWarnings(withTokens(100, 110)), []);
  assert.deepEqual(armWarnings(withTokens(100, 90)), []);
  for (const [a, b, percent] of [
    [100, 111, 111],
    [100, 89, 89],
  ] as const) {
    const [warning, ...others] = armWarnings(withTokens(a, b));
    assert.deepEqual(others, []);
    assert.match(
      warning ?? "",
      /^not comparable: b against a in latencyMs, responseTimeMs, readingWaitMs, tokensPerSecondEndToEnd: /,
    );
    assert.match(warning ?? "", new RegExp(`median is ${percent} % of the baseline's in tokens$`));
    const { verdict } = compareTargets(withTokens(a, b), { baseline: "a", candidate: "b", metric: "latencyMs" });
    assert.equal(verdict, "not-comparable");
  }
});

test("answers that nobody counted are held to their characters", () => {
  const uncounted = run.map((trial) => ({
    ...trial,
    usage: null,
    arrivals: [
      { atMs: 1, kind: "answer" as const, textLength: trial.target === "a" ? 10 : 20, tokens: null, readIndex: 0 },
    ],
  }));
  assert.match(armWarnings(uncounted).join(), /median is 200 % of the baseline's in characters/);
  // Where only the hash of a text was kept, its 71 characters are no length of an answer.
  const hashed = uncounted.map((trial) => ({ ...trial, outcome: answered(`sha256:${"0".repeat(64)}`) }));
  assert.match(armWarnings(hashed).join(), /median is 200 % of the baseline's in characters/);
});

test("cached prompt tokens that differ between arms are told", () => {
  const cached = run.map((trial) => ({
    ...trial,
    usage: { ...usage(10), cachedInputTokens: trial.target === "b" ? 6 : 0 },
  }));
  assert.match(
    armWarnings(cached).join(),
    /^not comparable: b against a in .*timeToFirstTokenMs.*: cache hits are unequal: 0 %/,
  );
});

test("warm-ups, one target and no trials raise nothing", () => {
  const warm = withTokens(100, 200).map((trial) => ({ ...trial, phase: "warmup" as const }));
  assert.deepEqual(armWarnings(warm), []);
  assert.deepEqual(armWarnings(withTokens(100, 200).filter((trial) => trial.target === "a")), []);
  assert.deepEqual(armWarnings([]), []);
});

test("a run says in its manifest and its summary that its arms are of unequal length, and verifies", async () => {
  const target = (name: string, tokens: number) => simulatedTarget({ name, timeToFirstTokenMs: 2, gapMs: 1, tokens });
  const measured = await runBenchmark({ targets: [target("short", 6), target("long", 9)], cases, directory: folder() });
  const expected = /^not comparable: (long against short|short against long) in latencyMs.*(150|67) % of the baseline/;
  assert.match(measured.manifest.warnings.join("\n"), expected);
  const summary = JSON.parse(await readFile(path.join(measured.directory, "summary.json"), "utf8"));
  assert.deepEqual(summary.warnings, measured.manifest.warnings);
  assert.deepEqual((await verifyRun(measured.directory)).problems, []);
});

test("a run says that one of its servers found the prompts in a cache", async () => {
  const [cold, warm] = [await slowServer(), await slowServer({ cachedTokens: 8 })];
  try {
    const target = (name: string, baseUrl: string) => openaiTarget({ name, baseUrl, model: "m" });
    const targets = [target("cold", cold.baseUrl), target("warm", warm.baseUrl)];
    const { manifest } = await runBenchmark({ targets, cases, directory: folder() });
    assert.match(manifest.warnings.join("\n"), /not comparable: .* in .*timeToFirstTokenMs.*80 % of the/);
  } finally {
    await cold.close();
    await warm.close();
  }
});
