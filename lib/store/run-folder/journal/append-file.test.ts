import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { newFolder } from "../../../../tests/support/store/run.js";
import { diskFiles, type FileLayer } from "../files/file-layer.js";
import { openAppendFile } from "./append-file.js";

/**
 * Appends `count` lines at once, each of which takes `lineMs` of a driven clock to make, and tells in which turn of the event
 * loop each was made, counted from the first.
 */
async function turnsOf(count: number, lineMs: number): Promise<readonly number[]> {
  const path = join(await newFolder(), "rows");
  let nowMs = 0;
  const file = await openAppendFile(path, { files: diskFiles, durable: true, now: () => nowMs });
  let [turn, counting] = [0, true];
  const next = () => {
    turn++;
    if (counting) setImmediate(next);
  };
  setImmediate(next);
  const turns: number[] = [];
  const line = () => {
    nowMs += lineMs;
    turns.push(turn);
    return Buffer.from("x\n");
  };
  await Promise.all(Array.from({ length: count }, () => file.append(line)));
  counting = false;
  await file.close();
  assert.equal(await readFile(path, "utf8"), "x\n".repeat(count));
  return turns.map((at) => at - (turns[0] ?? 0));
}

test("lines that are soon made share a turn of the event loop, a tenth of a millisecond of them", async () => {
  const turns = await turnsOf(320, 1 / 320); // 32 lines in 0.1 ms, one more or less by rounding
  const perTurn = new Map<number, number>();
  for (const turn of turns) perTurn.set(turn, (perTurn.get(turn) ?? 0) + 1);
  assert.ok(Math.max(...perTurn.values()) <= 33, `${Math.max(...perTurn.values())} lines in one turn`);
  assert.ok(perTurn.size >= 9 && perTurn.size <= 11, `${perTurn.size} turns for 320 lines`);
});

test("lines that take long to make have a turn of the event loop after each", async () => {
  assert.deepEqual(await turnsOf(5, 3), [0, 1, 2, 3, 4]);
});

const row = () => Buffer.from("x\n");
const turns = async () => {
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

/** A file on a disk that notes how many lines each commit brought, with timers that only the test moves. */
async function heldFile(test: TestContext) {
  test.mock.timers.enable({ apis: ["setTimeout"] });
  const commits: number[] = [];
  const files: FileLayer = {
    ...diskFiles,
    async open(path, flags) {
      const file = await diskFiles.open(path, flags);
      const write = (bytes: Uint8Array, offset: number, length: number) => {
        commits.push(length / row().length);
        return file.write(bytes, offset, length);
      };
      return { ...file, write };
    },
  };
  const file = await openAppendFile(join(await newFolder(), "rows"), { files, durable: true });
  return { file, commits, pass: (milliseconds: number) => test.mock.timers.tick(milliseconds) };
}

test("lines that come within 20 ms share one commit", async (context) => {
  const { file, commits, pass } = await heldFile(context);
  const first = file.append(row);
  await turns();
  pass(19);
  const second = file.append(row);
  await turns();
  assert.deepEqual(commits, []);
  pass(1);
  await Promise.all([first, second]);
  assert.deepEqual(commits, [2]);
  await file.close();
});

test("an urgent line waits for no others and takes with it what waits; so does the fiftieth, and closing", async (context) => {
  const { file, commits } = await heldFile(context);
  await Promise.all([file.append(row), file.append(row, true)]);
  assert.deepEqual(commits, [2]);
  await Promise.all(Array.from({ length: 50 }, () => file.append(row)));
  assert.deepEqual(commits, [2, 50]);
  const last = file.append(row);
  await file.close();
  await last;
  assert.deepEqual(commits, [2, 50, 1]);
});
