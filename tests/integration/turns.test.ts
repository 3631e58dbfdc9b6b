import assert from "node:assert/strict";
import { mkdtempSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { inspect, openRun, resumeRun, summarize, verifyRun, writeReport } from "../../lib/index.js";
import type { RunOptions } from "../../lib/run/options.js";
import { runBenchmark } from "../../lib/run/run-benchmark.js";
import { openaiTarget } from "../../lib/targets/openai-target.js";
import { simulatedTarget } from "../../lib/targets/simulated-target.js";
import type { Run, Trial } from "../../lib/types/index.js";
import { caseSet } from "../../lib/workload/case-file/case-set.js";
import { closedLoop } from "../../lib/workload/loads.js";
import { goodAnswer, SPEECHES } from "../support/targets/speech.js";
import { wireServer } from "../support/targets/wire-server.js";

// Conversations turn by turn, in whole runs: from one process and several, on the disk, killed and taken up again.

const user = (content: string) => ({ role: "user", content });
const assistant = (content: string) => ({ role: "assistant", content });
const talk = (id: string) => ({
  id,
  messages: [user(`first of ${id}`), assistant("one"), user("second"), assistant("two"), user("third question")],
  expected: "three",
  checks: [{ kind: "facts", facts: ["three"] }],
});
const cases = caseSet({ cases: Array.from({ length: 4 }, (_, at) => talk(`c${at}`)) as never });
const folder = () => mkdtempSync(path.join(tmpdir(), "benchbook-turns-"));
const engine = (more: object = {}) =>
  simulatedTarget({
    ...{ name: "t", timeToFirstTokenMs: 20, gapMs: 1, tokens: 5, seed: 1, prefixCache: { prompts: 8, saves: 0.9 } },
    ...more,
  });
const ask = (options: Partial<RunOptions> = {}): Promise<Run> =>
  runBenchmark({
    targets: [engine()],
    cases,
    warmups: 0,
    directory: folder(),
    telemetry: false,
    onProgress: null,
    ...options,
  });
const inOrder = (trials: readonly Trial[]) => trials.map(({ planIndex }) => planIndex);

describe("a run of conversations", () => {
  it("has a trial for each turn, and the engine's cache grows with the history, from one process and from two", async () => {
    for (const processes of [1, 2]) {
      const run = await ask({ processes, load: closedLoop({ concurrency: 2 }) });
      const trials = await run.trials();
      assert.deepEqual(inOrder(trials), [...Array(12).keys()]);
      for (const id of ["c0", "c1", "c2", "c3"]) {
        const own = trials.filter(({ caseId }) => caseId === id);
        // Words: 3 asked; 3 + 5 answered + 1; 9 + 5 + 2. Of the second and the third all that was asked before them is cached.
        assert.deepEqual(
          own.map(({ usage }) => usage?.inputTokens),
          [3, 9, 16],
        );
        assert.deepEqual(
          own.slice(1).map(({ usage }) => usage?.cachedInputTokens),
          [3, 9],
        );
      }
      assert.equal(run.manifest.history, "real");
      assert.deepEqual((await verifyRun(run.directory)).problems, []);
      const [summary] = await summarize(run);
      assert.deepEqual([summary?.trials, summary?.answered, summary?.notSent], [12, 12, 0]);
      const byTurn = await summarize(run, { by: ["target", "turn"] });
      assert.deepEqual(
        byTurn.map(({ group, trials: n }) => [group, n]),
        [
          ["t, turn 1", 4],
          ["t, turn 2", 4],
          ["t, turn 3", 4],
        ],
      );
    }
  });

  it("writes the turn into trials.csv, and judges the last answer alone", async () => {
    const { scoreRun } = await import("../../lib/index.js");
    const run = await ask();
    const [head = "", ...lines] = (await readFile(path.join(run.directory, "trials.csv"), "utf8"))
      .trim()
      .split(/\r?\n/);
    const at = head.split(",").indexOf("turn");
    assert.deepEqual(
      lines.map((line) => line.split(",")[at]),
      Array(4).fill(["1", "2", "3"]).flat(),
    );
    await scoreRun(run, [(await import("../../lib/api/scores.js")).exactMatchScorer()]);
    const turns = new Map((await run.trials()).map(({ planIndex, turn }) => [planIndex, turn]));
    assert.deepEqual(
      (await run.scores()).map(({ planIndex }) => turns.get(planIndex)),
      [3, 3, 3, 3],
    );
  });

  it("is what the simulated engines say they did", async () => {
    const { truthOfRun } = await import("../../lib/run/truth-of-run.js");
    const run = await ask();
    const trials = await run.trials();
    const truths = await truthOfRun(run);
    assert.deepEqual(
      truths.map(({ cachedInputTokens }) => cachedInputTokens),
      trials.map(({ usage }) => usage?.cachedInputTokens),
    );
  });

  it("leaves a run without conversations as it was: no word of history in its manifest", async () => {
    const run = await ask({ cases: caseSet({ cases: [{ prompt: "Hello." }] }), thinkTimeMs: 5 });
    assert.ok(!("history" in run.manifest || "thinkTimeMs" in run.manifest));
    assert.ok(!(await readFile(path.join(run.directory, "journal.jsonl"), "utf8")).includes('"turn"'));
  });

  it("refuses recorded history without an answer, before anything is sent, naming the case and the turn", async () => {
    const directory = folder();
    const bare = caseSet({ cases: [{ id: "bare", messages: [user("a"), user("b")] }] });
    await assert.rejects(
      ask({ cases: bare, history: "recorded", directory }),
      /history "recorded": expected case "bare" to hold an answer to each turn but the last, got none to turn 1; write it/,
    );
    await assert.rejects(
      ask({ history: "all" as never, directory }),
      /expected history to be "real", "recorded" or "last-turn"/,
    );
    await assert.rejects(
      ask({ thinkTimeMs: -1, directory }),
      /expected thinkTimeMs to be a number of at least 0, got -1/,
    );
    assert.deepEqual(readdirSync(directory), []);
  });

  it("refuses conversations that no chat API takes, each with one error", () => {
    const refused: readonly (readonly [readonly object[], RegExp])[] = [
      [
        [assistant("Hi."), user("a")],
        /expected the user's turn first, got the assistant's at messages\[0\]: remove it/,
      ],
      [[{ role: "system", content: "s" }, assistant("Hi."), user("a")], /got the assistant's at messages\[1\]/],
      [
        [{ role: "system", content: "s" }, { role: "system", content: "t" }, user("a")],
        /expected one system message, got 2 \(messages 0, 1\)/,
      ],
      [
        [user("a"), { role: "system", content: "s" }, user("b")],
        /expected the system message to stand first, got it at messages\[1\]/,
      ],
      [[user("a"), assistant(" "), user("b")], /messages\[1\]: expected content to be a text that is not empty/],
      [[], /expected messages to be a list of turns, got an empty list/],
    ];
    for (const [messages, message] of refused)
      assert.throws(() => caseSet({ cases: [{ messages: messages as never }] }), message);
  });
});

describe("a turn that fails", () => {
  it("ends its conversation: the rest is not sent, and counts as no failure", async () => {
    const server = await wireServer((socket, { path: asked, body }) => {
      if (!asked.endsWith("/chat/completions")) return;
      const messages = (JSON.parse(body) as { messages: { content: string }[] }).messages;
      const fails = messages.length === 3 && messages[0]?.content === "first of c1";
      if (fails) socket.write("HTTP/1.1 500 no\r\ncontent-length: 2\r\n\r\nno");
      else if (SPEECHES[0] !== undefined) socket.write(goodAnswer(SPEECHES[0], ["three"]));
    });
    try {
      const run = await ask({
        targets: [openaiTarget({ baseUrl: `${server.origin}/v1`, model: "m" })],
        errorBudget: 1,
      });
      const trials = await run.trials();
      assert.deepEqual(inOrder(trials), [...Array(12).keys()]);
      const [summary] = await summarize(run);
      assert.deepEqual(
        [summary?.trials, summary?.answered, summary?.failed, summary?.notSent, summary?.errorRate],
        [11, 10, 1, 1, 1 / 11],
      );
      assert.equal(run.manifest.state, "finished");
      const notes = run.manifest.verdict?.notes?.join("\n") ?? "";
      assert.match(notes, /m: 1 turn of conversations not sent \(1 after an earlier turn failed\)/);
      const report = await readFile((await writeReport(run)).reports[0] ?? "", "utf8");
      assert.match(report, /1 of 11 trials failed .*; 1 turn not sent, in none of these numbers/);
      const csv = await readFile(path.join(run.directory, "trials.csv"), "utf8");
      assert.match(csv, /,"not-sent",,,"turn 2 of the conversation failed \(http_5xx\)",(,)*0,,"",/);
      assert.deepEqual((await verifyRun(run.directory)).problems, []);
      assert.equal(
        (await resumeRun(run.directory, { onProgress: null })).manifest.sessions.length,
        1,
        "nothing is left to send",
      );
      const last = trials.findLast(({ caseId, turn }) => caseId === "c0" && turn === 3);
      const [one] = run.manifest.cases;
      assert.ok(last !== undefined && one !== undefined);
      assert.deepEqual(
        inspect.sentPrompt(one, last, trials).messages?.map(({ content }) => content),
        [...["first of c0", "three", "second", "three", "third question"]],
      );
      assert.throws(
        () => inspect.sentPrompt(one, last),
        /sentPrompt expected the run's trials, which hold the 2 answers before turn 3/,
      );
    } finally {
      await server.close();
    }
  });
});

describe("a run of conversations that is broken off", () => {
  /** Kills the measuring process, or stops the run, when so many trials are on the disk. */
  async function brokenOff(how: "kill" | "stop", after: number, options: Partial<RunOptions> = {}): Promise<Run> {
    const directory = folder();
    const stop = new AbortController();
    let done = false;
    const onProgress: RunOptions["onProgress"] = async ({ completed }) => {
      if (done || completed < after) return;
      done = true;
      if (how === "stop") return stop.abort("stopped by hand");
      const run = await openRun(path.join(directory, readdirSync(directory)[0] ?? ""));
      process.kill(run.manifest.sessions[0]?.processId ?? -1, "SIGKILL");
    };
    const slow = engine({ timeToFirstTokenMs: 150 });
    return ask({ targets: [slow], directory, onProgress, signal: stop.signal, ...options });
  }

  it("goes on at the first missing turn after the stored answers: every entry once, the history whole", async () => {
    for (const how of ["kill", "stop"] as const)
      for (const load of [closedLoop({ concurrency: 1 }), closedLoop({ concurrency: 2 })]) {
        const broken = await brokenOff(how, 4, { load });
        const before = await broken.trials();
        assert.equal(broken.manifest.state, "broken-off");
        assert.ok(before.length < 12 || how === "stop");
        const run = await resumeRun(broken.directory, { onProgress: null });
        const trials = await run.trials();
        assert.deepEqual(inOrder(trials), [...Array(12).keys()]);
        assert.ok(trials.every(({ outcome }) => outcome.kind === "answered"));
        assert.deepEqual(
          trials.map(({ turn = 0, usage }) => [turn, usage?.inputTokens]),
          trials.map(({ turn = 0 }) => [turn, [3, 9, 16][turn - 1]]),
        );
        const kept = before.filter(({ outcome }) => outcome.kind === "answered");
        const same = trials.filter(({ session }) => session === 1);
        assert.deepEqual(inOrder(same), inOrder(kept), "what was answered is not sent again");
        assert.deepEqual((await verifyRun(run.directory)).problems, []);
      }
  });

  it("cannot go on where the answers were not kept: the rest is not sent, and says why", async () => {
    const broken = await brokenOff("kill", 4, { storeText: "hash" });
    const run = await resumeRun(broken.directory, { cases, onProgress: null });
    const trials = await run.trials();
    assert.deepEqual(inOrder(trials), [...Array(12).keys()]);
    const unsent = trials.flatMap(({ outcome }) => (outcome.kind === "not-sent" ? [outcome] : []));
    assert.ok(unsent.length >= 1 && unsent.length <= 2, `${unsent.length} not sent`);
    assert.ok(unsent.every(({ cause, reason }) => cause === "no-history" && /storeText "hash"/.test(reason)));
    assert.equal(run.manifest.state, "finished");
  });

  it("goes on without kept answers where those of the cases are the history", async () => {
    const broken = await brokenOff("kill", 4, { storeText: "none", history: "recorded" });
    const run = await resumeRun(broken.directory, { cases, onProgress: null });
    assert.ok((await run.trials()).every(({ outcome }) => outcome.kind === "answered"));
  });

  it("goes on in a closed loop that time stops, with the conversations that it had begun", async () => {
    const load = closedLoop({ concurrency: 2, durationSeconds: 2 });
    const broken = await brokenOff("kill", 5, { load });
    const run = await resumeRun(broken.directory, { onProgress: null });
    const trials = await run.trials();
    assert.equal(new Set(inOrder(trials)).size, trials.length);
    const conversations = new Map<number, (number | undefined)[]>();
    for (const { planIndex, turn = 0 } of trials)
      conversations.set(planIndex - turn + 1, [...(conversations.get(planIndex - turn + 1) ?? []), turn]);
    for (const turns of conversations.values()) assert.deepEqual(turns, [1, 2, 3].slice(0, turns.length));
    assert.ok(trials.every(({ turn = 0, usage }) => usage?.inputTokens === [3, 9, 16][turn - 1]));
  });
});
