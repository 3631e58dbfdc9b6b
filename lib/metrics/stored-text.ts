import type { Trial } from "../types/index.js";

const HASHED = /^sha256:[0-9a-f]{64}$/;

/**
 * The text of a trial's answer as it came, or null where the run did not keep it (`storeText` "hash" or "none"): an answer
 * that was not kept is not an empty one.
 */
export function storedText({ outcome, arrivals }: Pick<Trial, "outcome" | "arrivals">): string | null {
  if (outcome.text === "")
    return arrivals.some(({ kind, textLength }) => kind === "answer" && textLength > 0) ? null : "";
  return HASHED.test(outcome.text) ? null : outcome.text;
}
