import type { FailureClass, FailurePhase, Timeouts } from "../../../types/index.js";

/** How far one exchange has come. Instants on the driver's clock, in milliseconds. */
export interface Progress {
  /** `connecting` until the request is written, `waiting` for the head of the response, `streaming` its body, then `ended`. */
  state: "connecting" | "waiting" | "streaming" | "ended";
  dispatchedAtMs: number;
  firstByteSeen: boolean;
  /** A token is in, or the answer is of a kind that has no first token (a whole body). */
  firstTokenSeen: boolean;
  lastReadAtMs: number;
  /** Since when nothing but the end of the body is missing: the answer's own end, or the head of an error. Null before. */
  completeAtMs: number | null;
}

/** The progress of an exchange of which nothing was sent yet. */
export const unsent = (): Progress => ({
  state: "connecting",
  dispatchedAtMs: 0,
  firstByteSeen: false,
  firstTokenSeen: false,
  lastReadAtMs: 0,
  completeAtMs: null,
});

/** Where a failure at this point happened. */
export function phaseOf({ state, firstByteSeen, firstTokenSeen }: Progress): FailurePhase {
  if (state === "connecting") return "connect";
  if (!firstByteSeen) return "first-byte";
  return firstTokenSeen ? "stream" : "first-token";
}

/** How long a server may take to close the body after the answer's own end, or to send an error's body. */
export const BODY_END_GRACE_MS = 1000;

/** A limit that is running: when it passes, and what has happened then. Null class: nothing bad. */
export interface RunningLimit {
  readonly atMs: number;
  readonly failure: FailureClass | null;
  readonly limitMs: number;
}

/**
 * The limit that will pass first, or null when none is running.
 *
 * `firstByteMs` ends with the response's head where a `firstTokenMs` is set, and with the first byte of the body where there
 * is not set, so that some limit always covers silence after the head. `stallMs` runs from the first token, between reads.
 */
export function nextLimit(progress: Progress, timeouts: Timeouts): RunningLimit | null {
  const { state, dispatchedAtMs, firstByteSeen, firstTokenSeen, lastReadAtMs, completeAtMs } = progress;
  if (completeAtMs !== null)
    return { atMs: completeAtMs + BODY_END_GRACE_MS, failure: null, limitMs: BODY_END_GRACE_MS };
  const { connectMs, firstByteMs, firstTokenMs, stallMs, totalMs } = timeouts;
  const awaitsByte = !firstByteSeen && !(state === "streaming" && (firstTokenMs !== null || firstTokenSeen));
  let first: RunningLimit | null = null;
  const consider = (running: boolean, limitMs: number | null, fromMs: number, failure: FailureClass): void => {
    if (!running || limitMs === null) return;
    const atMs = fromMs + limitMs;
    if (first === null || atMs < first.atMs) first = { atMs, failure, limitMs };
  };
  consider(state === "connecting", connectMs, dispatchedAtMs, "connect_timeout");
  consider(awaitsByte, firstByteMs, dispatchedAtMs, "first_byte_timeout");
  consider(!firstTokenSeen, firstTokenMs, dispatchedAtMs, "ttft_timeout");
  consider(firstTokenSeen, stallMs, lastReadAtMs, "stall_timeout");
  consider(true, totalMs, dispatchedAtMs, "deadline");
  return first;
}

const MISSED: Readonly<Partial<Record<FailureClass, string>>> = {
  connect_timeout: "no connection",
  first_byte_timeout: "no first byte",
  ttft_timeout: "no first token",
  stall_timeout: "no further bytes",
  deadline: "no end",
};

/** What a limit that passed says: `no first token within 500 ms`. */
export function limitMessage(failure: FailureClass, limitMs: number): string {
  return `${MISSED[failure] ?? failure} within ${limitMs} ms`;
}

/** Watches all limits of one exchange with one timer, set again only when it fires or when the exchange comes a step on. */
export class ExchangeLimits {
  #timer: ReturnType<typeof setTimeout> | null = null;
  #check: ReturnType<typeof setImmediate> | null = null;
  readonly #progress: Progress;
  readonly #timeouts: Timeouts;
  readonly #now: () => number;
  readonly #passed: (limit: RunningLimit) => void;

  constructor(progress: Progress, timeouts: Timeouts, now: () => number, passed: (limit: RunningLimit) => void) {
    this.#progress = progress;
    this.#timeouts = timeouts;
    this.#now = now;
    this.#passed = passed;
  }

  /** Sets the timer for the limit that passes first. Call it after each step of `progress`; reads alone need none. */
  arm(): void {
    this.disarm();
    const limit = nextLimit(this.#progress, this.#timeouts);
    if (limit === null) return;
    const waitMs = Math.min(Math.max(1, Math.ceil(limit.atMs - this.#now())), 2 ** 31 - 1);
    this.#timer = setTimeout(() => {
      // A blocked loop fires timers before it reads sockets: what has arrived meanwhile must count first.
      this.#check = setImmediate(() => this.#fire());
    }, waitMs);
  }

  disarm(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#check !== null) clearImmediate(this.#check);
    this.#timer = null;
    this.#check = null;
  }

  #fire(): void {
    const limit = nextLimit(this.#progress, this.#timeouts);
    if (limit !== null && this.#now() >= limit.atMs) this.#passed(limit);
    else this.arm();
  }
}
