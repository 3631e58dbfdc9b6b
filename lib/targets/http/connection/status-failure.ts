import type { FailureClass } from "../../../types/index.js";

/** What a user can do about an HTTP error, by its status and body; null where nothing is known. */
export type HintOf = (status: number, body: string) => string | null;

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
 * How long a `Retry-After` header asks to wait, in milliseconds: a number of seconds or an HTTP date (RFC 9110, 10.2.3) in any of
 * the three forms that a client must read (RFC 9110, 5.6.7).
 * Null when it is missing or neither; never more than 60 s, never negative.
 * @example
 * retryAfterMs("2", 0); // => 2000
 * @example
 * retryAfterMs("Thu, 01 Jan 1970 00:00:05 GMT", 1000); // => 4000
 * @example
 * retryAfterMs("Thursday, 01-Jan-70 00:00:05 GMT", 1000); // => 4000
 * @example
 * retryAfterMs("Thu Jan  1 00:00:05 1970", 1000); // => 4000
 * @example
 * retryAfterMs("banana", 0); // => null
 */
export function retryAfterMs(header: string | null, wallMs: number): number | null {
  const text = header?.trim() ?? "";
  const waitMs = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : httpDateMs(text, wallMs) - wallMs;
  return Number.isNaN(waitMs) ? null : Math.min(Math.max(0, waitMs), LONGEST_RETRY_AFTER_MS);
}

const FIXED = /^[A-Z][a-z]{2}, (?<day>\d{2}) (?<month>[A-Z][a-z]{2}) (?<year>\d{4}) (?<time>\d{2}:\d{2}:\d{2}) GMT$/;
const RFC850 = /^[A-Z][a-z]+day, (?<day>\d{2})-(?<month>[A-Z][a-z]{2})-(?<year>\d{2}) (?<time>\d{2}:\d{2}:\d{2}) GMT$/;
const ASCTIME = /^[A-Z][a-z]{2} (?<month>[A-Z][a-z]{2}) (?<day>[ \d]\d) (?<time>\d{2}:\d{2}:\d{2}) (?<year>\d{4})$/;

/** Only the forms that HTTP writes: `Date.parse` alone would take "1" or "banana 3" for a date. */
function httpDateMs(text: string, wallMs: number): number {
  const { day, month, year, time } = (FIXED.exec(text) ?? RFC850.exec(text) ?? ASCTIME.exec(text))?.groups ?? {};
  if (day === undefined || year === undefined) return Number.NaN;
  return Date.parse(`${day.trim().padStart(2, "0")} ${month} ${fullYear(year, wallMs)} ${time} GMT`);
}

/** Two digits that seem to lie more than 50 years ahead mean the century before (RFC 9110, 5.6.7). */
function fullYear(year: string, wallMs: number): number {
  if (year.length === 4) return Number(year);
  const thisYear = new Date(wallMs).getUTCFullYear();
  const inThisCentury = thisYear - (thisYear % 100) + Number(year);
  return inThisCentury > thisYear + 50 ? inThisCentury - 100 : inThisCentury;
}
