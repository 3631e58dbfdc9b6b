import type { Arrival, Outcome, Trial, Usage } from "../../../lib/types/index.js";

/** An answered outcome for tests. */
export function answered(text = "an answer"): Outcome {
  return { kind: "answered", text, reasoning: null, finishReason: "stop", warnings: [] };
}

/** A failed outcome for tests: the stream broke off after some text. */
export function failedAfterText(text = "half an"): Outcome {
  return {
    kind: "failed",
    class: "truncated",
    phase: "stream",
    message: "the stream ended without its last event",
    status: null,
    text,
    reasoning: null,
    warnings: [],
  };
}

/** Token counts as a server tells them, for tests. */
export function usage(outputTokens: number | null, source: Usage["source"] = "usage"): Usage {
  return { source, inputTokens: 8, outputTokens, cachedInputTokens: null, reasoningTokens: null };
}

/** One received event for tests; each is a read of its own unless `readIndex` says otherwise. */
export function arrival(atMs: number, kind: Arrival["kind"], readIndex: number, textLength = 4): Arrival {
  return { atMs, kind, textLength, tokens: null, readIndex };
}

/** An answered trial for tests: sent at 0, first token at 100 ms, last at 190 ms, end at 200 ms, 10 tokens. */
export function exampleTrial(changes: Partial<Trial> = {}): Trial {
  return {
    planIndex: 0,
    caseId: "case-1",
    target: "a",
    repetition: 0,
    phase: "measured",
    block: 0,
    session: 0,
    intendedAtMs: changes.dispatchedAtMs ?? 0,
    dispatchedAtMs: 0,
    firstByteAtMs: 90,
    firstTokenAtMs: 100,
    firstAnswerTokenAtMs: 100,
    lastTokenAtMs: 190,
    endAtMs: 200,
    arrivals: [],
    streamed: true,
    usage: usage(10),
    respondedModel: null,
    outcome: answered(),
    ...changes,
  };
}

/** The same trial, all of its instants later by `byMs`. */
export function later(byMs: number, trial: Trial): Trial {
  const move = (atMs: number | null) => (atMs === null ? null : atMs + byMs);
  return {
    ...trial,
    intendedAtMs: trial.intendedAtMs + byMs,
    dispatchedAtMs: trial.dispatchedAtMs + byMs,
    firstByteAtMs: move(trial.firstByteAtMs),
    firstTokenAtMs: move(trial.firstTokenAtMs),
    firstAnswerTokenAtMs: move(trial.firstAnswerTokenAtMs),
    lastTokenAtMs: move(trial.lastTokenAtMs),
    endAtMs: trial.endAtMs + byMs,
    arrivals: trial.arrivals.map((event) => ({ ...event, atMs: event.atMs + byMs })),
  };
}

/**
 * The worked example of the definitions, for tests: start 0, role chunk at 5 ms, first content at 200 ms, 100 tokens one
 * a chunk every 20 ms with one stall of 500 ms in the middle, the last at 2660 ms.
 */
export function stalledTrial(): Trial {
  const role = arrival(5, "role", 0, 0);
  const tokens = Array.from({ length: 100 }, (_, index) =>
    arrival(200 + 20 * index + (index > 49 ? 480 : 0), "answer", index + 1),
  );
  return exampleTrial({
    firstByteAtMs: 5,
    firstTokenAtMs: 200,
    firstAnswerTokenAtMs: 200,
    lastTokenAtMs: 2660,
    endAtMs: 2660,
    arrivals: [role, ...tokens],
    usage: usage(100),
    outcome: answered("word ".repeat(80).trim()),
  });
}
