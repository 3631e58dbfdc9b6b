import { Answer, type AnswerOutcome, answerOutcome } from "../../../lib/targets/http/wire/answer.js";
import type { Dialect } from "../../../lib/targets/http/wire/dialect.js";
import { streamedBody } from "../../../lib/targets/http/wire/response-body.js";
import { type Recorder, recorder } from "./recorder.js";

/** Reads a stream's body, handed over in these reads, as an exchange does; each read has its own instant 0, 1, 2 … */
export function readBody(
  dialect: Dialect,
  reads: readonly Buffer[],
): { readonly answer: Answer; readonly verdict: AnswerOutcome; readonly seen: Recorder } {
  const seen = recorder();
  const answer = new Answer({ observer: seen, scrub: (text) => text, warnings: [] });
  const body = streamedBody(dialect, answer);
  for (const [index, bytes] of reads.entries()) {
    answer.readIndex = index;
    answer.readAtMs = index;
    if (!body.read(bytes)) break;
  }
  body.end();
  const length = reads.reduce((sum, bytes) => sum + bytes.length, 0);
  return { answer, verdict: answerOutcome(answer, length), seen };
}

/** What a stream said, without when: the same for every way of cutting it into reads. */
export function meaning(dialect: Dialect, reads: readonly Buffer[]): unknown {
  const { answer, verdict, seen } = readBody(dialect, reads);
  const { usage, model, finishReason, badEvents, warnings } = answer;
  const events = seen.chunks.map(({ kind, text, tokens }) => ({ kind, text, tokens }));
  const oddities = [...warnings].filter((warning) => !warning.startsWith("invalid_utf8_read"));
  return { events, verdict, usage, model, finishReason, badEvents, oddities };
}
