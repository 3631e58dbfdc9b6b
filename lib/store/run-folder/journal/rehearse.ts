import type { Arrival, Trial } from "../../../types/index.js";
import { packTrial } from "./formats/format-2.js";
import { encodeLine } from "./formats/journal-line.js";
import { packedTrialRecord, sampleRecord, sessionRecord } from "./formats/record-shapes.js";

const ROUNDS = 20;
let rehearsed = false;

/**
 * Warms up serialization by writing a few throw-away rows before the first request, once per process. The first rows compile their shapes (50 ms)
 * and run in the interpreter (up to 20 ms for a long answer), and in that time nothing could be stamped.
 */
export function rehearseRows(): void {
  if (rehearsed) return;
  rehearsed = true;
  for (const shape of [sessionRecord, sampleRecord]) shape.fits(null);
  for (let round = 0; round < ROUNDS; round += 1) {
    const packed = packTrial(rehearsal);
    if (packedTrialRecord.fits(packed)) encodeLine("rehearsal", round, "trial", packed);
  }
}

const arrivals = Array.from(
  { length: 500 },
  (_, index): Arrival => ({ atMs: index * 4.0625, kind: "answer", textLength: 7, tokens: null, readIndex: index }),
);

const rehearsal: Trial = {
  planIndex: 0,
  caseId: "rehearsal",
  target: "rehearsal",
  repetition: 0,
  phase: "warmup",
  block: 0,
  session: 0,
  intendedAtMs: 0,
  dispatchedAtMs: 0,
  firstByteAtMs: null,
  firstTokenAtMs: null,
  firstAnswerTokenAtMs: null,
  lastTokenAtMs: null,
  endAtMs: 0,
  arrivals,
  streamed: true,
  usage: null,
  respondedModel: null,
  outcome: { kind: "answered", text: " a word".repeat(500), reasoning: null, finishReason: "stop", warnings: [] },
};
