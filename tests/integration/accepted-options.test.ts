import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { resumeRun, verifyRun, writeReport } from "../../lib/index.js";
import type { RunOptions } from "../../lib/run/options.js";
import { runBenchmark } from "../../lib/run/run-benchmark.js";
import { openRun } from "../../lib/store/run-folder/open-run.js";
import { simulatedTarget } from "../../lib/targets/simulated-target.js";
import { caseSet } from "../../lib/workload/case-file/case-set.js";

// Whatever runBenchmark accepts can be opened, verified and reported; what it refuses is refused before anything is sent.

const odd = [
  "a",
  "Ä ö/ü",
  "\ud800",
  "__proto__",
  "constructor",
  "../x",
  "🙂",
  "1e400",
  "=1+1",
  "| a |",
  "<b>",
  "toString",
];
const bad = ["", " ", "a\u0000b"];
const oddText = fc.oneof(
  { weight: 40, arbitrary: fc.constantFrom(...odd) },
  { weight: 10, arbitrary: fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }) },
  { weight: 1, arbitrary: fc.oneof(fc.constantFrom(...bad), fc.string({ unit: "binary", maxLength: 12 })) },
);
const oddValue = fc.constantFrom<unknown>(
  null,
  undefined,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  -0,
  1n,
  "x",
  true,
  new Date(0),
  new Map([["a", 1]]),
  () => 1,
  JSON.parse('{"__proto__": {"a": 1}}'),
  [],
  {},
);
/** Mostly what is right, now and then anything. */
const mostly = <T>(right: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 150, arbitrary: right }, { weight: 1, arbitrary: oddValue });

const turn = fc.record({ role: fc.constantFrom("system", "user", "user", "assistant"), content: oddText });
const conversation = fc
  .tuple(fc.array(turn, { maxLength: 3 }), mostly(turn))
  .map(([before, last]) => [...before, last]);
const handCase = fc.oneof(
  { weight: 6, arbitrary: fc.record({ prompt: fc.constantFrom("Say a.", "Say b.", "\ud800", "a\u2028b") }) },
  {
    weight: 3,
    arbitrary: fc.record(
      {
        id: mostly(fc.oneof(oddText, fc.double(), fc.integer())),
        prompt: mostly(fc.constantFrom("Say a.", "Say b.", "Say hello in one short sentence.")),
        messages: fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, conversation),
        kind: mostly(oddText),
        system: mostly(oddText),
        expected: mostly(oddText),
        maxTokens: mostly(fc.constantFrom(1, 2, -0)),
        checks: mostly(
          fc.constantFrom([], [{ kind: "json", requiredKeys: ["__proto__"] }], [{ kind: "exact", expected: "a" }]),
        ),
      },
      { requiredKeys: [] },
    ),
  },
);
const handSet = fc.record(
  {
    name: mostly(oddText),
    version: mostly(fc.constantFrom("1", "1.0.0", "")),
    sha256: mostly(fc.constantFrom("", "0".repeat(64), null)),
    cases: fc.array(handCase, { minLength: 1, maxLength: 3 }),
  },
  { requiredKeys: ["cases"] },
);
const frozen = (value: unknown) => {
  if (typeof value === "object" && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
};

const target = fc.record({
  name: oddText,
  extra: fc.oneof(
    { weight: 60, arbitrary: fc.constant({}) },
    oddValue.map((x) => ({ x })),
  ),
  fails: fc.boolean(),
});
const targets = fc.array(target, { minLength: 1, maxLength: 2 }).map((list) =>
  list.map(({ name, extra, fails }) => {
    const settings = {
      timeToFirstTokenMs: 1,
      gapMs: 1,
      tokens: 2,
      seed: 1,
      ...(fails ? { failures: { probability: 0.5, class: "http_5xx" as const } } : {}),
    };
    return { ...simulatedTarget({ name: "t", ...settings }), name, ...extra };
  }),
);
const load = fc.constantFrom<unknown>(
  undefined,
  { kind: "closed", concurrency: 2 },
  { kind: "closed", concurrency: 1, durationSeconds: 0.02 },
  { kind: "closed", concurrency: 1, durationSeconds: undefined, rampUpSeconds: null },
  { kind: "batches", size: 2 },
  { kind: "open", requestsPerSecond: 200, arrivals: "constant" },
  { kind: "open", requestsPerSecond: 200, arrivals: "gamma", burstiness: 0.5, durationSeconds: 0.02, maxInFlight: 2 },
  { kind: "ramp", fromRequestsPerSecond: 50, toRequestsPerSecond: 200, durationSeconds: 0.03, arrivals: "poisson" },
  { kind: "replay", offsetsMs: [0, 1, -0] },
);
const setting = (values: readonly unknown[]) => mostly(fc.constantFrom(...values));
const options = fc.record(
  {
    name: mostly(oddText),
    targets,
    cases: handSet.map(frozen),
    warmups: setting([0, 1]),
    repetitions: setting([1, 2]),
    load,
    order: setting(["interleaved", "sequential"]),
    generation: mostly(
      fc.record(
        {
          maxTokens: setting([1, 4]),
          temperature: setting([0, 0.7, null]),
          topP: setting([1, null]),
          topK: setting([1]),
          repetitionPenalty: setting([1.1]),
          seed: setting([3, -0]),
          stop: setting([[], ["\n", "\ud800"]]),
          ignoreEndOfSequence: setting([true, false]),
        },
        { requiredKeys: [] },
      ),
    ),
    timeouts: mostly(
      fc.record({ totalMs: setting([500, null]), firstTokenMs: setting([1, 100]) }, { requiredKeys: [] }),
    ),
    errorBudget: setting([0, 1]),
    storeText: setting(["full", "hash", "none"]),
    telemetry: setting([false, { intervalMs: 10 }, { intervalMs: 20, serverPid: undefined }]),
    isolation: setting(["run", "run", "run", "target"]),
    retry: setting([null, { attempts: 1 }, { attempts: 1, maxWaitMs: 1 }]),
    promptNonce: setting([true, false]),
    coolDown: setting([null, { seconds: 0.01 }, { belowCelsius: 20, atMostSeconds: 0.01 }]),
    prices: setting([null, {}, { nobody: { perHour: 1, asOf: "2026-11-30" } }]),
    limits: setting([null, { responseTimeMs: 5 }, { latencyMs: 1, worstGapMs: undefined }]),
    seed: setting([1, -0, 2 ** 53 - 1]),
  },
  { requiredKeys: ["targets", "cases"] },
);

/** Runs it in a folder of its own: what it threw, or everything that became of the run. */
async function outcomeOf(asked: unknown): Promise<"refused" | "measured"> {
  const directory = mkdtempSync(path.join(tmpdir(), "benchbook-accepted-"));
  try {
    const run = await runBenchmark({ ...(asked as RunOptions), directory, onProgress: null }).catch(
      (error: unknown) => {
        assert.ok(error instanceof Error && !(error instanceof TypeError), String((error as Error).stack));
        assert.deepEqual(readdirSync(directory), [], `refused after it had begun: ${error.message}`);
        return null;
      },
    );
    if (run === null) return "refused";
    assert.notEqual(run.manifest.state, "running");
    const opened = await openRun(run.directory);
    assert.deepEqual(opened.manifest, run.manifest);
    assert.deepEqual((await verifyRun(run.directory)).problems, []);
    if (run.manifest.storeText === "full") await resumeRun(run.directory, { onProgress: null });
    await writeReport(opened);
    assert.deepEqual((await verifyRun(run.directory)).problems, []);
    return "measured";
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

test("whatever runBenchmark accepts is opened, verified, resumed and reported; the rest leaves nothing behind", async () => {
  const counts = { refused: 0, measured: 0 };
  const numRuns = Number(process.env.BENCHBOOK_RANDOM_RUNS ?? 24);
  await fc.assert(
    fc.asyncProperty(options, async (asked) => {
      counts[await outcomeOf(asked)]++;
    }),
    { numRuns, seed: Number(process.env.BENCHBOOK_RANDOM_SEED ?? 14), endOnFailure: true },
  );
  assert.ok(counts.measured >= numRuns / 8, `only ${counts.measured} of ${numRuns} were accepted`);
});

const simulated = simulatedTarget({ name: "t", timeToFirstTokenMs: 1, gapMs: 1, tokens: 2, seed: 1 });

test("a case set written by hand is completed as caseSet completes it, whatever its hash says", async () => {
  const cases = [{ id: 7, prompt: "Say a." }, { prompt: "Say b." }];
  const made = caseSet({ name: "mine", version: "1", cases });
  for (const sha256 of ["", "0".repeat(64), null, undefined]) {
    const directory = mkdtempSync(path.join(tmpdir(), "benchbook-by-hand-"));
    const asked = { name: "mine", version: "1", sha256, cases };
    const run = await runBenchmark({ targets: [simulated], cases: asked, warmups: 0, directory, onProgress: null });
    assert.deepEqual((await openRun(run.directory)).manifest.cases, made.cases);
    assert.deepEqual(run.manifest.caseSet, { name: "mine", version: "1", sha256: made.sha256 });
    assert.equal("sha256" in cases, false);
  }
});

test("a prompt of a million characters is kept, and cases beyond what a manifest holds are refused", async () => {
  const directory = mkdtempSync(path.join(tmpdir(), "benchbook-large-"));
  const ask = (prompts: readonly string[]) =>
    runBenchmark({
      targets: [simulated],
      cases: { cases: prompts.map((prompt) => ({ prompt })) },
      warmups: 0,
      directory,
      onProgress: null,
    });
  const large = await ask(["a ".repeat(5e5)]);
  assert.equal((await openRun(large.directory)).manifest.cases[0]?.prompt.length, 1e6);
  const before = readdirSync(directory).length;
  await assert.rejects(
    ask(Array.from({ length: 70 }, (_, at) => `${at} ${"\u0001".repeat(2e5)}`)),
    /characters of JSON/,
  );
  assert.equal(readdirSync(directory).length, before);
});

test("what has no JSON form in a target is refused by its place", async () => {
  const traps: readonly (readonly [unknown, RegExp])[] = [
    [Number.NaN, /NaN at x/],
    [1n, /a bigint at x/],
    [new Date(0), /a Date at x/],
    [new Map(), /a Map at x/],
    [() => 1, /a function at x/],
    [[{ y: Number.POSITIVE_INFINITY }], /Infinity at x\[0\]\.y/],
    [JSON.parse('{"__proto__": 1}'), /a field __proto__ at x/],
  ];
  for (const [x, message] of traps)
    await assert.rejects(
      runBenchmark({ targets: [{ ...simulated, x }], cases: { cases: [{ prompt: "a" }] } }),
      message,
    );
});
