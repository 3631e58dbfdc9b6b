/** Everything that can count against relying on a number, by code. `docs/findings.md` has a paragraph on each. */
export type FindingCode =
  // Of the client
  | "stalled-event-loop"
  | "waited-for-processor"
  | "late-event-loop"
  | "queued-in-client"
  | "sent-late"
  | "arrivals-not-as-named"
  | "client-resources"
  | "slow-disk"
  // Of the run as a whole
  | "known-problem"
  | "not-finished"
  | "clock-stepped"
  | "no-measured-trials"
  | "too-few-trials"
  | "drift"
  // Of what a target answered
  | "failed-trials"
  | "turns-not-sent"
  | "prompt-cut"
  | "repeated-answers-differ"
  | "coalesced-delivery"
  | "no-decode-speed"
  | "estimated-decode-speed"
  | "fresh-connections"
  | "thought-not-closed"
  | "events-without-blank-line"
  | "last-event-not-closed"
  | "stream-labeled-otherwise"
  // Of two targets
  | "not-interleaved"
  | "unlike-lengths"
  | "token-sources-differ"
  | "unequal-caches"
  | "lost-pairs"
  // Of the plan, the machine and the weights
  | "departed-from-plan"
  | "missing-trials"
  | "too-few-cases"
  | "too-few-for-p90"
  | "no-warm-ups"
  | "no-generation-seed"
  | "not-streamed"
  | "uncounted-tokens"
  | "words-as-tokens"
  | "crowded-cores"
  | "busy-machine"
  | "throttled"
  | "hot-processor"
  | "unknown-weights"
  | "several-sessions"
  | "counted-otherwise"
  | "run-warning"
  | "trial-warnings";

/**
 * What a finding does. `client`, `invalid`, `few` and `drift` decide the verdict of a run, from the gravest on; `refuses` refuses a
 * comparison of targets and leaves the run as it is; a `note` decides nothing.
 */
export type FindingSeverity = "client" | "invalid" | "few" | "drift" | "refuses" | "note";

/** One thing that counts against relying on a number. */
export interface Finding {
  readonly code: FindingCode;
  /** The target that it is about; null for the whole run. */
  readonly about: string | null;
  readonly severity: FindingSeverity;
  /** A sentence without its full stop. */
  readonly text: string;
}

/** Whether you can trust the numbers of a run, in a word; `assessRun` says what each takes. */
export type RunValidity = "valid" | "drifting" | "too-few" | "invalid" | "client-limited";

/** The verdict on a run, with its reasons. */
export interface RunVerdict {
  readonly kind: "run-judgement";
  readonly verdict: RunValidity;
  /** Why the run is not valid, the deciding reasons first; empty for a valid run. */
  readonly reasons: readonly string[];
  /** What a reader should know of the numbers although it decides nothing. Absent in older runs. */
  readonly notes?: readonly string[];
  /** The findings that the reasons and the notes come from, in the same order. Absent in older runs. */
  readonly findings?: readonly Finding[];
}
