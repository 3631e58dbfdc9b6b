import type { FailureClass } from "../../../types/index.js";
import type { Answer } from "./answer.js";

/** How an answer whose body has ended is to be called. */
export type Verdict =
  | { readonly kind: "answered"; readonly finishReason: string | null }
  | { readonly kind: "failed"; readonly class: FailureClass; readonly message: string };

/** Reasons of an end that is none: what vLLM and routers say of an answer that they broke off. */
const BROKEN_OFF = ["abort", "error"];

/**
 * Judges an answer whose body ended without an error of the network. A clean end of the body proves nothing: only the
 * answer's own end does (`[DONE]`, a finish reason, `done: true`).
 */
export function judgeAnswer(answer: Answer, bodyBytes: number): Verdict {
  if (answer.streamError !== null) return failed("stream_error", answer.streamError);
  if (BROKEN_OFF.includes(answer.finishReason ?? ""))
    return failed("stream_error", `the server ended the answer with the reason "${answer.finishReason}"`);
  if (answer.badEvents > 0) {
    const count = answer.badEvents === 1 ? "1 event" : `${answer.badEvents} events`;
    return failed("protocol", `${count} could not be read, the first: ${answer.firstBadEvent ?? ""}${labelOf(answer)}`);
  }
  const ended = answer.endedAtMs !== null || answer.finishReason !== null;
  if (!ended) {
    if (bodyBytes === 0) return failed("empty_response", "the body is empty");
    if (answer.blankBody) return failed("empty_response", "the body holds nothing but white space");
    return failed(
      "truncated_no_terminal_event",
      `the stream ended without its last event: part of the answer is missing${labelOf(answer)}`,
    );
  }
  if (answer.textLength === 0)
    return failed("zero_output", `the answer ended (${answer.finishReason ?? "no reason given"}) without any text`);
  noteOddities(answer);
  return { kind: "answered", finishReason: answer.finishReason };
}

const labelOf = ({ label }: Answer): string => (label === null ? "" : ` (${label})`);

/** What is strange but not wrong: kept with the trial, so that a reader can judge. */
function noteOddities(answer: Answer): void {
  if (answer.endedAtMs === null) answer.warnings.add("missing_done");
  if (answer.finishReason === null) answer.warnings.add("missing_finish_reason");
  if (answer.endsInHalf) answer.warnings.add("invalid_utf8");
  const outputTokens = answer.usage?.outputTokens ?? null;
  // An event with text holds at least a part of a token, so far fewer tokens than events cannot be.
  const tooFew = outputTokens !== null && outputTokens < 0.9 * answer.textEvents;
  if (tooFew || moreThanText(answer)) answer.warnings.add("usage_contradicts_text");
}

/**
 * Whether more tokens were counted than the text can hold: a token has at least a byte, a UTF-16 unit at most three. Reasoning
 * that is counted and not shown, the frame of a tool call and further choices have tokens without text; some are let pass.
 */
function moreThanText({ usage, textLength, toolCallsSeen, warnings }: Answer): boolean {
  if (toolCallsSeen.size > 0 || warnings.has("extra_choices_ignored")) return false;
  return (usage?.outputTokens ?? 0) - (usage?.reasoningTokens ?? 0) > 3 * textLength + 16;
}

function failed(failure: FailureClass, message: string): Verdict {
  return { kind: "failed", class: failure, message };
}
