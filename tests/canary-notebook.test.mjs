import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { echoingServer } from "../build/tests/support/targets/echoing-server.js";
import { runNotebook } from "../scripts/notebook/run.mjs";
import { root } from "../scripts/setup/paths.mjs";

// A key goes through a notebook in the real kernel, against a server that sends it back, and must be in none of its outputs.

const key = `sk-canary-${randomBytes(16).toString("hex")}`;
const forms = [key, Buffer.from(key).toString("base64").slice(0, 40), Buffer.from(key).toString("hex")];
const traces = (/** @type {string} */ text) => forms.filter((form) => text.includes(form));

/** @param {string} origin @param {string} folder */
const cellsFor = (origin, folder) => [
  'import * as bb from "../../lib";',
  `const names = ["answer", "answer-in-halves", "wrong-key-401", "server-error-500", "reason-phrase", "error-in-stream", "model-name"];
const unknown = process.env.CANARY_KEY ?? "";
const sent = { headers: { "X-Tenant": unknown }, query: { tenant: unknown, "api-version": "1" }, extraBody: { user: unknown } };
const targets = names.map((name) => bb.openaiTarget({ baseUrl: "${origin}/" + name + "/v1", model: "m", name, apiKeyEnv: "CANARY_KEY", ...sent }));
const cases = bb.syntheticCases({ count: 1, promptTokens: 8, maxTokens: 8, seed: 1 });
const run = await bb.runBenchmark({ name: "canary", targets, cases, warmups: 0, errorBudget: 1, directory: ${JSON.stringify(folder)} });`,
  `const trials = await run.trials();
bb.showTable(trials.map((trial) => ({ target: trial.target, ...trial.outcome })));`,
  `bb.showFigure(bb.figures.latency(trials, bb.figures.figureOptions(run.manifest)));
for (const trial of trials) bb.showText(trial.outcome.text);`,
  "console.log(JSON.stringify(run.manifest), JSON.stringify(trials));\nconsole.error(trials);\nrun.manifest",
  "trials",
  `const gateway = { baseUrl: "http://127.0.0.1:9/v1", model: "m", stream: false, apiKeyEnv: "CANARY_KEY", apiKeyHeader: "api-key" };
const whole = bb.openaiTarget({ ...gateway, maxTokensField: "max_completion_tokens" });
const thinking = bb.ollamaTarget({ model: "m", think: "low", format: { type: "object" } });
try { bb.openaiTarget({ ...gateway, headers: { "X-Access-Key": unknown } }); } catch (error) { console.error(error); }
[whole, thinking]`,
  'await bb.runBenchmark({ targets: [bb.openaiTarget({ baseUrl: "http://127.0.0.1:9/v1", model: "m", apiKeyEnv: "CANARY_KEY" })], cases, directory: run.directory + "-gone" })',
];

let folder;
let server;
let output;
let code;
before(async () => {
  mkdirSync(join(root, "outputs"), { recursive: true });
  folder = mkdtempSync(join(root, "outputs", "canary-"));
  server = await echoingServer();
  const cells = cellsFor(server.origin, folder).map((source, i) => ({
    ...{ cell_type: "code", id: `c${i}`, metadata: {}, execution_count: null, outputs: [], source },
  }));
  const kernelspec = { display_name: "TypeScript", language: "typescript", name: "tslab" };
  const [notebook, executed] = [join(folder, "made.ipynb"), join(folder, "executed.ipynb")];
  writeFileSync(notebook, JSON.stringify({ cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 }));
  process.env.CANARY_KEY = key;
  code = await runNotebook(notebook, { output: executed });
  output = readFileSync(executed, "utf8");
});
after(async () => {
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

test("the notebook did what it should: the server had the key, and what it sent back was shown", () => {
  const { cells } = JSON.parse(output);
  assert.equal(code, 1, "the last cell asks a server that is not there");
  assert.match(JSON.stringify(cells.at(-1).outputs), /"output_type":"error"|stderr/);
  assert.ok(
    server.seen.size >= 6 && [...server.seen.values()].every((sent) => sent === key),
    [...server.seen.keys()].join(),
  );
  const shown = JSON.stringify(cells.slice(1, -1).map(({ outputs }) => outputs));
  for (const sign of ["[key]", "text/html", "image/png", "stderr", "wrong-key-401", "notStored", "X-Access-Key"])
    assert.ok(shown.includes(sign), sign);
});

test("no output of the notebook and no file of its run holds the key, in any form", () => {
  assert.deepEqual(traces(output), []);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const withKey = files.filter(
    (entry) => traces(readFileSync(join(entry.parentPath, entry.name), "latin1")).length > 0,
  );
  assert.ok(files.length > 5);
  assert.deepEqual(
    withKey.map((entry) => entry.name),
    [],
  );
  assert.deepEqual(traces(`x${key}`), [key], "a trace would be found");
});
