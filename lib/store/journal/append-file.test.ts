import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { diskFiles } from "../files/file-layer.js";
import { newFolder } from "../made-run.js";
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
