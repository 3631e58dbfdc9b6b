import type { Trial } from "../types/index.js";

/** Why a trial has no answer, in one line; null when it has one. */
export function failureText({ outcome }: Pick<Trial, "outcome">): string | null {
  if (outcome.kind === "answered") return null;
  if (outcome.kind === "not-sent") return `not sent: ${outcome.reason}`;
  return outcome.kind === "failed" ? `${outcome.class}: ${outcome.message}` : `aborted: ${outcome.reason}`;
}
