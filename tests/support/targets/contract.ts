import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { serverTimeMs } from "../../../lib/metrics/server-account.js";
import type { Driver, DriverRequest, OpenDriver, Target } from "../../../lib/types/index.js";
import { ask, type Recorder, recorder, testRequest, testWorld } from "./recorder.js";

/** What a kind of target brings to the contract. */
export interface ContractSubject {
  readonly target: Target;
  readonly open: OpenDriver;
  /** What a test changes in its requests: a prompt and a length for which the answer has at least three pieces of text. */
  readonly request?: Partial<DriverRequest>;
  /** The text that every answer has; left out where it is not known beforehand. */
  readonly text?: string;
  /** A request that fails, or what makes the next one fail. Left out: an abandoned request stands in for it. */
  readonly failure?: { readonly request?: Partial<DriverRequest>; readonly prepare?: () => void };
  readonly close?: () => Promise<void>;
}

const IN_FLIGHT = 3;

/** What every kind of target does the same. One line for each kind: `driverContract("openai", makeSubject)`. */
export function driverContract(name: string, makeSubject: () => ContractSubject | Promise<ContractSubject>): void {
  describe(`the driver of ${name}`, () => {
    let subject: ContractSubject;
    let driver: Driver;
    before(async () => {
      subject = await makeSubject();
      driver = await subject.open(subject.target, testWorld({ maxInFlight: IN_FLIGHT }));
    });
    after(async () => {
      await driver.close();
      await subject.close?.();
    });

    it("acts on a target that is plain JSON", () => {
      assert.deepEqual(JSON.parse(JSON.stringify(subject.target)), subject.target);
    });

    it("tells about its engine in plain JSON", () => {
      assert.deepEqual(JSON.parse(JSON.stringify(driver.info)), driver.info);
      assert.notEqual(driver.info.engine, "");
      assert.ok(driver.info.openMs >= 0);
    });

    it("answers with its instants in order", async () => {
      const { ending, seen } = await ask(driver, subject.request);
      assert.equal(ending.kind, "answered", JSON.stringify(ending));
      assertInOrder(seen, ending.endAtMs);
      if (subject.text !== undefined) assert.equal(seen.text("answer"), subject.text);
    });

    it("tells no more time of its own than the answer took", async () => {
      const { ending, seen } = await ask(driver, subject.request);
      const latencyMs = ending.endAtMs - (seen.dispatchedAtMs[0] ?? Number.NaN);
      const ownMs = ending.serverTimes === undefined ? null : serverTimeMs(ending.serverTimes);
      assert.ok(ownMs === null || (ownMs > 0 && ownMs <= latencyMs + 1), `${ownMs} of ${latencyMs} ms`);
    });

    it("counts tokens of one named source, or says that it cannot", async () => {
      const { ending, seen } = await ask(driver, subject.request);
      assert.deepEqual(JSON.parse(JSON.stringify(ending)), ending);
      if (ending.usage !== null) assert.ok((ending.usage.outputTokens ?? 1) >= 1);
      assert.ok(seen.tokens().length >= 3, "the answer has at least three pieces of text");
    });

    it("keeps what had arrived when it is aborted in the middle", async () => {
      const controller = new AbortController();
      const seen = recorder((chunk) => {
        if (chunk.text !== "" && seen.tokens().length === 2) controller.abort(new Error("enough"));
      });
      const ending = await driver.send(testRequest(subject.request), seen, controller.signal);
      assert.equal(ending.kind, "aborted", JSON.stringify(ending));
      assert.ok(ending.kind === "aborted" && ending.reason.includes("enough"));
      const told = seen.chunks.length;
      assert.ok(seen.tokens().length >= 2);
      if (subject.text !== undefined) assert.ok(subject.text.startsWith(seen.text("answer")));
      assert.equal(ending.phase, "stream");
      await new Promise((resolve) => setTimeout(resolve, 20));
      assert.equal(seen.chunks.length, told, "nothing is told after the ending");
    });

    it("ends at once as aborted when the signal was aborted before", async () => {
      const { ending, seen } = await ask(driver, subject.request, AbortSignal.abort(new Error("never mind")));
      assert.equal(ending.kind, "aborted");
      assert.deepEqual(seen.chunks, []);
    });

    it("answers as many requests at once as the plan has in flight, each into its own observer", async () => {
      const answers = await Promise.all(Array.from({ length: IN_FLIGHT }, () => ask(driver, subject.request)));
      for (const { ending, seen } of answers) {
        assert.equal(ending.kind, "answered", JSON.stringify(ending));
        assertInOrder(seen, ending.endAtMs);
        if (subject.text !== undefined) assert.equal(seen.text("answer"), subject.text);
      }
    });

    it("answers after a failure as before", async () => {
      await failOnce(driver, subject);
      const { ending } = await ask(driver, subject.request);
      assert.equal(ending.kind, "answered", JSON.stringify(ending));
    });

    it("closes more than once, and then fails as data", async () => {
      const own = await subject.open(subject.target, testWorld({ maxInFlight: 1 }));
      await own.close();
      await own.close();
      const { ending } = await ask(own, subject.request);
      assert.equal(ending.kind, "failed");
    });
  });
}

function assertInOrder(seen: Recorder, endAtMs: number): void {
  const tokens = seen.tokens();
  const first = tokens[0]?.atMs ?? Number.NaN;
  const last = tokens.at(-1)?.atMs ?? Number.NaN;
  const instants = [...seen.dispatchedAtMs.slice(-1), ...seen.firstByteAtMs, first, last, endAtMs];
  assert.equal(seen.dispatchedAtMs.length, 1);
  assert.ok(seen.firstByteAtMs.length <= 1);
  assert.deepEqual(
    [...instants].sort((a, b) => a - b),
    instants,
    "dispatched <= first byte <= first token <= last <= end",
  );
  const reads = seen.chunks.map((chunk) => chunk.readIndex);
  assert.deepEqual(
    [...reads].sort((a, b) => a - b),
    reads,
    "reads are numbered in the order in which they came",
  );
}

async function failOnce(driver: Driver, subject: ContractSubject): Promise<void> {
  subject.failure?.prepare?.();
  const controller = new AbortController();
  if (subject.failure === undefined) controller.abort(new Error("stands in for a failure"));
  const { ending } = await ask(driver, { ...subject.request, ...subject.failure?.request }, controller.signal);
  assert.equal(ending.kind, subject.failure === undefined ? "aborted" : "failed", JSON.stringify(ending));
}
