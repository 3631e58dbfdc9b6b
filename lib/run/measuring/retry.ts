import { createHash } from "node:crypto";
import type { Retry, StreamResult } from "../../types/index.js";

const firstBackOffMs = 500;

/**
 * How long to wait before a refused request is sent again; null when it is not. Only 429 and 503 say that a later request may
 * do better. The server's `Retry-After` is kept to; without a plausible one, the wait is 0.5 s, 1 s, 2 s …
 * times a seeded factor from 0.5 to 1.5, so that requests refused together do not come back together.
 * @param earlier how often this request was sent again already
 * @param draw what the factor is drawn from: seed, plan entry
 */
export function retryWaitMs(ending: StreamResult, retry: Retry, earlier: number, draw: string): number | null {
  if (earlier >= retry.attempts || !isAskedToWait(ending)) return null;
  const askedMs = askedWaitMs(ending);
  if (askedMs !== null) return askedMs <= retry.maxWaitMs ? askedMs : null;
  const fraction = createHash("sha256").update(`${draw}/${earlier}`).digest().readUInt32BE(0) / 2 ** 32;
  return Math.min(retry.maxWaitMs, firstBackOffMs * 2 ** earlier * (0.5 + fraction));
}

/** Why a request was not sent again although the server asked to wait, as a warning of its trial; null if there is nothing to report. */
export function notRetried(ending: StreamResult, retry: Retry): string | null {
  const askedMs = askedWaitMs(ending);
  if (!isAskedToWait(ending) || askedMs === null || askedMs <= retry.maxWaitMs) return null;
  return `not_retried: the wait asked for is longer than ${retry.maxWaitMs} ms`;
}

const isAskedToWait = (ending: StreamResult): boolean =>
  ending.kind === "failed" && (ending.class === "rate_limited" || ending.status === 429 || ending.status === 503);

/** What the server asked for, as the driver recorded it. */
function askedWaitMs({ warnings }: StreamResult): number | null {
  for (const warning of warnings) {
    const asked = /^retry_after_ms=(\d+(?:\.\d+)?)$/.exec(warning)?.[1];
    if (asked !== undefined) return Number(asked);
  }
  return null;
}
