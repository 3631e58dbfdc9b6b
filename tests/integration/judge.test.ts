import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { judgeAgreement } from "../../lib/scoring/judging/judge.js";
import { judge } from "../../lib/scoring/judging/target-judge.js";
import { scoreTrials } from "../../lib/scoring/score-trials.js";
import { openRun } from "../../lib/store/run-folder/open-run.js";
import { llamaTarget } from "../../lib/targets/llama-target.js";
import { moduleTarget } from "../../lib/targets/module-target.js";
import type { Case, Trial } from "../../lib/types/index.js";
import { exampleTrial } from "../support/metrics/trial.js";

const folder = () => mkdtempSync(path.join(tmpdir(), "benchbook-judge-"));
const capital: Case = {
  ...{ id: "capital", kind: null, prompt: "What is the capital of France?", system: null },
  ...{ expected: "Paris", checks: [], maxTokens: null },
};
const answers = ["Paris", "It is Lyon", "It is Paris"];

function trialsOf(texts: readonly string[]): Trial[] {
  return texts.map((text, planIndex) =>
    exampleTrial({
      planIndex,
      caseId: "capital",
      repetition: planIndex,
      outcome: { kind: "answered", text, reasoning: null, finishReason: "stop", warnings: [] },
    }),
  );
}

/** An engine whose reply is what `reply` makes of the prompt: a judge with a script. */
async function scripted(reply: string): Promise<string> {
  const file = path.join(folder(), "judge-driver.mjs");
  await writeFile(
    file,
    `const info = { engine: "script", engineVersion: null, model: "script", modelPath: null, modelSha256: null, modelBytes: null,
       quantisation: null, parameters: null, contextSize: null, device: null, threads: null, openMs: 0, details: {} };
     const said = { kind: "answered", finishReason: "stop", streamed: true, usage: null, respondedModel: null, warnings: [] };
     const reply = ${reply};
     export const openDriver = async (target, world) => ({ info, close: async () => {},
       send: async ({ prompt }, observer) => { observer.onDispatched(world.now());
         observer.onChunk({ atMs: world.now(), kind: "answer", text: reply(prompt), tokens: null, readIndex: 0 });
         return { ...said, endAtMs: world.now() }; } });`,
  );
  return file;
}

/** Says by the labels of the question whether the answer names Paris. */
const honest = `(prompt) => {
  const right = /<answer \\w+>[^<]*Paris/.test(prompt);
  const fails = /^([AB]): the answer does not meet/m.exec(prompt)[1];
  const meets = fails === "A" ? "B" : "A";
  return "Let me see.\\nVERDICT: " + (right ? meets : fails);
}`;

async function scoredBy(reply: string) {
  const directory = folder();
  const target = moduleTarget({ name: "script", module: await scripted(reply) });
  const scorer = judge({ target, rubric: "The answer is right.", directory, onProgress: null });
  return { scores: await scoreTrials(trialsOf(answers), [capital], [scorer]), directory };
}

describe("a target as the judge", () => {
  it("is asked about all answers in one run, both ways, and its verdicts are the scores", async () => {
    const { scores, directory } = await scoredBy(honest);
    assert.deepEqual(
      scores.map(({ value, passed }) => [value, passed]),
      [
        [1, true],
        [0, false],
        [1, true],
      ],
    );
    const [only, ...others] = await readdir(directory);
    assert.deepEqual(others, []);
    const run = await openRun(path.join(directory, String(only)));
    const asked = (await run.trials()).map((trial) => trial.caseId);
    assert.deepEqual([asked.length, new Set(asked).size, run.manifest.generation.temperature], [6, 6, 0]);
  });

  it("has a value of a half when it favors a label, and none when it rambles", async () => {
    const { scores } = await scoredBy('() => "VERDICT: A"');
    assert.deepEqual(judgeAgreement(scores), { judged: 3, consistent: 0, withoutVerdict: 0, share: 0 });
    const rambling = await scoredBy('() => "I like both, A and B."');
    assert.deepEqual(judgeAgreement(rambling.scores), { judged: 0, consistent: 0, withoutVerdict: 3, share: null });
    assert.match(rambling.scores[0]?.reason ?? "", /held no verdict/);
  });

  it("can be the embedded model, whose every reply is kept, parsed strictly and the same again", async () => {
    const directory = folder();
    const target = llamaTarget({ model: "smollm2-135m-instruct-q4_1", threads: 1 });
    const options = { target, rubric: "The answer names Paris.", maxTokens: 12, directory, onProgress: null } as const;
    const trials = trialsOf(["Paris", "Lyon"]);
    const scores = await scoreTrials(trials, [capital], [judge(options)]);
    assert.equal(scores.length, 2);
    for (const { value, passed } of scores) {
      assert.ok(value === null || [0, 0.5, 1].includes(value), `${value}`);
      assert.equal(passed, value === 1 ? true : value === 0 ? false : null);
    }
    assert.deepEqual(await scoreTrials(trials, [capital], [judge(options)]), scores);
    const [first] = await readdir(directory);
    const run = await openRun(path.join(directory, String(first)));
    assert.equal((await run.trials()).filter((trial) => trial.outcome.kind === "answered").length, 4);
  });
});
