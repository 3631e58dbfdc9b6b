import type { FailureClass } from "../../types.js";

const TOO_LONG =
  /exceed_context_size|context_length_exceeded|exceeds the (available )?context|maximum context length|input length exceeds/i;
const NO_MODEL = /model_not_found|model [^.]{0,200}(not found|does not exist)|no such model/i;

/** Names an HTTP error status. `body` is looked into for the two cases in which a user does something of their own. */
export function statusFailure(status: number, body: string): FailureClass {
  if (status === 401 || status === 403) return "auth";
  if (status === 429) return "rate_limited";
  if (status >= 400 && status < 500) {
    if (TOO_LONG.test(body)) return "prompt_too_long";
    return status === 404 && NO_MODEL.test(body) ? "model_missing" : "http_4xx";
  }
  return status >= 500 && status < 600 ? "http_5xx" : "protocol";
}

/** The longest that a `Retry-After` is believed. */
export const LONGEST_RETRY_AFTER_MS = 60_000;

/**
 * How long a `Retry-After` header asks to wait, in milliseconds: a number of seconds or an HTTP date (RFC 9110, 10.2.3).
 * Null when it is missing or neither; never more than 60 s, never negative.
 * @example
 * retryAfterMs("2", 0); // => 2000
 * @example
 * retryAfterMs("Thu, 01 Jan 1970 00:00:05 GMT", 1000); // => 4000
 * @example
 * retryAfterMs("banana", 0); // => null
 */
export function retryAfterMs(header: string | null, wallMs: number): number | null {
  const text = header?.trim() ?? "";
  const waitMs = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : httpDateMs(text) - wallMs;
  return Number.isNaN(waitMs) ? null : Math.min(Math.max(0, waitMs), LONGEST_RETRY_AFTER_MS);
}

/** Only the form that HTTP writes: `Date.parse` alone would take "1" or "banana 3" for a date. */
function httpDateMs(text: string): number {
  return /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text) ? Date.parse(text) : Number.NaN;
}
