import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { openRun } from "../index.js";

const program = fileURLToPath(new URL("./main.js", import.meta.url));

/** Runs `benchbook run` over a file with these settings and tells what it printed and how it ended. */
async function ran(settings: string, ...options: readonly string[]) {
  const cases = Array.from({ length: 12 }, (_, index) => JSON.stringify({ id: `c${index}`, prompt: `Say ${index}.` }));
  return ranWith(cases, settings, ...options);
}

async function ranWith(cases: readonly string[], settings: string, ...options: readonly string[]) {
  const folder = mkdtempSync(path.join(tmpdir(), "benchbook-cli-run-"));
  await writeFile(path.join(folder, "cases.jsonl"), `${cases.join("\n")}\n`);
  const file = path.join(folder, "run.toml");
  const target = '[[targets]]\nkind = "simulated"\nname = "quick"\ntimeToFirstTokenMs = 5\ngapMs = 1\ntokens = 3\n';
  await writeFile(file, `cases = "cases.jsonl"\ndirectory = "out"\n${settings}\n${target}`);
  return new Promise<{ readonly code: unknown; readonly stdout: string; readonly stderr: string }>((resolve) => {
    execFile(process.execPath, [program, "run", file, ...options], (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });
}

const everything = `
processes = 2
promptNonce = true
errorBudget = 0.5
retry = { attempts = 2, maxWaitMs = 500 }
limits = { responseTimeMs = 60000, timeToFirstTokenMs = 30000 }
`;

/** Two questions, with the answer to the first. */
const conversation = JSON.stringify({
  id: "two",
  messages: [
    { role: "user", content: "Say one." },
    { role: "assistant", content: "One." },
    { role: "user", content: "And two?" },
  ],
});

describe("a run from a file", () => {
  it("sends conversations as --history says, whatever the file says", async () => {
    const turnsOf = async (...options: readonly string[]) => {
      const { code, stdout, stderr } = await ranWith([conversation], 'history = "real"\n', "--json", ...options);
      assert.equal(code, 0, stderr);
      const run = await openRun(String((JSON.parse(stdout) as Record<string, unknown>).directory));
      const measured = (await run.trials()).filter(({ phase }) => phase === "measured");
      return { history: run.manifest.history, turns: measured.map(({ turn }) => turn ?? null) };
    };
    assert.deepEqual(await turnsOf(), { history: "real", turns: [1, 2] });
    assert.deepEqual(await turnsOf("--history", "recorded"), { history: "recorded", turns: [1, 2] });
    assert.deepEqual((await turnsOf("--history", "last-turn")).turns, [null]);
  });

  it("refuses a history that it does not know, with those that it knows", async () => {
    const { code, stderr } = await ranWith([conversation], "", "--history", "none");
    assert.equal(code, 2);
    assert.match(stderr, /'none' is invalid.*Allowed choices are real, recorded, last-turn/);
  });

  it("may ramp, send by several processes, retry, make prompts unique and hold limits", async () => {
    const load = '[load]\nkind = "ramp"\nfromRequestsPerSecond = 20\ntoRequestsPerSecond = 60\ndurationSeconds = 0.5\n';
    const { code, stdout, stderr } = await ran(`${everything}${load}`, "--json");
    assert.equal(code, 0, stderr);
    const told = JSON.parse(stdout) as Record<string, unknown> & { goodput: { good: number }[] };
    const { manifest } = await openRun(String(told.directory));
    const { processes, promptNonce, retry, limits } = manifest;
    assert.deepEqual([processes, promptNonce, retry], [2, true, { attempts: 2, maxWaitMs: 500 }]);
    assert.deepEqual(limits, { responseTimeMs: 60_000, timeToFirstTokenMs: 30_000 });
    assert.deepEqual([manifest.load.kind, manifest.plannedTrials], ["ramp", 40]); // (20 + 60) / 2 x 0.5 s, and as many warm-ups
    assert.equal(told.goodput[0]?.good, 20);
    assert.deepEqual(told.verdict, manifest.verdict);
  });

  it("may go round its cases until a time is over", async () => {
    const load = '[load]\nkind = "closed"\nconcurrency = 2\ndurationSeconds = 0.4\nrampUpSeconds = 0.1\n';
    const { code, stdout, stderr } = await ran(`${everything}${load}`, "--json");
    assert.equal(code, 0, stderr);
    const run = await openRun(String((JSON.parse(stdout) as Record<string, unknown>).directory));
    assert.deepEqual(run.manifest.load, { kind: "closed", concurrency: 2, durationSeconds: 0.4, rampUpSeconds: 0.1 });
    assert.ok((await run.trials()).every((trial) => trial.promptNonce !== undefined));
  });

  it("says that it may not be relied on, and why; only --strict makes that the exit code", async () => {
    // Each case once to one target: 5 trials, where 10 are needed for a verdict.
    const few = 'warmups = 0\n[load]\nkind = "replay"\noffsetsMs = [0, 1, 2, 3, 4]\n';
    const lenient = await ran(few);
    assert.equal(lenient.code, 0, lenient.stderr);
    assert.match(
      lenient.stdout,
      /Verdict on the run: (too-few|client-limited)\.\n(.*\n)* {2}quick has 5 trials: at least 10 are needed/,
    );
    const strict = await ran(few, "--strict", "--json");
    assert.equal(strict.code, 1);
    const { state, verdict } = JSON.parse(strict.stdout) as { state: string; verdict: { verdict: string } };
    assert.equal(state, "finished");
    assert.notEqual(verdict.verdict, "valid");
  });

  it("is refused when its load has a setting that is none", async () => {
    const { code, stderr } = await ran('[load]\nkind = "closed"\nconcurrency = 2\ndurationSecond = 3\n');
    assert.equal(code, 2);
    assert.match(stderr, /run\.toml: closedLoop has no setting "durationSecond"; it has: concurrency, durationSeconds/);
  });
});
