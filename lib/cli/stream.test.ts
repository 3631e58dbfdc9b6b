import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { openRun, readCsv } from "../index.js";

const main = fileURLToPath(new URL("./main.js", import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), "benchbook-stream-"));
const csv = path.join(folder, "results.csv");
const leftBehind: string[] = [folder];

/** Answers the first requests at once, in one piece, and never ends the others. */
function answer(response: ServerResponse, count: number): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
  const piece = (delta: object, finish: string | null) =>
    `data: ${JSON.stringify({ id: "1", object: "chat.completion.chunk", created: 1, model: "m", choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
  response.write(piece({ role: "assistant", content: "An answer." }, null));
  if (count > 3) return;
  response.end(`${piece({}, "stop")}data: [DONE]\n\n`);
}

let asked = 0;
const server = createServer((request, response) => {
  if (request.method === "GET") response.end(JSON.stringify({ object: "list", data: [{ id: "m", object: "model" }] }));
  else request.resume().on("end", () => answer(response, ++asked));
});

before(async () => {
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
});
after(() => {
  server.closeAllConnections();
  server.close();
  for (const left of leftBehind) rmSync(left, { recursive: true, force: true });
});

/** Runs `benchbook stream` against the server and interrupts it, as Ctrl-C does, when it has told of the third answer. */
function interrupted(): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  const { port } = server.address() as AddressInfo;
  const options = ["--base-url", `http://127.0.0.1:${port}/v1`, "--model", "m", "--batch-size", "1", "--csv", csv];
  const child = spawn(process.execPath, [main, "stream", ...options], { stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr, isStopped] = ["", "", false];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    if (isStopped || !/^3\/4 /m.test(stderr)) return;
    isStopped = true;
    child.kill("SIGINT");
  });
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, stdout, stderr })));
}

describe("benchbook stream", () => {
  it("an interrupted stream says what is stored and how to continue, and keeps it", async () => {
    const { code, stdout, stderr } = await interrupted();
    assert.equal(code, 1, stderr);
    const directory = /^to continue: npx benchbook resume (.*)$/m.exec(stdout)?.[1] ?? "";
    leftBehind.push(directory);
    assert.match(stdout, /^did not finish: interrupted$/m);
    // A warm-up and the three prompts of the recipe: the warm-up and two prompts are answered.
    assert.ok(stdout.includes(`stored: 2 of 3 answers, in the run folder and as rows of ${csv}`), stdout);
    const run = await openRun(directory);
    assert.equal(run.manifest.state, "broken-off");
    const answered = (await run.trials()).filter(
      ({ outcome, phase }) => phase === "measured" && outcome.kind === "answered",
    );
    assert.equal(answered.length, 2);
    const { rows } = await readCsv(csv);
    assert.equal(rows.filter((row) => row.latency_sec !== null).length, 2);
  });
});
