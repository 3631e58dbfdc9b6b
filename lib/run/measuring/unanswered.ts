import { messageOf } from "../../text/error-message.js";
import type { StreamResult } from "../../types/index.js";
import { WorkerLost } from "./sender.js";

/** How long a driver may take to end an answer after a stop; then the trial is recorded without it. */
export const graceMs = 3000;

const unanswered = { streamed: true, usage: null, respondedModel: null, warnings: [] } as const;

/** The result of a driver that threw, against its contract; the trial is still kept. */
export function brokenDriver(error: unknown, endAtMs: number): StreamResult {
  const text = messageOf(error);
  const failed = { ...unanswered, kind: "failed", phase: "stream", status: null, endAtMs } as const;
  if (error instanceof WorkerLost) return { ...failed, class: "client_resources", message: text };
  return { ...failed, class: "engine", message: `the driver threw: ${text}` };
}

/** The result of a driver that did not end soon after it was stopped. */
export const abandoned = (reason: string, endAtMs: number): StreamResult => ({
  ...unanswered,
  kind: "aborted",
  reason,
  phase: "stream",
  endAtMs,
  warnings: [`the driver did not end within ${graceMs} ms of being stopped`],
});

/** The run was stopped before the request could be sent again: a resumed run sends it. */
export const cutWhileWaiting = (reason: string, endAtMs: number): StreamResult => ({
  ...unanswered,
  kind: "aborted",
  reason,
  phase: "open",
  endAtMs,
});
