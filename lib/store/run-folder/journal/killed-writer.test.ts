import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { newFolder } from "../../../../tests/support/store/run.js";
import { readJournal, readSamples } from "./read-rows.js";

const WRITER = fileURLToPath(new URL("../../../../tests/support/store/journal/writer.js", import.meta.url));

/** Lets a writer confirm `rows` rows, kills it, and gives every index that it confirmed. */
async function killAfter(rows: number, folder: string, session: number, first: number): Promise<number[]> {
  const child = spawn(process.execPath, [WRITER, folder, String(session), String(first)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  child.stdout.on("data", (piece: Buffer) => {
    text += piece.toString();
    if (text.split("\n").length > rows) child.kill("SIGKILL");
  });
  await new Promise((resolve) => child.on("close", resolve));
  return text.split("\n").slice(0, -1).map(Number);
}

test("of 20 writers killed one after the other no confirmed row is lost, none doubled, and the next takes over", async () => {
  const folder = await newFolder();
  const confirmed: number[] = [];
  let torn = 0;
  for (let session = 1; session <= 20; session++) {
    const first = session * 100_000;
    confirmed.push(...(await killAfter(1 + ((session * 7) % 23), folder, session, first)));
    const { trials, problems } = await readJournal(folder);
    const indices = trials.map((trial) => trial.planIndex);
    assert.equal(new Set(indices).size, indices.length, "no row twice");
    const kept = new Set(indices);
    assert.deepEqual(
      confirmed.filter((index) => !kept.has(index)),
      [],
      "no confirmed row lost",
    );
    const tails = problems.filter((problem) => problem.kind === "torn-tail").length;
    assert.ok(tails <= 1);
    torn += tails;
    const repaired = problems.filter(
      (problem) => problem.kind === "repaired" && problem.message.includes("journal.jsonl"),
    );
    assert.ok(repaired.length <= torn);
    assert.ok(problems.every((problem) => problem.kind === "torn-tail" || problem.kind === "repaired"));
  }
  const { problems } = await readSamples(folder);
  assert.ok(problems.length <= 1);
});
