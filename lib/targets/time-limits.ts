import type { FailureClass, FailurePhase, StreamResult, Timeouts } from "../types/index.js";

/** Why an in-process answer ends before the engine ends it. */
export type Cut =
  | { readonly kind: "aborted"; readonly reason: string; readonly phase: FailurePhase }
  | { readonly kind: "failed"; readonly class: FailureClass; readonly phase: FailurePhase; readonly message: string };

/** Watches one answer of an engine inside this process. */
export interface TimeLimits {
  /** Settles once: when a limit passed or the caller stopped it. Never when neither happens. */
  readonly cut: Promise<Cut>;
  /** What {@link cut} settled with, to be asked between tokens. */
  current(): Cut | null;
  /** A token came at this instant: ends the first-token limit and winds the stall limit up again. */
  token(): void;
  /** Takes the timers away. */
  end(): void;
}

/**
 * The limits of one trial for engines inside this process, where there is no connection and no first byte: first token,
 * stall and total, and the caller's signal. One timer each, wound up again and not remade, so that a token costs little.
 */
export function watchTimeLimits(timeouts: Timeouts, signal: AbortSignal): TimeLimits {
  let decided: Cut | null = null;
  let phase: FailurePhase = "first-token";
  let settle: (cut: Cut) => void = () => {};
  const cut = new Promise<Cut>((resolve) => {
    settle = resolve;
  });
  const decide = (reason: Cut) => {
    decided ??= reason;
    settle(decided);
  };
  const fail = (failure: FailureClass, message: string) => decide({ kind: "failed", class: failure, phase, message });
  const timer = (milliseconds: number | null, failure: FailureClass, what: string) =>
    milliseconds === null ? null : setTimeout(() => fail(failure, `${what} within ${milliseconds} ms`), milliseconds);
  const total = timer(timeouts.totalMs, "deadline", "no end of the answer");
  let silence = timer(timeouts.firstTokenMs, "ttft_timeout", "no first token");
  const stopped = () => decide({ kind: "aborted", reason: String(signal.reason ?? "stopped"), phase });
  if (signal.aborted) stopped();
  else signal.addEventListener("abort", stopped, { once: true });
  return {
    cut,
    current: () => decided,
    token() {
      if (phase === "stream") silence?.refresh();
      else {
        phase = "stream";
        if (silence) clearTimeout(silence);
        silence = timer(timeouts.stallMs, "stall_timeout", "no further token");
      }
    },
    end() {
      if (total) clearTimeout(total);
      if (silence) clearTimeout(silence);
      signal.removeEventListener("abort", stopped);
    },
  };
}

/** The ending of an answer that was cut. */
export function endingOfCut(cut: Cut, rest: Pick<StreamResult, "endAtMs" | "usage" | "respondedModel">): StreamResult {
  const common = { ...rest, streamed: true, warnings: [] };
  return cut.kind === "aborted"
    ? { ...common, kind: "aborted", reason: cut.reason, phase: cut.phase }
    : { ...common, kind: "failed", class: cut.class, phase: cut.phase, message: cut.message, status: null };
}
