import { createHash } from "node:crypto";
import type { Outcome, Trial } from "../types.js";

/** What of an answer's text is stored: all of it, only its SHA-256 (`sha256:…`), or nothing. */
export type StoreText = "full" | "hash" | "none";

/**
 * The trial as it may be stored. Lengths, counts and instants stay; text goes as `storeText` says. `scrub` takes the driver's
 * key out of the whole text: a server may send it back in pieces, none of which is the key.
 */
export function redact(trial: Trial, storeText: StoreText, scrub: (text: string) => string = (text) => text): Trial {
  const { outcome } = trial;
  const clean = scrub(outcome.text) === outcome.text && scrub(outcome.reasoning ?? "") === (outcome.reasoning ?? "");
  if (storeText === "full" && clean) return trial;
  const hide = (text: string) => {
    if (storeText === "full") return scrub(text);
    return storeText === "none" || text === "" ? "" : `sha256:${sha256(text)}`;
  };
  const hidden: Outcome = {
    ...outcome,
    text: hide(outcome.text),
    reasoning: outcome.reasoning === null ? null : hide(outcome.reasoning),
  };
  return { ...trial, outcome: hidden };
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
