import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { tokenCount } from "../../lib/metrics/token-count.js";
import { appendResults } from "../../lib/recipes/streaming/files.js";
import { writeReport } from "../../lib/report/write-report.js";
import { resumeRun } from "../../lib/run/resume-run.js";
import { runBenchmark } from "../../lib/run/run-benchmark.js";
import { truthOfRun } from "../../lib/run/truth-of-run.js";
import { scoreRun } from "../../lib/scoring/score-run.js";
import { scorer } from "../../lib/scoring/scorer.js";
import { moduleTarget } from "../../lib/targets/module-target.js";
import type { CaseSet, Run } from "../../lib/types/index.js";
import { caseSet } from "../../lib/workload/case-file/case-set.js";

// What a run may keep of its texts, and that what it was asked stays what it was. The secret stands in the prompt, the system
// message, the expected answer and a check; the engine says it in its answers and its errors.

const secret = "the-merger-is-on-friday";
const folder = () => mkdtempSync(path.join(tmpdir(), "benchbook-private-"));
const cases = caseSet({
  name: "private",
  cases: ["one", "two", "three", "four"].map((id) => ({
    id,
    prompt: `${id}: say ${secret}`,
    system: `You know ${secret}.`,
    expected: secret,
    checks: [{ kind: "facts", facts: [secret] }],
  })),
});

/** An engine that repeats what it was asked: in its answers, its errors, and (as a broken driver) in what it throws. */
async function repeating(afterMs = 30, refusal = "http_4xx"): Promise<ReturnType<typeof moduleTarget>> {
  const file = path.join(folder(), "own-driver.mjs");
  await writeFile(
    file,
    `const told = { streamed: true, usage: null, respondedModel: null, warnings: [] };
     const info = { engine: 'own', engineVersion: null, model: 'own', modelPath: null, modelSha256: null, modelBytes: null,
       quantisation: null, parameters: null, contextSize: null, device: null, threads: null, openMs: 0, details: {} };
     export const openDriver = async (target, world) => ({ info, close: async () => {}, send: async ({ prompt }, observer) => {
       observer.onDispatched(world.now());
       await new Promise((resolve) => setTimeout(resolve, ${afterMs}));
       if (prompt.startsWith("two")) return { ...told, kind: "failed", class: "${refusal}", phase: "first-byte", status: 400,
         message: "cannot answer " + prompt, endAtMs: world.now() };
       if (prompt.startsWith("three")) throw new Error("cannot think about " + prompt);
       observer.onChunk({ atMs: world.now(), kind: "reasoning", text: "They ask: " + prompt, tokens: 1, readIndex: 0 });
       observer.onChunk({ atMs: world.now(), kind: "answer", text: "You said: " + prompt, tokens: 1, readIndex: 1 });
       return { ...told, kind: "answered", finishReason: "had to stop at: " + prompt, respondedModel: "one that hears " + prompt,
         endAtMs: world.now() };
     } });`,
  );
  return moduleTarget({ module: file, name: "own" });
}

const run = async (storeText: "full" | "hash" | "none", stopAfter = Infinity): Promise<Run> => {
  const stop = new AbortController();
  return runBenchmark({
    name: "private",
    targets: [await repeating(stopAfter === Infinity ? 30 : 250)],
    cases,
    warmups: 0,
    errorBudget: 1,
    storeText,
    directory: folder(),
    signal: stop.signal,
    onProgress: ({ completed }) => {
      if (completed >= stopAfter) stop.abort("enough for now");
    },
  });
};

const filesOf = (directory: string) =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));

const withSecret = ({ directory }: Run) => filesOf(directory).filter((file) => readFileSync(file).includes(secret));

describe("storeText", () => {
  for (const storeText of ["hash", "none"] as const) {
    it(`${storeText}: no file of the run, its report and its exports holds a word of prompts, answers or errors`, async () => {
      const done = await run(storeText);
      assert.deepEqual((await done.trials()).map(({ outcome }) => outcome.kind).sort(), [
        "answered",
        "answered",
        "failed",
        "failed",
      ]);
      await scoreRun(done);
      await writeReport(done);
      await appendResults(done, path.join(done.directory, "results.csv"));
      assert.ok(filesOf(done.directory).length >= 6);
      assert.deepEqual(withSecret(done), []);
    });

    it(`${storeText}: what was not kept is unknown, not zero and not wrong`, async () => {
      const done = await run(storeText);
      const scores = await scoreRun(done, [scorer("length", ({ text }) => text.length)]);
      assert.equal(scores.length, 4);
      assert.deepEqual([...new Set(scores.map(({ value, passed }) => value ?? passed))], [null]);
      const answered = (await done.trials()).filter(({ outcome }) => outcome.kind === "answered");
      assert.deepEqual(
        answered.map((trial) => tokenCount(trial, "whitespace").outputTokens),
        [null, null],
      );
      await assert.rejects(truthOfRun(done), /with its prompts, got one with storeText "(hash|none)"/);
    });

    it(`${storeText}: is resumed with its cases given again, and with no others`, async () => {
      const broken = await run(storeText, 1);
      assert.equal(broken.manifest.state, "broken-off");
      await assert.rejects(resumeRun(broken.directory), /did not keep its prompts.*give them again/);
      const other: CaseSet = { ...cases, cases: cases.cases.map((one) => ({ ...one, prompt: `${one.prompt}!` })) };
      await assert.rejects(
        resumeRun(broken.directory, { cases: other }),
        /changed since it began: case "one", case "two"/,
      );
      const whole = await resumeRun(broken.directory, { cases });
      assert.equal(whole.manifest.state, "finished");
      assert.equal((await whole.trials()).length, 4);
      assert.deepEqual(withSecret(whole), []);
    });
  }

  it("hash: an early end does not tell a server's words either", async () => {
    const done = await runBenchmark({
      targets: [await repeating(30, "auth")],
      cases,
      warmups: 0,
      storeText: "hash",
      directory: folder(),
      onProgress: ({ recent }) => assert.doesNotMatch(JSON.stringify(recent), new RegExp(secret)),
    });
    assert.equal(done.manifest.state, "broken-off");
    assert.match(done.manifest.stateReason ?? "", /^refused: its words are not kept/);
    assert.deepEqual(withSecret(done), []);
  });

  it("full: keeps every word, so that the test above would see one", async () => {
    const done = await run("full");
    assert.deepEqual(
      withSecret(done)
        .map((file) => path.basename(file))
        .sort(),
      ["journal.jsonl", "manifest.json", "trials.csv"],
    );
  });
});

describe("a manifest that was edited since the run began", () => {
  const edits: readonly [string, RegExp, (manifest: Record<string, unknown>) => void][] = [
    ["repetitions", /changed since it began: repetitions/, (manifest) => Object.assign(manifest, { repetitions: 2 })],
    ["seed", /changed since it began: seed;/, (manifest) => Object.assign(manifest, { seed: 99 })],
    [
      "a prompt",
      /changed since it began: case "three";/,
      ({ cases: list }) => Object.assign((list as object[])[2] ?? {}, { prompt: "something else" }),
    ],
    [
      "a target's setting",
      /changed since it began: target "own";/,
      ({ targets }) => Object.assign((targets as object[])[0] ?? {}, { module: "/other.mjs" }),
    ],
    [
      "the order of the cases",
      /changed since it began: the order of its targets and cases;/,
      (manifest) => Object.assign(manifest, { cases: [...(manifest.cases as object[])].reverse() }),
    ],
    [
      "the answer's length",
      /changed since it began: generation;/,
      ({ generation }) => Object.assign(generation as object, { maxTokens: 5 }),
    ],
  ];
  for (const [what, expected, edit] of edits)
    it(`${what}: is not resumed, and the change is named`, async () => {
      const broken = await run("full", 1);
      const file = path.join(broken.directory, "manifest.json");
      const manifest = JSON.parse(await readFile(file, "utf8"));
      edit(manifest);
      await writeFile(file, JSON.stringify(manifest));
      const before = readFileSync(path.join(broken.directory, "journal.jsonl"));
      await assert.rejects(resumeRun(broken.directory), expected);
      assert.deepEqual(readFileSync(path.join(broken.directory, "journal.jsonl")), before, "nothing was sent");
    });
});
