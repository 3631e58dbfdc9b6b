import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import fc from "fast-check";
import { refusal, type SlowServer, slowServer } from "../../../tests/support/run/slow-server.js";
import { openRun } from "../../store/run-folder/open-run.js";
import { openaiTarget } from "../../targets/openai-target.js";
import { caseSet } from "../../workload/case-file/case-set.js";
import { warmupCases } from "../../workload/warmup-cases.js";
import { runBenchmark } from "../run-benchmark.js";
import { promptNonce, sentPrompt } from "./prompt-nonce.js";

const cases = caseSet({
  name: "two",
  version: "1",
  cases: [
    { id: "plain", prompt: "What is a benchmark?" },
    { id: "with-system", prompt: "And a notebook?", system: "Answer briefly." },
  ],
});

async function measured(promptNonce: boolean, server: SlowServer, seed = 1) {
  const target = openaiTarget({ baseUrl: server.baseUrl, model: "m" });
  const directory = mkdtempSync(path.join(tmpdir(), "benchbook-nonce-"));
  const retry = { attempts: 1 };
  const run = await runBenchmark({
    targets: [target],
    cases,
    warmups: 1,
    repetitions: 2,
    promptNonce,
    retry,
    seed,
    directory,
  });
  return openRun(run.directory);
}

describe("a prompt nonce", () => {
  it("makes every prompt that is sent another one, and the stored trial says which", async () => {
    const server = await slowServer({ refuse: (response, _, count) => count === 3 && refusal(response, 429, "0") });
    try {
      const run = await measured(true, server);
      const known = new Map([...warmupCases, ...run.manifest.cases].map((one) => [one.id, one]));
      const trials = await run.trials();
      const sent = trials.map((trial) => {
        const one = known.get(trial.caseId);
        assert.ok(one !== undefined && /^\d{15}$/.test(trial.promptNonce ?? ""));
        const { prompt, system } = sentPrompt(one, trial);
        return JSON.stringify([prompt, system]);
      });
      const received = server.seen.map(({ prompt, system }) => JSON.stringify([prompt, system]));
      assert.equal(received.length, 6);
      assert.equal(new Set(received).size, 6, "also a request that is sent again");
      assert.deepEqual(
        sent,
        received.filter((_, index) => index !== 3),
      );
      assert.equal(run.manifest.promptNonce, true);
      const [first] = trials;
      assert.equal(first?.promptNonce, promptNonce(1, 0, 1, 0));
      const withSystem = server.seen.find(({ system }) => system !== null);
      assert.match(withSystem?.system ?? "", /^\[\d{15}\] Answer briefly\.$/);
      assert.equal(withSystem?.prompt, "And a notebook?", "the nonce stands before everything");
    } finally {
      await server.close();
    }
  });

  it("is left out unless it is asked for", async () => {
    const server = await slowServer();
    try {
      const trials = await (await measured(false, server)).trials();
      assert.ok(trials.every((trial) => trial.promptNonce === undefined));
      assert.ok(server.seen.slice(1).every(({ prompt }) => cases.cases.some((one) => one.prompt === prompt)));
    } finally {
      await server.close();
    }
  });

  it("is the same for the same seed, and another for another entry, session, attempt or seed", () => {
    const whole = fc.nat(1_000_000);
    fc.assert(
      fc.property(whole, whole, fc.nat(50), fc.nat(5), (seed, planIndex, session, attempt) => {
        const nonce = promptNonce(seed, planIndex, session, attempt);
        assert.match(nonce, /^\d{15}$/);
        assert.equal(promptNonce(seed, planIndex, session, attempt), nonce);
        const others = [
          promptNonce(seed + 1, planIndex, session, attempt),
          promptNonce(seed, planIndex + 1, session, attempt),
          promptNonce(seed, planIndex, session + 1, attempt),
          promptNonce(seed, planIndex, session, attempt + 1),
        ];
        assert.ok(!others.includes(nonce));
      }),
    );
  });
});
