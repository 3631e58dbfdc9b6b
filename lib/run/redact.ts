import { createHash } from "node:crypto";
import type { Outcome, Trial } from "../types.js";

/** What of an answer's text is stored: all of it, only its SHA-256 (`sha256:…`), or nothing. */
export type StoreText = "full" | "hash" | "none";

/** The trial as it may be stored. Lengths, counts and instants stay; text goes as `storeText` says. */
export function redact(trial: Trial, storeText: StoreText): Trial {
  if (storeText === "full") return trial;
  const hide = (text: string) => (storeText === "none" || text === "" ? "" : `sha256:${sha256(text)}`);
  const { outcome } = trial;
  const hidden: Outcome = {
    ...outcome,
    text: hide(outcome.text),
    reasoning: outcome.reasoning === null ? null : hide(outcome.reasoning),
  };
  return { ...trial, outcome: hidden };
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
