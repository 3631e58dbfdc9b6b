import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { type Refusal, refusal, slowServer } from "../../../tests/support/run/slow-server.js";
import { goodAnswer, SPEECHES } from "../../../tests/support/targets/speech.js";
import { jsonAnswer, wireServer } from "../../../tests/support/targets/wire-server.js";
import { summarize } from "../../metrics/summarize.js";
import { trialMetrics } from "../../metrics/trial-metrics.js";
import { verifyRun } from "../../report/verify-run.js";
import { ollamaTarget } from "../../targets/ollama-target.js";
import { openaiTarget } from "../../targets/openai-target.js";
import type { Trial } from "../../types/index.js";
import { openLoop } from "../../workload/loads.js";
import { syntheticCases } from "../../workload/synthetic-cases.js";
import type { RunOptions } from "../options.js";
import { resumeRun } from "../resume-run.js";
import { runBenchmark } from "../run-benchmark.js";

const cases = syntheticCases({ count: 3, promptTokens: 8, maxTokens: 20, seed: 1 });
const folder = () => mkdtempSync(path.join(tmpdir(), "benchbook-retry-"));

/** A run against a server that refuses so; and what the server was asked. */
async function politely(refuse: Refusal, options: Partial<RunOptions> = {}) {
  const server = await slowServer({ refuse, answerMs: 10 });
  try {
    const run = await runBenchmark({
      targets: [openaiTarget({ baseUrl: server.baseUrl, model: "m" })],
      cases,
      warmups: 0,
      retry: { attempts: 2 },
      errorBudget: 1,
      directory: folder(),
      ...options,
    });
    return { run, trials: await run.trials(), seen: server.seen };
  } finally {
    await server.close();
  }
}

const warningsOf = (trial: Trial | undefined) => trial?.outcome.warnings;

describe("a polite retry", () => {
  it("waits as long as the server asks, keeps the refused sending, and counts from the intended start", async () => {
    const { trials, seen, run } = await politely((response, _, count) => count === 0 && refusal(response, 429, "0.3"));
    assert.equal(seen.length, 4);
    const [first, second] = trials;
    assert.ok(first && second && first.outcome.kind === "answered");
    const [refused] = first.attempts ?? [];
    assert.equal(first.attempts?.length, 1);
    assert.deepEqual([refused?.class, refused?.status, refused?.waitMs], ["rate_limited", 429, 300]);
    assert.match(refused?.message ?? "", /slow down/);
    assert.deepEqual(warningsOf(first), ["retried=1"]);
    assert.equal(first.intendedAtMs, refused?.dispatchedAtMs);
    assert.ok(first.dispatchedAtMs >= (refused?.endAtMs ?? 0) + 299.9);
    const { responseTimeMs, latencyMs, scheduleLagMs } = trialMetrics(first);
    assert.ok((responseTimeMs ?? 0) - (latencyMs ?? 0) >= 299.9, "the wait is response time and not service time");
    assert.equal(scheduleLagMs, null, "a closed loop has no schedule to be late for");
    assert.equal(second.attempts, undefined);
    assert.deepEqual(run.manifest.retry, { attempts: 2, maxWaitMs: 60_000 });
    assert.deepEqual((await verifyRun(run.directory)).problems, []);
  });

  it("is asked for: without it a refusal is a failure, and is not sent again", async () => {
    const { trials, seen } = await politely((response) => refusal(response, 429, "0"), { retry: null });
    assert.equal(seen.length, 3);
    assert.ok(trials.every((trial) => trial.outcome.kind === "failed" && trial.outcome.class === "rate_limited"));
    assert.ok(trials.every((trial) => trial.attempts === undefined));
  });

  it("ends after so many times, as the failure that it is", async () => {
    const { trials, seen } = await politely((response) => refusal(response, 503, "0.01"));
    assert.equal(seen.length, 9);
    for (const trial of trials) {
      assert.ok(trial.outcome.kind === "failed" && trial.outcome.status === 503);
      assert.equal(trial.attempts?.length, 2);
      assert.deepEqual(warningsOf(trial), ["retry_after_ms=10", "retried=2"]);
    }
    assert.equal(summarize(trials)[0]?.errorRate, 1);
  });

  it("does not ask earlier than it was told: a longer wait than allowed is a failure that says so", async () => {
    const refuse: Refusal = (response) => refusal(response, 429, "5");
    const { trials, seen } = await politely(refuse, { retry: { attempts: 3, maxWaitMs: 1000 } });
    assert.equal(seen.length, 3);
    assert.deepEqual(warningsOf(trials[0]), [
      "retry_after_ms=5000",
      "not_retried: the wait asked for is longer than 1000 ms",
    ]);
  });

  it("leaves other failures alone", async () => {
    const { trials, seen } = await politely((response, _, count) => refusal(response, count === 0 ? 500 : 400, "0"));
    assert.equal(seen.length, 3);
    assert.ok(trials.every((trial) => trial.attempts === undefined));
  });

  it("keeps the plan's instants in an open loop: the lag is of the first sending", async () => {
    const load = openLoop({ requestsPerSecond: 50, arrivals: "constant" });
    const refuse: Refusal = (response, _, count) => count < 3 && refusal(response, 429, "0.2");
    const { trials } = await politely(refuse, { load });
    const [first = 0] = trials.map((trial) => trial.intendedAtMs).sort((a, b) => a - b);
    const intended = trials.map((trial) => Math.round(trial.intendedAtMs - first)).sort((a, b) => a - b);
    assert.deepEqual(intended, [0, 20, 40]);
    for (const trial of trials) {
      const { scheduleLagMs, responseTimeMs } = trialMetrics(trial);
      assert.equal(scheduleLagMs, (trial.attempts?.[0]?.dispatchedAtMs ?? 0) - trial.intendedAtMs);
      assert.ok((responseTimeMs ?? 0) >= 200);
    }
  });

  it("is cut short by a stop, and a resumed run sends the request", async () => {
    let refusing = true;
    const stop = new AbortController();
    const refuse: Refusal = (response, _, count) => {
      if (count === 2) setTimeout(() => stop.abort("enough"), 50);
      return refusing && count >= 1 && refusal(response, 429, "30");
    };
    const server = await slowServer({ refuse });
    try {
      const target = openaiTarget({ baseUrl: server.baseUrl, model: "m" });
      const options = { targets: [target], cases, warmups: 0, retry: { attempts: 1 }, directory: folder() };
      setTimeout(() => stop.abort("enough"), 1500);
      const run = await runBenchmark({ ...options, signal: stop.signal });
      assert.equal(run.manifest.stateReason, "enough");
      const cut = (await run.trials()).find((trial) => trial.outcome.kind === "aborted");
      assert.equal(cut?.attempts?.length, 1);
      refusing = false;
      const whole = await resumeRun(run.directory);
      assert.equal(whole.manifest.state, "finished");
      assert.ok((await whole.trials()).every((trial) => trial.outcome.kind === "answered"));
    } finally {
      await server.close();
    }
  });

  for (const speech of SPEECHES) {
    it(`holds for ${speech.api}, also where several processes send`, async () => {
      let asked = 0;
      const refused = jsonAnswer(
        429,
        speech.api.startsWith("openai") ? { error: { message: "busy" } } : { error: "busy" },
        "Retry-After: 0\r\n",
      );
      const server = await wireServer(
        (socket) => void socket.write(asked++ % 2 === 0 ? refused : goodAnswer(speech, ["a", "b"])),
      );
      try {
        const target = speech.target(server.origin);
        const run = await runBenchmark({
          targets: [target],
          cases,
          warmups: 0,
          retry: { attempts: 1 },
          processes: 2,
          telemetry: false, // it would ask an Ollama for its models, which counts as a request here
          directory: folder(),
        });
        const trials = await run.trials();
        assert.equal(server.requests.length, 6);
        assert.ok(trials.every((trial) => trial.outcome.kind === "answered" && trial.attempts?.length === 1));
      } finally {
        await server.close();
      }
    });
  }

  it("refuses options that make no sense", async () => {
    const asked = { targets: [ollamaTarget({ model: "m" })], cases, directory: folder() };
    await assert.rejects(
      runBenchmark({ ...asked, retry: { attempts: 0 } }),
      /retry.attempts to be a whole number from 1/,
    );
    const negative = { attempts: 1, maxWaitMs: -1 };
    await assert.rejects(runBenchmark({ ...asked, retry: negative }), /retry.maxWaitMs to be a number of at least 0/);
    const misspelled = { attempts: 1, maxWait: 1 };
    await assert.rejects(
      runBenchmark({ ...asked, retry: misspelled }),
      /runBenchmark, retry, has no setting "maxWait"/,
    );
  });
});
