import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import * as bb from "../../lib/dist/index.js";
import { startLlamaServer } from "./servers.mjs";

// Files as people bring them, each through `npx benchbook cases` and `npx benchbook run` against llama.cpp's own server. Ids, counts
// and prompts are those that one reads in the files.

const main = resolve(import.meta.dirname, "..", "..", "lib/dist/cli/main.js");
const own = (/** @type {string} */ name) => join(import.meta.dirname, "own-data", name);

/** @returns {Promise<any>} what a command says as JSON */
const benchbook = async (/** @type {string[]} */ ...args) => {
  const { stdout } = await promisify(execFile)(process.execPath, [main, "--json", ...args], { maxBuffer: 2 ** 26 });
  return JSON.parse(stdout);
};

const letter = "\n\nAnswer with the letter of the right choice.";

/** What `columns` and `layout` are, how many cases there are, and what the first asks and expects. */
const files = [
  {
    file: "sharegpt.json",
    layout: "sharegpt",
    count: 2,
    prompt: "Name a lake in Switzerland.",
    expected: "Lake Thun.",
  },
  {
    file: "messages.jsonl",
    layout: "openai-messages",
    count: 3,
    prompt: "What is the capital of France?",
    expected: null,
  },
  {
    file: "alpaca.json",
    layout: "alpaca",
    count: 3,
    prompt: "Translate into German.\n\nGood morning.",
    expected: "Guten Morgen.",
  },
  {
    file: "gsm8k.jsonl",
    layout: "question-answer",
    count: 2,
    prompt: "Mia bakes 12 buns in the morning and 30 in the afternoon. How many buns does she bake?",
    expected: "42",
    scorers: ["number"],
  },
  {
    file: "choices.jsonl",
    layout: "multiple-choice",
    count: 3,
    prompt: `Which of these is red?\n\nA. Sky\nB. Blood\nC. Grass\nD. Snow${letter}`,
    expected: "B",
    scorers: ["choice"],
  },
  { file: "promptfoo.csv", layout: "promptfoo", count: 2, prompt: "Say the word Paris.", expected: null },
  {
    file: "export.parquet",
    layout: "columns",
    columns: { prompt: "question", expected: "answer" },
    count: 2,
    prompt: "What is the capital of Norway?",
    expected: "Oslo",
  },
  {
    file: "semikolon.csv",
    layout: "columns",
    columns: { prompt: "Frage", expected: "Antwort", id: "Nr" },
    count: 2,
    prompt: "Was ist die Hauptstadt von Frankreich?",
    expected: "Paris",
  },
];

describe("files of other tools on llama.cpp's server", () => {
  /** @type {{ baseUrl: string, stop(): void }} */
  let server;
  before(async () => {
    server = await startLlamaServer();
  });
  after(() => server.stop());

  for (const { file, layout, columns, count, prompt, expected, scorers = [] } of files)
    it(`${file} is read, shown, sent and answered`, async () => {
      const directory = mkdtempSync(join(tmpdir(), "own-data-"));
      const pairs = Object.entries(columns ?? {}).map((pair) => pair.join("="));
      const shown = await benchbook("cases", own(file), ...(columns ? ["--columns", pairs.join(",")] : []));
      assert.deepEqual([shown.count, shown.layout.name], [count, layout]);
      assert.deepEqual([shown.first[0].prompt, shown.first[0].expected], [prompt, expected]);
      const target = { kind: "openai", baseUrl: server.baseUrl, model: "smollm2" };
      const cases = columns ? { file: own(file), columns } : own(file);
      const config = join(directory, "run.json");
      const rest = { warmups: 0, generation: { maxTokens: 8 }, errorBudget: 1 };
      writeFileSync(config, JSON.stringify({ cases, targets: [target], directory, ...rest }));
      const told = await benchbook("run", config);
      const run = await bb.openRun(told.directory);
      assert.deepEqual([run.manifest.caseSet.sha256, run.manifest.caseSet.layout], [shown.sha256, shown.layout]);
      const trials = (await run.trials()).filter(({ phase }) => phase === "measured");
      assert.equal(new Set(trials.map(({ caseId }) => caseId)).size, count);
      assert.ok(
        trials.every(({ outcome }) => outcome.kind === "answered"),
        JSON.stringify(trials[0]?.outcome),
      );
      assert.deepEqual((await bb.verifyRun(run.directory)).problems, []);
      if (scorers.length === 0) return;
      const scores = await bb.scoreRun(run);
      assert.deepEqual([...new Set(scores.map(({ scorer }) => scorer))], scorers);
      assert.ok(scores.every(({ reason }) => reason !== ""));
    });
});
