import type { FailurePhase } from "../../../types/index.js";

/** How far one exchange has come. Instants on the driver's clock. */
export interface Progress {
  dispatchedAtMs: number;
  connected: boolean;
  /** The response's head is in. */
  answering: boolean;
  firstByteSeen: boolean;
  /** A token is in, or the answer is of a kind that has no first token (a whole body). */
  firstTokenSeen: boolean;
  lastReadAtMs: number;
  /** When the answer's own end was read; only the end of the body is missing then. */
  answerEndedAtMs: number | null;
  /** When the head of a response was read that is no answer; only its body is missing then. */
  refusedAtMs: number | null;
}

/** The progress of an exchange of which nothing was sent yet. */
export function unsent(): Progress {
  return {
    dispatchedAtMs: 0,
    connected: false,
    answering: false,
    firstByteSeen: false,
    firstTokenSeen: false,
    lastReadAtMs: 0,
    answerEndedAtMs: null,
    refusedAtMs: null,
  };
}

/** The phase that an exchange is in. */
export function phaseOf({ connected, firstByteSeen, firstTokenSeen }: Progress): FailurePhase {
  if (!connected) return "connect";
  if (!firstByteSeen) return "first-byte";
  return firstTokenSeen ? "stream" : "first-token";
}
