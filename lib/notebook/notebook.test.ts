import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, it } from "node:test";
import { setupParts } from "./check-setup.js";
import { params } from "./params.js";
import { duration, type ProgressState, progressText, showProgress } from "./progress.js";

describe("params", () => {
  afterEach(() => {
    delete process.env.BENCHBOOK_PARAMS;
  });

  it("are the defaults when nothing is given, and what is given otherwise", () => {
    assert.deepEqual(params({ runs: 2, model: "a" }), { runs: 2, model: "a" });
    process.env.BENCHBOOK_PARAMS = '{"runs": 5}';
    assert.deepEqual(params({ runs: 2, model: "a" }), { runs: 5, model: "a" });
  });

  it("refuse a setting that is unknown, of another type, or no JSON", () => {
    process.env.BENCHBOOK_PARAMS = '{"run": 1}';
    assert.throws(() => params({ runs: 2 }), /unknown setting "run"; this notebook has: runs/);
    process.env.BENCHBOOK_PARAMS = '{"runs": "many"}';
    assert.throws(() => params({ runs: 2 }), /expected setting "runs" to be a number, got "many"/);
    process.env.BENCHBOOK_PARAMS = "runs=1";
    assert.throws(() => params({ runs: 2 }), /BENCHBOOK_PARAMS to hold a JSON object/);
  });
});

describe("interruptible", () => {
  /** What a script prints that is interrupted `times` times within `interruptible`: a test runner has listeners of its own. */
  const interrupted = (times: number) =>
    execFileSync(process.execPath, [
      "--input-type=module",
      "--eval",
      `import { interruptible } from ${JSON.stringify(new URL("./interruptible.js", import.meta.url).href)};
       const theirs = () => console.log("theirs");
       process.on("SIGINT", theirs);
       const reason = await interruptible(async (signal) => {
         for (let i = 0; i < ${times}; i++) {
           process.kill(process.pid, "SIGINT");
           await new Promise((resolve) => setTimeout(resolve, 50));
         }
         return signal.reason;
       });
       console.log(reason, process.listeners("SIGINT").length, process.listeners("SIGINT")[0] === theirs);`,
    ]).toString();

  it("aborts the signal at the first interrupt and gives back the listeners that were there", () => {
    assert.equal(interrupted(1), "interrupted 1 true\n");
  });

  it("hands the second interrupt on", () => {
    assert.equal(interrupted(2), "theirs\ninterrupted 1 true\n");
  });

  it("does nothing when nobody interrupts", () => {
    assert.equal(interrupted(0), "undefined 1 true\n");
  });
});

const state: ProgressState = {
  completed: 37,
  total: 120,
  failed: 1,
  aborted: 0,
  elapsedMs: 15_400,
  ratePerSecond: 2.4,
  remainingMs: 34_600,
  recent: [{ target: "q4", latencyMs: 412, failure: null }],
};

describe("progress", () => {
  it("is one line: bar, share, rate, time left, the last answer, failures", () => {
    assert.equal(
      progressText("run", state),
      "run ██████░░░░░░░░░░░░░░ 37/120 · 2.4/s · 0:35 left · last q4 412 ms · 1 failed",
    );
  });

  it("says how long it took when it is done, and what failed last", () => {
    const done = {
      ...state,
      completed: 120,
      recent: [{ target: "q4", latencyMs: null, failure: "ttft_timeout: no first token" }],
    };
    assert.match(progressText("run", done), /120\/120 · 2\.4\/s · 0:15 · last q4 FAILED ttft_timeout/);
    assert.equal(duration(3_599_600), "60:00");
  });

  it("writes a high rate out, in digits that a person reads", () => {
    assert.match(progressText("run", { ...state, ratePerSecond: 173.4 }), / · 170\/s · /);
    assert.match(progressText("run", { ...state, ratePerSecond: 0.0523 }), / · 0\.052\/s · /);
  });

  it("is drawn at most ten times a second, and always at the end", (context) => {
    const lines: string[] = [];
    context.mock.method(console, "log", (line: string) => lines.push(line));
    let nowMs = 0;
    const line = showProgress("run", () => nowMs);
    for (; nowMs < 1000; nowMs += 5) line.show(state);
    assert.equal(lines.length, 10);
    line.end(state, "done");
    assert.match(lines.at(-1) ?? "", /· done\n█ q4$/);
  });
});

describe("checkSetup", () => {
  it("says of each missing part what to do, and does not throw", async () => {
    const nowhere = { projectRoot: "/no/such/place", weightsDirectory: "/no/such/place", benchbookVersion: "1" };
    const parts = await setupParts(nowhere);
    const missing = parts.filter((part) => part.state === "missing").map((part) => part.part);
    assert.deepEqual(missing, [
      "notebook kernel",
      "Python side",
      "language model",
      "sentence encoder",
      "folder for results",
    ]);
    assert.ok(parts.every((part) => (part.state === "missing") === (part.todo !== "")));
  });

  it("says no size where it would be 0.0 MB, as of Python's launcher", async () => {
    const projectRoot = await mkdtemp(join(tmpdir(), "benchbook-setup-"));
    const bin = join(projectRoot, ".venv", process.platform === "win32" ? "Scripts" : "bin");
    await mkdir(bin, { recursive: true });
    await writeFile(join(bin, process.platform === "win32" ? "python.exe" : "python"), "x".repeat(17_584));
    const parts = await setupParts({ projectRoot, weightsDirectory: projectRoot, benchbookVersion: "1" });
    assert.equal(parts.find(({ part }) => part === "Python side")?.detail, "file");
    await rm(projectRoot, { recursive: true });
  });
});
