import { leadingThought, TAG_BEGINS } from "../../targets/leading-thought.js";
import type {
  Arrival,
  HttpPhases,
  NotSentCause,
  Outcome,
  PlanEntry,
  StreamObserver,
  StreamResult,
  Trial,
} from "../../types/index.js";
import { ArrivalColumns } from "./arrival-columns.js";

/** Collects what a driver reports of one request, and makes the trial of it. Light: it only appends. */
export interface TrialRecorder {
  readonly observer: StreamObserver;
  /** The trial as it ended, with what the runner adds or says otherwise. Its list of arrivals is made when it is first read. */
  trial(ending: StreamResult, added?: Partial<Pick<Trial, "intendedAtMs" | "attempts" | "promptNonce">>): Trial;
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
  let answerLength = 0;
  let calledFrom: number | null = null;
  const observer: StreamObserver = {
    onDispatched(atMs) {
      at.dispatchedAtMs = atMs;
    },
    onFirstByte(atMs) {
      at.firstByteAtMs ??= atMs;
    },
    onChunk({ atMs, kind, text, tokens, readIndex }) {
      arrivals.add(atMs, kind, text.length, tokens, readIndex);
      if (text === "" || !isToken[kind]) return;
      at.firstTokenAtMs ??= atMs;
      if (kind === "answer") at.firstAnswerTokenAtMs ??= atMs;
      at.lastTokenAtMs = atMs;
      if (kind === "tool-call") calledFrom ??= answerLength;
      if (kind !== "reasoning") answerLength += text.length;
      (kind === "reasoning" ? reasoning : answer).push(text);
    },
  };
  return {
    observer,
    trial: (ending, added = {}) => {
      at.dispatchedAtMs = Math.min(at.dispatchedAtMs, ending.endAtMs); // it may be broken off before its instant
      const said = partedText(ending, answer.join(""), calledFrom, reasoning.join(""));
      if (said.answerFrom > 0) at.firstAnswerTokenAtMs = arrivals.beyondAtMs(said.answerFrom);
      return {
        ...planned(entry),
        session,
        intendedAtMs: intendedAtMs ?? at.dispatchedAtMs,
        ...(ending.streamed ? at : wholeAnswer(at)),
        endAtMs: ending.endAtMs,
        ...(ending.http ?? noPhases),
        get arrivals() {
          return arrivals.list(said.answerFrom);
        },
        streamed: ending.streamed,
        usage: ending.usage,
        ...(ending.serverTimes === undefined ? {} : { serverTimes: ending.serverTimes }),
        respondedModel: ending.respondedModel,
        outcome: outcomeOf(ending, said),
        ...added,
      };
    },
  };
}

/** What a trial has of its entry in the plan. */
function planned({ index: planIndex, caseId, target, repetition, phase, block, turn }: PlanEntry) {
  return { planIndex, caseId, target, repetition, phase, block, ...(turn === undefined ? {} : { turn }) };
}

/** The trial of a turn that will not be sent, since its conversation has ended. */
export function notSent(entry: PlanEntry, session: number, atMs: number, cause: NotSentCause, reason: string): Trial {
  const at: Instants = {
    dispatchedAtMs: atMs,
    firstByteAtMs: null,
    firstTokenAtMs: null,
    firstAnswerTokenAtMs: null,
    lastTokenAtMs: null,
  };
  return {
    ...planned(entry),
    session,
    intendedAtMs: atMs,
    ...at,
    endAtMs: atMs,
    ...noPhases,
    arrivals: [],
    streamed: true,
    usage: null,
    respondedModel: null,
    outcome: { kind: "not-sent", cause, reason, text: "", reasoning: null, warnings: [] },
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
const wholeAnswer = (at: Instants): Instants => {
  return { ...at, firstTokenAtMs: null, firstAnswerTokenAtMs: null, lastTokenAtMs: null };
};

/** What was said, with a thought that stood in the text taken out of it. */
interface Said {
  readonly text: string;
  readonly reasoning: string | null;
  /** Where the answer begins in the text as it came. */
  readonly answerFrom: number;
  readonly isUnanswered: boolean;
}

/** Only text before the first tool call can be a thought: a call is output, also where the thought before it was never closed. */
function partedText({ thought }: StreamResult, all: string, calledFrom: number | null, reasoning: string): Said {
  const spoken = calledFrom === null ? all : all.slice(0, calledFrom);
  const isPlain = thought === "kept" || (thought === undefined && !TAG_BEGINS.test(spoken));
  const found = isPlain ? null : leadingThought(spoken, thought === "opened");
  const thoughts = [reasoning, found?.thought ?? ""].filter((one) => one !== "");
  const answerFrom = found?.answerFrom ?? 0;
  return {
    text: all.slice(answerFrom),
    reasoning: thoughts.length === 0 ? null : thoughts.join("\n\n"),
    answerFrom,
    isUnanswered: found?.isClosed === false && answerFrom === all.length,
  };
}

function outcomeOf(ending: StreamResult, { text, reasoning, isUnanswered }: Said): Outcome {
  const warnings = isUnanswered ? [...ending.warnings, "thought_not_closed"] : ending.warnings;
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
