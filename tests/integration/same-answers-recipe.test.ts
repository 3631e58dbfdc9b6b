import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import * as bb from "../../lib/index.js";

const folder = () => mkdtempSync(join(tmpdir(), "same-answers-"));
const cases = bb.caseSet({
  cases: Array.from({ length: 8 }, (_, at) => ({ id: `c${at}`, prompt: `Count to ${at + 3}.` })),
});

/** An engine whose third piece is another one while more than two requests are in flight, as of one that batches them. */
const ENGINE = `
let inFlight = 0;
export async function* generate({ prompt }) {
  inFlight++;
  try {
    yield "Here ";
    yield "are ";
    await new Promise((resolve) => setTimeout(resolve, 30));
    yield inFlight > 2 && !prompt.includes("3") ? "some." : "all.";
  } finally {
    inFlight--;
  }
}
`;

function batching() {
  const module = join(folder(), "batching.mjs");
  writeFileSync(module, ENGINE);
  return bb.moduleTarget({ name: "batching", module });
}

test("an engine whose answers depend on the load is found, with where they part and which became wrong", async () => {
  const scorers = [bb.scorer("all", ({ text }) => /all/.test(text))];
  const asked = { target: batching(), cases, concurrency: [1, 8], scorers, warmups: 0, onProgress: null };
  const found = await bb.sameAnswers({ ...asked, directory: folder() });
  const [control, loaded] = found.levels;
  assert.deepEqual([control?.concurrency, control?.isControl, control?.share], [1, true, 1]);
  assert.equal(loaded?.concurrency, 8);
  // All but the case that asks to count to 3, and perhaps the last two of the eight to end.
  assert.ok(Number(loaded?.identical) >= 1 && Number(loaded?.identical) <= 4, `${loaded?.identical}`);
  assert.deepEqual([loaded?.cases, loaded?.lost], [8, 0]);
  for (const { character, piece, alone, among } of loaded?.differing ?? [])
    assert.deepEqual([character, piece, alone, among], [9, 2, "all.", "some."]);
  const [change] = loaded?.scores ?? [];
  assert.deepEqual([change?.lost, change?.gained], [loaded?.differing.length, 0]);
  // 4 to 7 losses and no gain: 2 x 0.5^n, as in R: mcnemar.exact
  assert.ok(Math.abs(Number(change?.p) - 2 * 0.5 ** Number(change?.lost)) < 1e-12);
  assert.match(found.finding, /^answers depend on the load: \d of 8 cases with 8 at once differ from those alone/);
  assert.deepEqual(JSON.parse(readFileSync(join(found.directory, "same-answers.json"), "utf8")), found);
  for (const name of ["reference", "control", "with-8"]) {
    const run = readdirSync(found.directory).find((one) => one.startsWith(`${name}-`));
    assert.deepEqual((await bb.verifyRun(join(found.directory, String(run)))).problems, []);
  }
  const again = await bb.sameAnswers({ ...asked, resume: found.directory });
  assert.deepEqual(again, found);
  const other = bb.sameAnswers({ ...asked, concurrency: [1, 4], resume: found.directory });
  await assert.rejects(other, /was measured with another concurrency/);
});

test("answers of the embedded model are the same alone and among others", async () => {
  const target = bb.llamaTarget({ model: "smollm2-135m-instruct-q4_1" });
  const generation = { maxTokens: 6 };
  const found = await bb.sameAnswers({
    target,
    cases,
    concurrency: [4],
    generation,
    directory: folder(),
    onProgress: null,
  });
  assert.deepEqual(
    found.levels.map(({ concurrency, share }) => [concurrency, share]),
    [
      [1, 1],
      [4, 1],
    ],
  );
  assert.ok(Number(found.levels[1]?.low) < 1, "eight cases do not show that all are the same");
  assert.equal(found.finding, "all answers with 4 at once are those alone");
});

test("drawn answers are refused: they differ by themselves", async () => {
  const asked = bb.sameAnswers({ target: batching(), cases, generation: { temperature: 0.7 }, directory: folder() });
  await assert.rejects(asked, /expected temperature 0, got 0.7/);
});
