import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import ts from "typescript";
import { root } from "../scripts/setup/paths.mjs";

// Students answer wrongly. A check may then neither pass nor raise, and no cell after it may end the notebook.

process.chdir(join(root, "notebooks")); // as a kernel does
const library = (file) => import(pathToFileURL(join(root, "lib", "dist", file)).href);
const bb = await library("index.js");
const { judgeExercise } = await library("notebook/check-exercise.js");

const isCode = ({ cell_type }) => cell_type === "code";
const isExercise = ({ metadata }) => (metadata.tags ?? []).includes("exercise");

/**
 * Run the code cells of a notebook in this process with other answers in its exercise cells, in their order.
 *
 * @param {string} name
 * @param {(string | null)[]} answers null leaves a cell as it is
 * @param {{ alone?: boolean }} [how] `alone`: only the exercise and what follows, where that needs nothing from before
 * @returns {Promise<{ exercise: string, done: boolean, text: string }[]>} what each check says
 */
async function judged(name, answers, { alone = false } = {}) {
  const { cells } = JSON.parse(readFileSync(join(root, "notebooks", `${name}.ipynb`), "utf8"));
  const left = [...answers];
  const sources = cells.filter(isCode).map((cell) => {
    const own = [cell.source].flat().join("");
    return isExercise(cell) ? (left.shift() ?? own) : own;
  });
  if (alone) sources.splice(0, cells.filter(isCode).findIndex(isExercise));
  const found = [];
  const checkExercise = (exercise, checks) => found.push({ exercise, ...judgeExercise(exercise, checks) });
  const silent = { showTable() {}, showFigure() {}, showText() {}, projectFile: (path) => join(root, path) };
  const program = ts.transpile(sources.join("\n;\n").replace(/^import .*$/gm, ""), { target: ts.ScriptTarget.ES2022 });
  const AsyncFunction = /** @type {any} */ ((async () => {}).constructor);
  await new AsyncFunction("bb", program)({ ...bb, ...silent, checkExercise });
  return found;
}

const nullish = (text) => `const ${text};`;

/** For each lab: as it stands (broken), and what students write. */
const labs = {
  "role chunk": [
    "const timeToFirstTokenMs = (stream) => stream.find((piece) => piece.kind === 'answer').atMs;",
    "const timeToFirstTokenMs = (stream) => stream.filter((piece) => piece.kind !== 'role')[0].atMs;",
    "const timeToFirstTokenMs = (stream) => stream.find((piece) => piece.textLength > 0)?.atMs ?? 0;",
  ],
  "zero for missing": [
    "const meanTimeMs = (times) => mean(times.filter((time) => time));",
    "const meanTimeMs = (times) => mean(times.filter((time) => time !== null));",
    "const meanTimeMs = (times) => times.toFixed();",
  ],
  "mean of means": [
    "const msPerToken = (list) => mean(list.map((a) => a.decodeMs / a.tokens));",
    "const msPerToken = (list) => list.map((a) => a.decodeMs) / list.map((a) => a.tokens - 1);",
    "const msPerToken = (list) => list.decodeMs.sum;",
  ],
  "same seed": [
    nullish("worker = (number) => instants(25, number)[0]"),
    nullish("worker = () => { throw new Error('no') }"),
    nullish("worker = (number) => instants(100, P.seed + number)"),
  ],
  "kind clock": [
    nullish("responseTimeMs = (trial) => null"),
    nullish("responseTimeMs = (trial) => trial.endedAt - trial.intendedAt"),
    nullish("responseTimeMs = (trial) => trial.outcome.nothing.here"),
  ],
  survivors: [
    nullish("counted = (requests) => requests"),
    nullish(
      "counted = (requests, deadline) => requests.filter((r) => r.arrivedAtMs < deadline && r.endedAtMs < 70000)",
    ),
    nullish("counted = () => undefined"),
  ],
};

test("no lab is done as it stands, none of its wrong mends passes, and none raises", async () => {
  const asItStands = await judged(
    "12-broken-benchmarks",
    Object.keys(labs).map(() => null),
  );
  assert.deepEqual(
    asItStands.map(({ exercise, done }) => [exercise, done]),
    Object.keys(labs).map((name) => [name, false]),
  );
  for (const round of [0, 1, 2]) {
    const wrong = await judged(
      "12-broken-benchmarks",
      Object.values(labs).map((answers) => answers[round]),
    );
    assert.deepEqual(
      wrong.filter(({ done }) => done).map(({ text }) => text),
      [],
    );
    assert.equal(wrong.length, 6);
  }
});

test("the check of a lab that says what is missing fails while it is missing", async () => {
  const found = await judged(
    "12-broken-benchmarks",
    Object.keys(labs).map(() => null),
  );
  const survivors = found.find(({ exercise }) => exercise === "survivors");
  assert.match(survivors.text, /✗ those still under way at the deadline are among them: expected \d+, got 0/);
});

const medians = (statistic, condition) => `const answer = \`WITH medians AS (
  SELECT caseId, target, ${statistic} AS ms FROM trials ${condition} GROUP BY caseId, target)
  SELECT count(*) AS cases FROM medians AS a JOIN medians AS b ON a.caseId = b.caseId
  WHERE a.target LIKE '%q8_0' AND b.target LIKE '%q4_0' AND a.ms < b.ms\`;`;
const measured = "WHERE phase = 'measured'";

test("the SQL exercise takes the right query, and no mean, no warm-ups, no constant and no mistake", async () => {
  const judgedAs = async (answer) => (await judged("10-explore-saved-results", [answer], { alone: true }))[0];
  const right = await judgedAs(medians("quantile_exact(latencyMs, 0.5)", measured));
  assert.ok(right.done, right.text);
  const wrong = [
    medians("avg(latencyMs)", measured),
    medians("quantile_exact(latencyMs, 0.5)", ""),
    medians("quantile_exact(latencyMs, 0.5)", measured).replace("a.ms < b.ms", "a.ms <= b.ms"),
    ...[0, 1, 8, 9, 16].map((count) => `const answer = "SELECT ${count} AS cases";`),
    'const answer = "SELECT * FROM trials";',
    'const answer = "SELEKT 8";',
    "const answer = 8;",
    "const answer = null;",
  ];
  for (const answer of wrong) {
    const { done, text } = await judgedAs(answer);
    assert.ok(!done, `${answer}\n${text}`);
  }
  assert.match((await judgedAs('const answer = "SELEKT 8";')).text, /expected 1, got 'Error: .*SELEKT/);
});
