import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { exampleTrial } from "../../../../../tests/support/store/run.js";
import type { Arrival, Outcome, ServerTimes, Trial } from "../../../../types/index.js";
import { unpackTrial } from "./format-1.js";
import { packTrial, roundInstant } from "./format-2.js";
import { decodeLine, encodeLine } from "./journal-line.js";
import { trialRecord } from "./record-shapes.js";

const instant = fc.double({ min: 0, max: 1e9, noNaN: true }).map(roundInstant);
const text = fc.string({ unit: "binary", maxLength: 60 });
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(model, { noNullPrototype: true });
const arrival: fc.Arbitrary<Arrival> = record({
  atMs: instant,
  kind: fc.constantFrom("answer", "reasoning", "tool-call", "role", "empty", "usage", "comment", "end", "bad"),
  textLength: fc.nat(),
  tokens: orNull(fc.nat()),
  readIndex: fc.nat(),
});
const ended = { text, reasoning: orNull(text), warnings: fc.array(text, { maxLength: 3 }) };
const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  record({ kind: fc.constant("answered" as const), finishReason: orNull(text), ...ended }),
  record({
    kind: fc.constant("failed" as const),
    class: fc.constantFrom("deadline" as const, "engine" as const),
    phase: fc.constant("stream" as const),
    message: text,
    status: orNull(fc.nat()),
    ...ended,
  }),
  record({ kind: fc.constant("aborted" as const), reason: text, phase: fc.constant("open" as const), ...ended }),
);
const phases = fc.record(
  {
    connectionReadyAtMs: orNull(instant),
    requestSentAtMs: orNull(instant),
    responseHeadAtMs: orNull(instant),
    newConnection: orNull(fc.boolean()),
  },
  { requiredKeys: [], noNullPrototype: true }, // absent in runs of an older Benchbook
);
const time = orNull(fc.double({ min: 0, max: 1e9, noNaN: true }).filter((ms) => !Object.is(ms, -0)));
const account = fc.record(
  {
    requestId: text,
    serverTimes: record<ServerTimes>({
      source: fc.constantFrom("ollama", "llama.cpp", "usage", "time_info", "engine"),
      queueMs: time,
      loadMs: time,
      promptMs: time,
      promptTokens: orNull(fc.nat()),
      decodeMs: time,
      decodeTokens: orNull(fc.nat()),
      totalMs: time,
    }),
  },
  { requiredKeys: [], noNullPrototype: true }, // absent in runs of an older Benchbook, and where a server tells nothing
);
const trial: fc.Arbitrary<Trial> = record({
  phases,
  account,
  caseId: text,
  target: text,
  endAtMs: instant,
  firstTokenAtMs: orNull(instant),
  arrivals: fc.array(arrival, { maxLength: 12 }),
  respondedModel: orNull(text),
  outcome,
}).map(({ phases, account, ...over }) => exampleTrial(3, { ...over, ...phases, ...account }));

test("every trial comes back from its journal line exactly", () => {
  fc.assert(
    fc.property(trial, fc.nat(), (one, sequence) => {
      const line = encodeLine("run-é", sequence, "trial", packTrial(one));
      assert.equal(line.indexOf(10), line.length - 1, "one line break, at its end");
      const decoded = decodeLine(line.subarray(0, -1));
      assert.ok(decoded.kind === "row");
      assert.equal(decoded.row.sequence, sequence);
      assert.ok(trialRecord.fits(decoded.row.data), trialRecord.complaint());
      assert.deepEqual(unpackTrial(decoded.row.data), one);
    }),
    { numRuns: 300 },
  );
});

test("instants are rounded to 0.1 microseconds, and rounding twice changes nothing", () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), (atMs) => {
      assert.ok(Math.abs(roundInstant(atMs) - atMs) <= 0.00005 + atMs * 1e-15);
      assert.equal(roundInstant(roundInstant(atMs)), roundInstant(atMs));
    }),
  );
});

test("a phase of HTTP that is no number, or a mark that is no mark, does not fit", () => {
  for (const wrong of [{ connectionReadyAtMs: "4" }, { requestSentAtMs: Number.NaN }, { newConnection: 1 }]) {
    const packed = { ...packTrial(exampleTrial(0)), ...wrong };
    assert.equal(trialRecord.fits(packed), false, JSON.stringify(wrong));
  }
});

test("a trial whose numbers are not finite does not fit", () => {
  assert.equal(trialRecord.fits(packTrial(exampleTrial(0, { endAtMs: Number.NaN }))), false);
  assert.match(trialRecord.complaint(), /endAtMs/);
});

test("an arrival whose numbers are not finite is refused before anything is written", () => {
  const arrivals: Arrival[] = [
    { atMs: 1, kind: "role", textLength: 0, tokens: null, readIndex: 0 },
    { atMs: Number.NaN, kind: "answer", textLength: 3, tokens: 1, readIndex: 1 },
  ];
  assert.throws(() => packTrial(exampleTrial(0, { arrivals })), /expected finite numbers .* got \{"atMs":"NaN"/);
  const tokens = arrivals.map((one) => ({ ...one, atMs: 1, tokens: Number.POSITIVE_INFINITY }));
  assert.throws(() => packTrial(exampleTrial(0, { arrivals: tokens })), /Infinity/);
});
