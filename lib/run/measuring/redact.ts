import { createHash } from "node:crypto";
import type { Attempt, Case, FailureClass, Message, Outcome, Trial } from "../../types/index.js";
import { storedCase } from "../../workload/case-file/stored-cases.js";

/** What of prompts and answers is stored: all of it, only its SHA-256 (`sha256:…`), or nothing. */
export type StoreText = "full" | "hash" | "none";

/** Failures whose message holds words of a server or an engine, and so perhaps of the prompt. */
const toldByServer: ReadonlySet<FailureClass> = new Set<FailureClass>([
  "http_4xx",
  "http_5xx",
  "auth",
  "rate_limited",
  "protocol",
  "stream_error",
  "wrong_content_type",
  "content_encoding",
  "redirect_refused",
  "prompt_too_long",
  "model_missing",
  "engine",
]);

/**
 * The trial as it may be stored. Lengths, counts and instants stay; text goes as `storeText` says, and with it the words of a
 * server that failed. `scrub` takes the driver's key out of the whole text: a server may send it back in pieces, none of which
 * is the key.
 */
export function redact(trial: Trial, storeText: StoreText, scrub: (text: string) => string = (text) => text): Trial {
  const { outcome } = trial;
  const hide = (text: string) => (storeText === "full" ? scrub(text) : hidden(text, storeText));
  const named = (name: string | null) => (storeText === "full" || name === null ? name : nameOrHidden(name, storeText));
  const shown: Outcome = {
    ...outcome,
    ...(outcome.kind === "answered" ? { finishReason: named(outcome.finishReason) } : {}),
    ...(outcome.kind === "failed" ? { message: messageFor(outcome, storeText) } : {}),
    text: hide(outcome.text),
    reasoning: outcome.reasoning === null ? null : hide(outcome.reasoning),
  };
  const kept: Trial = { ...trial, respondedModel: named(trial.respondedModel), outcome: shown };
  if (trial.attempts === undefined) return kept;
  const attempts = trial.attempts.map((attempt) => ({ ...attempt, message: messageFor(attempt, storeText) }));
  return { ...kept, attempts };
}

/**
 * The cases as a manifest may hold them: an image by its SHA-256; with `hash` and `none` no words of them stay, only ids,
 * kinds and limits.
 */
export function redactCases(cases: readonly Case[], storeText: StoreText): readonly Case[] {
  if (storeText === "full") return cases.map(storedCase);
  return cases.map(({ tools: _tools, responseFormat: _format, generation: _generation, ...one }) => ({
    ...one,
    prompt: hidden(one.prompt, storeText),
    system: one.system === null ? null : hidden(one.system, storeText),
    expected: null,
    checks: [],
    ...(one.messages === undefined ? {} : { messages: one.messages.map(hiddenTurn(storeText)) }),
  }));
}

const hiddenTurn =
  (storeText: "hash" | "none") =>
  ({ parts: _, ...turn }: Message): Message => ({ ...turn, content: hidden(turn.content, storeText) });

function messageFor(failure: Pick<Attempt, "class" | "message">, storeText: StoreText): string {
  if (storeText === "full" || !toldByServer.has(failure.class)) return failure.message;
  return `its words are not kept (storeText "${storeText}")`;
}

/** Names of models and reasons of an end are a server's own words too: those that could be a sentence are hidden. */
const nameOrHidden = (name: string, storeText: "hash" | "none") =>
  /^[\w./:@+-]{1,200}$/.test(name) ? name : hidden(name, storeText);

const hidden = (text: string, storeText: "hash" | "none") =>
  storeText === "none" || text === "" ? "" : `sha256:${createHash("sha256").update(text).digest("hex")}`;
