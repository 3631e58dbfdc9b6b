import assert from "node:assert/strict";
import { test } from "node:test";
import {
  clientSession,
  exampleClient,
  exampleClientOfTarget,
  exampleEngine,
} from "../../tests/support/metrics/client/client.js";
import { exampleTrial, later } from "../../tests/support/metrics/trial.js";
import type { ClientRecord, Load, LoadWorkerStats, Target, Trial } from "../types/index.js";
import { clientLimits } from "./client-limits.js";

const served: Target = { kind: "openai", name: "a" };
const closed: Load = { kind: "closed", concurrency: 2 };
/** 40 answers of 500 ms, two at a time: 20 s in flight over 10 s. */
const trials = Array.from({ length: 40 }, (_, index) =>
  later(500 * Math.floor(index / 2), exampleTrial({ planIndex: index, endAtMs: 500 })),
);
const limits = (client: ClientRecord | null, changes: { targets?: Target[]; load?: Load; trials?: Trial[] } = {}) =>
  clientLimits(changes.trials ?? trials, {
    targets: changes.targets ?? [served],
    sessions: [clientSession(client)],
    load: changes.load ?? closed,
  }).map(({ text }) => text);

test("a clean run raises nothing, nor does one from before the client was recorded", () => {
  assert.deepEqual(limits(exampleClient()), []);
  assert.deepEqual(limits(null), []);
});

test("a hiccup or two of the machine raise nothing, a loop that stands still again and again does", () => {
  const stalls = (count: number, ms: number) => {
    const own = exampleClientOfTarget({ stalls: count, stalledMs: count * ms, longestStallMs: ms });
    return limits(exampleClient({ targets: [own] }));
  };
  assert.deepEqual(stalls(2, 60), []); // 1.2 % of the time, but only twice
  assert.deepEqual(stalls(4, 24), []); // 0.96 % of the time
  assert.deepEqual(stalls(20, 30), [
    "the client's event loop stood still 20 times, 6.0 % of the time in which a was asked, for up to 30 ms",
  ]);
  assert.match(stalls(1, 200)[0] ?? "", /stood still once, 2\.0 % .* for up to 200 ms/);
});

test("an engine in the measuring process may hold up its loop and its processor: that is its own work", () => {
  const busy = exampleClient({
    processor: { turns: 1000, ranMs: 800, waitedMs: 4000 },
    targets: [exampleClientOfTarget({ stalls: 300, stalledMs: 9000, longestStallMs: 400 })],
  });
  const engines = [exampleEngine("a")];
  const session = { ...clientSession(busy), engines };
  for (const target of [
    { kind: "llama", name: "a" },
    { kind: "transformers", name: "a" },
    { kind: "compressing", name: "a", inner: { kind: "llama", name: "a" } },
    { kind: "module", name: "a", inProcess: true },
  ])
    assert.deepEqual(clientLimits(trials, { targets: [target], sessions: [session], load: closed }), []);
  for (const kind of ["openai", "ollama", "module", "simulated"])
    assert.equal(clientLimits(trials, { targets: [{ kind, name: "a" }], sessions: [session], load: closed }).length, 2);
});

test("of several sending processes each is judged by its own loop, and the one that writes by none", () => {
  const { floor, storingMs, rowsStored, ...calm } = exampleClient();
  const share = exampleClientOfTarget({ requests: 20, inHandMs: 10_000 });
  const stalling = exampleClientOfTarget({
    requests: 20,
    inHandMs: 10_000,
    stalls: 20,
    stalledMs: 600,
    longestStallMs: 45,
  });
  const sender = (processId: number, target = share, changes: Partial<LoadWorkerStats> = {}): LoadWorkerStats => ({
    ...calm,
    ...changes,
    processId,
    targets: [target],
  });
  assert.deepEqual(limits(exampleClient({ senders: [sender(7), sender(8)] })), []);
  assert.deepEqual(limits(exampleClient({ senders: [sender(7), sender(8, stalling)] })), [
    "1 of 2 sending event loops stood still; that of process 8 stood still 20 times, 6.0 % of the time in which a was asked, " +
      "for up to 45 ms",
  ]);
  const hogged = { processor: { turns: 4000, ranMs: 800, waitedMs: 4400 } };
  assert.deepEqual(limits(exampleClient({ senders: [sender(7, share, hogged), sender(8)] })), [
    "a sending process waited for a processor, 1.1 ms each time it had something to do (session 0): other work took it",
  ]);
  // The writing process held up, and the requests not: they left in time and came back as Little's law has it.
  const writing = { ...hogged, targets: [exampleClientOfTarget({ stalls: 20, stalledMs: 600, longestStallMs: 45 })] };
  assert.equal(limits(exampleClient(writing)).length, 2);
  assert.deepEqual(limits(exampleClient({ ...writing, senders: [sender(7), sender(8)] })), []);
});

test("a processor that has to be waited for is told, with how long", () => {
  const hogged = exampleClient({ processor: { turns: 4000, ranMs: 800, waitedMs: 4400 } });
  assert.match(limits(hogged)[0] ?? "", /waited for a processor, 1\.1 ms each time it had something to do/);
  assert.deepEqual(limits(exampleClient({ processor: { turns: 50, ranMs: 5, waitedMs: 500 } })), []); // too few to tell
  assert.deepEqual(limits(exampleClient({ processor: null })), []);
});

/** Forty answers, two at a time, of which the first token came after so long; in 10 s, as the made client says. */
const quick = (firstTokenMs: (index: number) => number, changes: Partial<Trial> = {}) =>
  trials.map((trial, index) => {
    const firstTokenAtMs = trial.dispatchedAtMs + firstTokenMs(index);
    return {
      ...trial,
      firstByteAtMs: firstTokenAtMs,
      firstTokenAtMs,
      firstAnswerTokenAtMs: firstTokenAtMs,
      ...changes,
    };
  });
const late = (p50: number, p90: number, changes: Partial<ClientRecord> = {}) =>
  exampleClient({ eventLoopDelayMs: { p50, p90, p99: p90 + 1, max: 9 }, ...changes });

test("a loop that is late by more than a tenth of what it stamps is told, in milliseconds that are no hiccup", () => {
  // True: 4 ms each; a tenth of them was stamped 3 ms late by a loop that shares its processor with another program
  const stamped = { trials: quick((index) => (index % 10 === 0 ? 7 : 4)) };
  assert.deepEqual(limits(late(0.6, 3), stamped), [
    "the client's event loop was late by 3.0 ms (90th percentile) where the time to first token of a is 7.0 ms (95th percentile): " +
      "more than 10 % of it may be the client's",
  ]);
  assert.deepEqual(
    limits(late(0.6, 1.6), stamped),
    [],
    "1.6 ms less a timer's millisecond is less than a tenth of 7 ms",
  );
  assert.deepEqual(limits(late(0.6, 3), { trials: quick(() => 400) }), [], "3 ms are nothing beside 400 ms");
  assert.match(
    limits(late(2, 2.5), { trials: quick((index) => (index % 10 === 0 ? 90 : 5)) })[0] ?? "",
    /2\.0 ms \(median\).* 5\.0 ms/,
  );
});

test("a late loop is held against the latency where nothing streamed, and not judged by few beats or for an engine's work", () => {
  const whole = quick(() => 4, {
    streamed: false,
    firstTokenAtMs: null,
    firstAnswerTokenAtMs: null,
    firstByteAtMs: null,
  });
  const short = whole.map((trial) => ({ ...trial, endAtMs: trial.dispatchedAtMs + 9 }));
  const briefly = { targets: [exampleClientOfTarget({ inHandMs: 360 })] };
  assert.match(limits(late(0.6, 3, briefly), { trials: short })[0] ?? "", /the latency of a is 9\.0 ms/);
  assert.deepEqual(limits(late(0.6, 3, { elapsedMs: 900 }), { trials: quick(() => 4) }), []);
  assert.deepEqual(limits(late(0.6, 3), { trials: quick(() => 4), targets: [{ kind: "llama", name: "a" }] }), []);
  assert.deepEqual(limits(exampleClient({ eventLoopDelayMs: null }), { trials: quick(() => 4) }), []);
  const { floor, storingMs, rowsStored, ...sender } = late(0.6, 3);
  const senders = [
    { ...sender, processId: 7 },
    { ...sender, processId: 8, eventLoopDelayMs: exampleClient().eventLoopDelayMs },
  ];
  assert.match(limits(exampleClient({ senders }), { trials: quick(() => 4) })[0] ?? "", /was late by 3\.0 ms/);
});

test("requests that queue inside the client break Little's law", () => {
  const queued = exampleClient({ targets: [exampleClientOfTarget({ inHandMs: 80_000 })] });
  assert.deepEqual(limits(queued), [
    "requests to a queued inside the client: on average 8.0 were in its hands and 2.0 at the engine (Little's law does not hold)",
  ]);
});

test("failures for want of the client's own resources are told with the first of them", () => {
  const message = "connect EMFILE 127.0.0.1:80";
  const outcome = { kind: "failed", class: "client_resources", phase: "connect", message, status: null } as const;
  const starved = trials.map((trial, index) =>
    index % 4 === 0 ? { ...trial, outcome: { ...outcome, text: "", reasoning: null, warnings: [] } } : trial,
  );
  assert.deepEqual(limits(exampleClient(), { trials: starved }), [
    `10 of 40 requests to a failed for want of the client's own resources: ${message}`,
  ]);
});

test("a disk that keeps rows waiting is told, one slow row is not", () => {
  assert.deepEqual(limits(exampleClient({ storingMs: { p50: 3, p90: 40, p99: 900, max: 900 } })), []);
  assert.match(
    limits(exampleClient({ storingMs: { p50: 400, p90: 610, p99: 900, max: 900 } }))[0] ?? "",
    /waited 610 ms/,
  );
});

const open = (maxInFlight: number | null): Load => ({
  kind: "open",
  requestsPerSecond: 4,
  arrivals: "constant",
  burstiness: null,
  durationSeconds: null,
  maxInFlight,
});
/** One every 250 ms is intended, and leaves so late. */
const sent = (lateMs: (index: number) => number, lastsMs = 100): Trial[] =>
  Array.from({ length: 40 }, (_, index) => {
    const dispatchedAtMs = 250 * index + lateMs(index);
    const endAtMs = dispatchedAtMs + lastsMs;
    return exampleTrial({ planIndex: index, intendedAtMs: 250 * index, dispatchedAtMs, endAtMs });
  });

test("requests that leave late are told, unless a limit in flight held them back", () => {
  const late = sent(() => 40);
  assert.match(limits(null, { trials: late, load: open(null) })[0] ?? "", /left up to 40 ms late \(95th percentile\)$/);
  assert.deepEqual(limits(null, { trials: sent(() => 3), load: open(null) }), []);
  // One place, answers of 400 ms: each begins when the one before it has ended, 150 ms later than that one was late
  const queue = sent((index) => 150 * index, 400);
  assert.deepEqual(limits(null, { trials: queue, load: open(1) }), []);
  assert.match(
    limits(null, { trials: queue, load: open(8) })[0] ?? "",
    /left up to \d+ ms late \(95th percentile, waits under maxInFlight apart\)$/,
  );
});

test("arrivals that were not sent as named are told", () => {
  const [reason, ...others] = limits(null, { trials: sent((index) => (index % 2) * 8), load: open(null) });
  assert.match(reason ?? "", /were not sent as constant arrivals, though planned so/);
  assert.deepEqual(others, []);
});
