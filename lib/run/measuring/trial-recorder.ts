import { leadingThought, TAG_BEGINS } from "../../targets/leading-thought.js";
import type {
  Arrival,
  HttpPhases,
  Outcome,
  PlanEntry,
  StreamObserver,
  StreamResult,
  Trial,
} from "../../types/index.js";

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
  const at: Instants = { dispatchedAtMs: startedAtMs, ...unseen };
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
export function planned({ index: planIndex, caseId, target, repetition, phase, block, turn }: PlanEntry) {
  return { planIndex, caseId, target, repetition, phase, block, ...(turn === undefined ? {} : { turn }) };
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

/** Before anything came. */
export const unseen = { firstByteAtMs: null, firstTokenAtMs: null, firstAnswerTokenAtMs: null, lastTokenAtMs: null };

/** Of an engine that is not asked over HTTP, or of a sending of which nothing is known. */
export const noPhases: HttpPhases = {
  connectionReadyAtMs: null,
  requestSentAtMs: null,
  responseHeadAtMs: null,
  newConnection: null,
};

/** An answer that came in one piece has no first token of its own to time. */
const wholeAnswer = (at: Instants): Instants => ({ ...at, ...unseen, firstByteAtMs: at.firstByteAtMs });

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

/**
 * The arrivals of one answer while it comes in, as columns. An object for each would live as long as the answer, thousands at
 * a time, and the garbage collector would copy them about in the middle of a measurement.
 */
class ArrivalColumns {
  readonly #atMs: number[] = [];
  readonly #kind: Arrival["kind"][] = [];
  readonly #textLength: number[] = [];
  readonly #tokens: (number | null)[] = [];
  readonly #readIndex: number[] = [];
  #list: readonly Arrival[] | null = null;

  /** Adds one; only before the list was asked for. */
  add(atMs: number, kind: Arrival["kind"], textLength: number, tokens: number | null, readIndex: number): void {
    if (this.#list !== null) return;
    this.#atMs.push(atMs);
    this.#kind.push(kind);
    this.#textLength.push(textLength);
    this.#tokens.push(tokens);
    this.#readIndex.push(readIndex);
  }

  /** When the text of the answer first passed this number of characters; null where it never did. */
  beyondAtMs(characters: number): number | null {
    let length = 0;
    for (let index = 0; index < this.#kind.length; index++) {
      const kind = this.#kind[index];
      if (kind !== "answer" && kind !== "tool-call") continue;
      length += this.#textLength[index] ?? 0;
      if (kind === "answer" && length > characters) return this.#atMs[index] ?? null;
    }
    return null;
  }

  /**
   * The arrivals as a trial has them, created on first use, outside of what is timed. This many characters of the
   * text were thought, whatever their events were called; an event that holds the end of a thought becomes two.
   */
  list(thought: number): readonly Arrival[] {
    this.#list ??= this.#made(thought);
    return this.#list;
  }

  #made(thought: number): readonly Arrival[] {
    let left = thought;
    return this.#atMs.flatMap((atMs, index) => {
      const kind = this.#kind[index] ?? "bad";
      const textLength = this.#textLength[index] ?? 0;
      const tokens = this.#tokens[index] ?? null;
      const readIndex = this.#readIndex[index] ?? 0;
      const arrival = { atMs, kind, textLength, tokens, readIndex };
      if (left === 0 || textLength === 0 || kind !== "answer") return [arrival];
      const thoughtLength = Math.min(left, textLength);
      left -= thoughtLength;
      const first = { ...arrival, kind: "reasoning" as const, textLength: thoughtLength };
      const rest = { ...arrival, textLength: textLength - thoughtLength, tokens: tokens === null ? null : 0 };
      return rest.textLength === 0 ? [first] : [first, rest];
    });
  }
}
