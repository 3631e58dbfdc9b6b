import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { before, describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import {
  batches,
  type CaseSet,
  caseSet,
  closedLoop,
  compressingTarget,
  inspect,
  type Load,
  llamaTarget,
  loadCases,
  moduleTarget,
  projectFile,
  runBenchmark,
  simulatedTarget,
  type Target,
  transformersTarget,
  writeReport,
} from "../../lib/index.js";

// At temperature 0 an engine inside the measuring process says the same however many ask at once: a batch of several answers
// rounds otherwise than one alone, and two of these questions are near enough to a tie between two words to show it.

const model = "smollm2-135m-instruct-q4_1";
const nearTies = [
  "extract-product-price",
  "summarise-bees",
  "extract-title-author",
  "extract-name-email",
  "explain-lora",
  "explain-rain",
  "summarise-meeting",
];
const loads: readonly (readonly [string, Load])[] = [
  ["2 at a time", closedLoop({ concurrency: 2 })],
  ["4 at a time", closedLoop({ concurrency: 4 })],
  ["8 at a time", closedLoop({ concurrency: 8 })],
  ["batches of 3", batches({ size: 3 })],
];

let cases: CaseSet;
before(async () => {
  const all = await loadCases(projectFile("data/cases/bootcamp.jsonl"));
  const wanted = all.cases.filter(({ id }) => nearTies.includes(id));
  assert.equal(wanted.length, nearTies.length);
  cases = caseSet({ name: "near ties", cases: wanted });
});

/** Prompts that the small model in the repository answers: it ends at once where it is asked for more. */
const few = caseSet({
  name: "for a small model",
  cases: ["What is a bee?", "The sea", "Tell me about the moon", "Why is grass green?", "A river"].map((prompt) => ({
    prompt,
  })),
});

/** Every answer by its case, twice each; the run itself must have found no case that differs. */
async function textsOf(target: Target, load: Load, maxTokens: number): Promise<readonly string[]> {
  const asked = target.kind === "transformers" ? few : cases;
  const run = await runBenchmark({
    targets: [target],
    cases: asked,
    load,
    warmups: 0,
    repetitions: 2,
    generation: { maxTokens, temperature: 0 },
    directory: mkdtempSync(path.join(tmpdir(), "same-")),
    onProgress: null,
  });
  const trials = await run.trials();
  assert.deepEqual(
    inspect.repeatedAnswers(trials, run.manifest).map((found) => [found.cases, found.differing]),
    [[asked.cases.length, 0]],
  );
  const said = trials.map(({ caseId, outcome }) => `${caseId}: ${outcome.kind} ${outcome.text}`);
  return [...new Set(said)].sort();
}

function saysTheSame(name: string, target: Target, maxTokens: number, under = loads): void {
  it(`${name} says the same alone and among others`, async () => {
    const alone = await textsOf(target, closedLoop({ concurrency: 1 }), maxTokens);
    for (const [how, load] of under) assert.deepEqual(await textsOf(target, load, maxTokens), alone, how);
  });
}

describe("however many ask at once", () => {
  const llama = llamaTarget({ model, threads: 1, contextSize: 512 });
  saysTheSame("llama.cpp in this process", llama, 32);
  saysTheSame("a compressing target in front of it", compressingTarget(llama), 16, loads.slice(2));
  saysTheSame(
    "transformers.js",
    transformersTarget({ model: projectFile("data/models/tiny-lm"), quantized: false }),
    24,
  );
  saysTheSame("a simulated engine", simulatedTarget({ timeToFirstTokenMs: 3, gapMs: 1, tokens: 8, jitter: 0.2 }), 8);
});

describe("a run whose repetitions differ at temperature 0", () => {
  it("says so with the share of cases, in its verdict and its report, and is no bad run for it", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "unlike-"));
    const driver = path.join(folder, "driver.mjs");
    writeFileSync(
      driver,
      `const details = {}, nothing = null;
       const info = { engine: "unlike", engineVersion: nothing, model: "m", modelPath: nothing, modelSha256: nothing,
         modelBytes: nothing, quantisation: nothing, parameters: nothing, contextSize: nothing, device: nothing,
         threads: nothing, openMs: 0, details };
       let sent = 0;
       export const openDriver = async (target, world) => ({
         info,
         close: async () => {},
         async send(request, observer) {
           observer.onDispatched(world.now());
           const text = request.prompt === "unlike" ? "answer " + sent++ : "the answer";
           observer.onChunk({ atMs: world.now(), kind: "answer", text, tokens: 2, readIndex: 0 });
           const usage = { source: "engine", inputTokens: 1, outputTokens: 2, cachedInputTokens: 0, reasoningTokens: null };
           const ended = { endAtMs: world.now(), streamed: true, usage, respondedModel: null, warnings: [] };
           return { ...ended, kind: "answered", finishReason: "stop" };
         },
       });`,
    );
    const run = await runBenchmark({
      targets: [moduleTarget({ module: pathToFileURL(driver).href, name: "unlike" })],
      cases: caseSet({ name: "four", cases: ["unlike", "like", "alike", "the same"].map((prompt) => ({ prompt })) }),
      repetitions: 3,
      generation: { temperature: 0 },
      directory: folder,
      onProgress: null,
    });
    const note = "unlike: the repetitions of 1 of 4 cases (25 %) differ although the temperature is 0";
    const { notes = [], reasons = [] } = run.manifest.verdict ?? {};
    assert.ok(notes.join().startsWith(note), JSON.stringify(run.manifest.verdict));
    assert.ok(!reasons.some((reason) => reason.includes("temperature")));
    await writeReport(run, { formats: ["md"] });
    assert.ok(readFileSync(path.join(run.directory, "report.md"), "utf8").includes(note));
  });
});
