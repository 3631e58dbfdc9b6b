import type { Arrival, Ending, HttpPhases, Outcome, PieceSink, PlanEntry, Trial } from "../types.js";
import { ArrivalColumns } from "./arrival-columns.js";

/** Collects what a driver reports of one request, and makes the trial of it. Light: it only appends. */
export interface TrialRecorder {
  readonly sink: PieceSink;
  /** The trial as it ended, with what the runner adds or says otherwise. Its list of arrivals is made when it is first read. */
  trial(ending: Ending, added?: Partial<Pick<Trial, "intendedAtMs" | "attempts" | "promptNonce">>): Trial;
}

interface Instants {
  dispatchedAtMs: number;
  firstByteAtMs: number | null;
  firstTokenAtMs: number | null;
  firstAnswerTokenAtMs: number | null;
  lastTokenAtMs: number | null;
}

/**
 * Makes a {@link TrialRecorder}. The driver stamps what arrives; the recorder tells which of it is a token: answer,
 * reasoning or tool-call text that is not empty.
 * @param startedAtMs the runner's own instant, which stands when a driver never says that it dispatched
 */
export function trialRecorder(
  entry: PlanEntry,
  session: number,
  intendedAtMs: number | null,
  startedAtMs: number,
): TrialRecorder {
  const at: Instants = {
    dispatchedAtMs: startedAtMs,
    firstByteAtMs: null,
    firstTokenAtMs: null,
    firstAnswerTokenAtMs: null,
    lastTokenAtMs: null,
  };
  const arrivals = new ArrivalColumns();
  const answer: string[] = [];
  const reasoning: string[] = [];
  const sink: PieceSink = {
    dispatched(atMs) {
      at.dispatchedAtMs = atMs;
    },
    firstByte(atMs) {
      at.firstByteAtMs ??= atMs;
    },
    piece({ atMs, kind, text, tokens, readIndex }) {
      arrivals.add(atMs, kind, text.length, tokens, readIndex);
      if (text === "" || !isToken[kind]) return;
      at.firstTokenAtMs ??= atMs;
      if (kind === "answer") at.firstAnswerTokenAtMs ??= atMs;
      at.lastTokenAtMs = atMs;
      (kind === "reasoning" ? reasoning : answer).push(text);
    },
  };
  return {
    sink,
    trial: (ending, added = {}) => {
      at.dispatchedAtMs = Math.min(at.dispatchedAtMs, ending.endAtMs); // it may be broken off before its instant
      return {
        planIndex: entry.index,
        caseId: entry.caseId,
        target: entry.target,
        repetition: entry.repetition,
        phase: entry.phase,
        block: entry.block,
        session,
        intendedAtMs: intendedAtMs ?? at.dispatchedAtMs,
        ...(ending.streamed ? at : wholeAnswer(at)),
        endAtMs: ending.endAtMs,
        ...(ending.http ?? noPhases),
        get arrivals() {
          return arrivals.list();
        },
        streamed: ending.streamed,
        usage: ending.usage,
        respondedModel: ending.respondedModel,
        outcome: outcomeOf(ending, answer.join(""), reasoning.length ? reasoning.join("") : null),
        ...added,
      };
    },
  };
}

/** Exhaustive, so that a new kind of arrival does not compile until someone decides whether it is a token. */
const isToken: Readonly<Record<Arrival["kind"], boolean>> = {
  answer: true,
  reasoning: true,
  "tool-call": true,
  role: false,
  empty: false,
  usage: false,
  comment: false,
  end: false,
  bad: false,
};

/** Of an engine that is not asked over HTTP, or of a sending of which nothing is known. */
const noPhases: HttpPhases = {
  connectionReadyAtMs: null,
  requestSentAtMs: null,
  responseHeadAtMs: null,
  newConnection: null,
};

/** An answer that came in one piece has no first token of its own to time. */
const wholeAnswer = (at: Instants): Instants => ({
  ...at,
  firstTokenAtMs: null,
  firstAnswerTokenAtMs: null,
  lastTokenAtMs: null,
});

function outcomeOf(ending: Ending, text: string, reasoning: string | null): Outcome {
  const { warnings } = ending;
  switch (ending.kind) {
    case "answered":
      return { kind: "answered", text, reasoning, finishReason: ending.finishReason, warnings };
    case "failed": {
      const { class: failure, phase, message, status } = ending;
      return { kind: "failed", class: failure, phase, message, status, text, reasoning, warnings };
    }
    case "aborted":
      return { kind: "aborted", reason: ending.reason, phase: ending.phase, text, reasoning, warnings };
  }
}
