import type { Finding, FindingCode, FindingSeverity } from "../types/index.js";

/** A finding, from its parts in the order in which they are read. */
export const finding = (code: FindingCode, severity: FindingSeverity, about: string | null, text: string): Finding => ({
  code,
  about,
  severity,
  text,
});

/**
 * Every code, with where a note of it stands: in the `verdict` of the run, or only among the threats of the `report`. Findings that
 * decide a verdict are part of it, no matter what their code.
 */
export const findingCodes: Readonly<Record<FindingCode, "verdict" | "report">> = {
  "stalled-event-loop": "verdict",
  "waited-for-processor": "verdict",
  "late-event-loop": "verdict",
  "queued-in-client": "verdict",
  "sent-late": "verdict",
  "arrivals-not-as-named": "verdict",
  "client-resources": "verdict",
  "slow-disk": "verdict",
  "known-problem": "verdict",
  "not-finished": "verdict",
  "clock-stepped": "verdict",
  "no-measured-trials": "verdict",
  "too-few-trials": "verdict",
  drift: "verdict",
  "failed-trials": "report",
  "prompt-cut": "verdict",
  "repeated-answers-differ": "verdict",
  "coalesced-delivery": "verdict",
  "no-decode-speed": "verdict",
  "estimated-decode-speed": "verdict",
  "fresh-connections": "verdict",
  "thought-not-closed": "verdict",
  "events-without-blank-line": "verdict",
  "last-event-not-closed": "verdict",
  "stream-labeled-otherwise": "verdict",
  "not-interleaved": "report",
  "unlike-lengths": "verdict",
  "token-sources-differ": "verdict",
  "unequal-caches": "verdict",
  "lost-pairs": "report",
  "missing-trials": "report",
  "too-few-cases": "report",
  "too-few-for-p90": "report",
  "no-warm-ups": "report",
  "no-generation-seed": "report",
  "not-streamed": "report",
  "uncounted-tokens": "report",
  "words-as-tokens": "report",
  "crowded-cores": "report",
  "busy-machine": "report",
  throttled: "report",
  "hot-processor": "report",
  "unknown-weights": "report",
  "several-sessions": "report",
  "counted-otherwise": "report",
  "run-warning": "report",
  "trial-warnings": "report",
};
