import { messageOf } from "../../text/error-message.js";
import type {
  Attempt,
  Case,
  Driver,
  DriverRequest,
  Generation,
  Phase,
  PlanEntry,
  Retry,
  StreamObserver,
  StreamResult,
  Timeouts,
  Trial,
} from "../../types/index.js";
import type { Clock } from "../clock.js";
import { promptNonce, sentPrompt } from "./prompt-nonce.js";
import { notRetried, retryWaitMs } from "./retry.js";
import { trialRecorder } from "./trial-recorder.js";

/** When a request is due, for one who is told ahead of time, and whether it is measured. */
export interface Due {
  readonly notBeforeMs: number;
  readonly phase: Phase;
}

/** What sends for a target: its driver, or several processes with a driver each, which may be told ahead of time. */
export interface Sender extends Driver {
  /** @throws {WorkerLost} when the process that was sending has ended, and another one can send. */
  send(
    request: Parameters<Driver["send"]>[0],
    observer: StreamObserver,
    signal: AbortSignal,
    due?: Due,
  ): Promise<StreamResult>;
}

/** The process that was sending a request has ended: what became of the request is not known. */
export class WorkerLost extends Error {}

/** How requests of a run are sent, whatever they say. */
export interface Sending {
  readonly session: number;
  readonly generation: Generation;
  readonly timeouts: Timeouts;
  readonly retry?: Retry | null;
  readonly promptNonce?: boolean;
  readonly seed?: number;
  readonly clock: Clock;
}

/** One request of the plan. */
export interface OneRequest {
  readonly entry: PlanEntry;
  readonly case: Case;
  readonly sender: Sender;
  /** Null where the plan wants it as soon as there is room. */
  readonly intendedAtMs: number | null;
  /** Of a warm-up: how many connections it and its like are to use. */
  readonly connections?: number;
}

/**
 * Sends one request and makes its trial: once, or again where the run is polite and the server asked for patience, or where
 * the sending process was lost. Earlier sendings stay in the trial, and all times count from the intended start.
 */
export async function sendOne(sending: Sending, one: OneRequest, signal: AbortSignal): Promise<Trial> {
  const attempts: Attempt[] = [];
  for (;;) {
    const { ending, lost, trial } = await sendOnce(sending, one, attempts, signal);
    const waitMs = lost ? 0 : waitBefore(sending, one.entry, attempts, ending);
    if (waitMs === null || ending.kind !== "failed") return trial(ending);
    const { dispatchedAtMs } = trial(ending);
    const endAtMs = Math.max(dispatchedAtMs, ending.endAtMs); // a process may be lost before its request was due
    const { class: failure, status, message } = ending;
    attempts.push({ dispatchedAtMs, endAtMs, class: failure, status, message, waitMs });
    await sending.clock.sleepUntil(endAtMs + waitMs, signal);
    if (signal.aborted) return trial(cutWhileWaiting(String(signal.reason ?? "stopped"), sending.clock.now()));
  }
}

/** How long to wait before the request is sent again; null when its ending stands. */
function waitBefore(
  { retry, seed = 0 }: Sending,
  entry: PlanEntry,
  attempts: readonly Attempt[],
  ending: StreamResult,
): number | null {
  const refused = attempts.filter((attempt) => attempt.class !== "client_resources").length;
  return retry ? retryWaitMs(ending, retry, refused, `${seed}/retry/${entry.index}`) : null;
}

interface Sent {
  readonly ending: StreamResult;
  /** Whether the sending process was lost. */
  readonly lost: boolean;
  readonly trial: (ending: StreamResult) => Trial;
}

async function sendOnce(sending: Sending, one: OneRequest, earlier: Attempt[], signal: AbortSignal): Promise<Sent> {
  const { clock, session, seed = 0, retry } = sending;
  const { entry, sender } = one;
  const times = earlier.length;
  const nonce = sending.promptNonce ? { promptNonce: promptNonce(seed, entry.index, session, times) } : {};
  const notBeforeMs = Math.max(clock.now(), one.intendedAtMs ?? 0);
  const recorder = trialRecorder(entry, session, one.intendedAtMs, notBeforeMs);
  let lost = false;
  const due = { notBeforeMs, phase: entry.phase };
  const ending = sender
    .send(requestOf(sending, one, nonce, notBeforeMs), recorder.observer, signal, due)
    .catch((error) => {
      lost = error instanceof WorkerLost;
      return brokenDriver(error, clock.now());
    });
  const trial = (ended: StreamResult): Trial => {
    const said = [times > 0 ? `retried=${times}` : null, retry ? notRetried(ended, retry) : null];
    const warnings = [...ended.warnings, ...said.filter((warning) => warning !== null)];
    const again = { intendedAtMs: one.intendedAtMs ?? earlier[0]?.dispatchedAtMs ?? 0, attempts: [...earlier] };
    return recorder.trial({ ...ended, warnings }, { ...nonce, ...(earlier.length === 0 ? {} : again) });
  };
  return { ending: await orGivenUp(ending, signal, clock), lost, trial };
}

function requestOf(
  { generation, timeouts }: Sending,
  one: OneRequest,
  nonce: Pick<Trial, "promptNonce">,
  notBeforeMs: number,
): DriverRequest {
  const { maxTokens } = one.case;
  return {
    ...sentPrompt(one.case, nonce),
    generation: maxTokens === null ? generation : { ...generation, maxTokens },
    timeouts,
    ...(one.sender.aheadMs === undefined ? {} : { notBeforeMs }),
    ...(one.connections === undefined ? {} : { connections: one.connections }),
  };
}

const unanswered = { streamed: true, usage: null, respondedModel: null, warnings: [] } as const;

/** A driver that throws has broken its contract; the trial is still kept. */
function brokenDriver(error: unknown, endAtMs: number): StreamResult {
  const text = messageOf(error);
  const failed = { ...unanswered, kind: "failed", phase: "stream", status: null, endAtMs } as const;
  if (error instanceof WorkerLost) return { ...failed, class: "client_resources", message: text };
  return { ...failed, class: "engine", message: `the driver threw: ${text}` };
}

/** A driver has so long to end an answer after it was told to stop; then the trial is recorded without it. */
const graceMs = 3000;

/** The driver's ending, or one of our own when it does not end soon after it was stopped. Leaves nothing behind. */
function orGivenUp(ending: Promise<StreamResult>, signal: AbortSignal, clock: Clock): Promise<StreamResult> {
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | null = null;
    const waitNoLonger = () => {
      timer = setTimeout(() => resolve(abandoned(String(signal.reason ?? "stopped"), clock.now())), graceMs);
    };
    if (signal.aborted) waitNoLonger();
    else signal.addEventListener("abort", waitNoLonger, { once: true });
    ending.then((ended) => {
      if (timer) clearTimeout(timer);
      signal.removeEventListener("abort", waitNoLonger);
      resolve(ended);
    });
  });
}

const abandoned = (reason: string, endAtMs: number): StreamResult => ({
  ...unanswered,
  kind: "aborted",
  reason,
  phase: "stream",
  endAtMs,
  warnings: [`the driver did not end within ${graceMs} ms of being stopped`],
});

/** The run was stopped before the request could be sent again: a resumed run sends it. */
const cutWhileWaiting = (reason: string, endAtMs: number): StreamResult => ({
  ...unanswered,
  kind: "aborted",
  reason,
  phase: "open",
  endAtMs,
});
