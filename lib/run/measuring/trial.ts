import { messageOf } from "../../text/error-message.js";
import type {
  Attempt,
  DriverRequest,
  NotSentCause,
  Outcome,
  PlanEntry,
  StreamResult,
  Trial,
  TrialLog,
} from "../../types/index.js";
import type { ClientWatch } from "../client/watch-client.js";
import type { Clock } from "../clock.js";
import { countedTrial } from "./count-answer.js";
import { notSent } from "./not-sent.js";
import { promptNonce, withNonce } from "./prompt-nonce.js";
import { redact, type StoreText } from "./redact.js";
import { requestIdOf } from "./request-id.js";
import { notRetried, retryWaitMs } from "./retry.js";
import { type OneRequest, type Sending, WorkerLost } from "./sender.js";
import { trialRecorder } from "./trial-recorder.js";
import { abandoned, brokenDriver, cutWhileWaiting, graceMs } from "./unanswered.js";

/** How the trials of a session are sent and kept. */
export interface TrialParts extends Sending {
  /** What of an answer's text is kept; all of it by default. */
  readonly storeText?: StoreText;
  /** The share of failed trials above which the run ends early; 1 never ends it. */
  readonly errorBudget: number;
  readonly log: Pick<TrialLog, "trial">;
  /** Watches this process: what it has in hand, and how long rows take to be stored. */
  readonly client?: Pick<ClientWatch, "begun" | "ended" | "stored">;
  /** Called with a trial when it is on the disk, and not before. */
  readonly onStored?: (trial: Trial) => void;
}

/** Runs the trials of one session. */
export interface Trials {
  /** Sends one request and hands its row to the journal. Resolves when the request has ended, with all of its text. */
  run(one: OneRequest): Promise<Trial>;
  /** Hands the row of a turn that will not be sent to the journal. */
  keepNotSent(entry: PlanEntry, cause: NotSentCause, reason: string): void;
  /** Resolves when every row is on the disk. */
  stored(): Promise<unknown>;
}

/** Makes {@link Trials}. `stop` learns why the session has to end: the error budget is spent, or the journal fails. */
export function trialsOf(parts: TrialParts, signal: AbortSignal, stop: (reason: string) => void): Trials {
  const { clock, client, log, onStored, storeText = "full" } = parts;
  const overBudget = errorBudget(parts.errorBudget);
  const storing = new Set<Promise<void>>();
  let inFlight = 0;
  const store = async (trial: Trial, urgent: boolean) => {
    const reason = overBudget(trial);
    if (reason !== null) stop(reason);
    const sinceMs = clock.now();
    try {
      await log.trial(trial, urgent);
    } catch (error) {
      return stop(`the journal cannot be written: ${messageOf(error)}`);
    }
    client?.stored(clock.now() - sinceMs);
    onStored?.(trial);
  };
  const keep = (trial: Trial | Promise<Trial>, urgent: boolean) => {
    const stored = trial instanceof Promise ? trial.then((counted) => store(counted, urgent)) : store(trial, urgent);
    const kept = stored.finally(() => storing.delete(kept));
    storing.add(kept);
  };
  return {
    async run(one) {
      const { entry, sender, intendedAtMs } = one;
      client?.begun(entry, Math.max(clock.now(), intendedAtMs ?? 0));
      inFlight += 1;
      const trial = await sendUntilItStands(parts, one, signal);
      inFlight -= 1;
      client?.ended(entry);
      const shown = (counted: Trial) => {
        const isPlain = storeText === "full" && isClean(counted.outcome, sender.scrub);
        return isPlain ? counted : redact(counted, storeText, sender.scrub);
      };
      const { tokenCounter } = sender;
      // With nothing in flight there is nothing to wait for.
      keep(tokenCounter ? countedTrial(trial, tokenCounter).then(shown) : shown(trial), inFlight === 0);
      return trial;
    },
    keepNotSent: (entry, cause, reason) => keep(notSent(entry, parts.session, clock.now(), cause, reason), false),
    stored: () => Promise.all(storing),
  };
}

/** Whether a text holds none of its driver's secrets, which a server may send back in chunks that each hold a part of one. */
function isClean({ text, reasoning }: Outcome, scrub: (text: string) => string = (clean) => clean): boolean {
  return scrub(text) === text && (reasoning === null || scrub(reasoning) === reasoning);
}

/**
 * Sends one request and makes its trial: once, or again where the run is polite and the server asked for patience, or where
 * the sending process was lost. Earlier sendings stay in the trial, and all times count from the intended start.
 */
async function sendUntilItStands(sending: Sending, one: OneRequest, signal: AbortSignal): Promise<Trial> {
  const attempts: Attempt[] = [];
  for (;;) {
    const { result, lost, trial } = await sendOnce(sending, one, attempts, signal);
    if (result.kind !== "failed") return trial(result);
    const waitMs = lost ? 0 : waitBefore(sending, one.entry, attempts, result);
    if (waitMs === null) return trial(result);
    const { dispatchedAtMs } = trial(result);
    const endAtMs = Math.max(dispatchedAtMs, result.endAtMs); // a process may be lost before its request was due
    const { class: failure, status, message } = result;
    attempts.push({ dispatchedAtMs, endAtMs, class: failure, status, message, waitMs });
    await sending.clock.sleepUntil(endAtMs + waitMs, signal);
    if (signal.aborted) return trial(cutWhileWaiting(String(signal.reason ?? "stopped"), sending.clock.now()));
  }
}

/** How long to wait before the request is sent again; null when its result stands. */
function waitBefore(
  { retry, seed = 0 }: Sending,
  entry: PlanEntry,
  attempts: readonly Attempt[],
  result: StreamResult,
): number | null {
  const refused = attempts.filter((attempt) => attempt.class !== "client_resources").length;
  return retry ? retryWaitMs(result, retry, refused, `${seed}/retry/${entry.index}`) : null;
}

interface Sent {
  readonly result: StreamResult;
  /** Whether the sending process was lost. */
  readonly lost: boolean;
  readonly trial: (result: StreamResult) => Trial;
}

async function sendOnce(sending: Sending, one: OneRequest, earlier: Attempt[], signal: AbortSignal): Promise<Sent> {
  const { clock, session, seed = 0, retry } = sending;
  const { entry, sender } = one;
  const times = earlier.length;
  const nonce = sending.promptNonce ? nonceOf(one, () => promptNonce(seed, entry.index, session, times)) : {};
  const notBeforeMs = Math.max(clock.now(), one.intendedAtMs ?? 0);
  const recorder = trialRecorder(entry, session, one.intendedAtMs, notBeforeMs);
  let lost = false;
  const due = { notBeforeMs, phase: entry.phase };
  const request = { ...requestOf(sending, one, nonce, notBeforeMs), ...requestIdOf(sending, entry.index, times) };
  const result = sender.send(request, recorder.observer, signal, due, one.conversation).catch((error) => {
    lost = error instanceof WorkerLost;
    return brokenDriver(error, clock.now());
  });
  const trial = (ended: StreamResult): Trial => {
    const said = [times > 0 ? `retried=${times}` : null, retry ? notRetried(ended, retry) : null];
    const warnings = [...ended.warnings, ...said.filter((warning) => warning !== null)];
    const again = { intendedAtMs: one.intendedAtMs ?? earlier[0]?.dispatchedAtMs ?? 0, attempts: [...earlier] };
    return recorder.trial({ ...ended, warnings }, { ...nonce, ...(earlier.length === 0 ? {} : again) });
  };
  return { result: await orGivenUp(result, signal, clock), lost, trial };
}

/** All turns of a conversation have the nonce of its first, which keeps out of caches what others sent, not what it said itself. */
function nonceOf({ entry, conversation }: OneRequest, drawn: () => string): Pick<Trial, "promptNonce"> {
  if (conversation === undefined) return { promptNonce: drawn() };
  if (conversation.promptNonce === undefined || entry.turn === 1) conversation.promptNonce = drawn();
  return { promptNonce: conversation.promptNonce };
}

function requestOf(
  { generation, timeouts }: Sending,
  one: OneRequest,
  nonce: Pick<Trial, "promptNonce">,
  notBeforeMs: number,
): DriverRequest {
  const { maxTokens, generation: own, tools, responseFormat } = one.case;
  const asked = { ...generation, ...own, ...(maxTokens === null ? {} : { maxTokens }) };
  return {
    ...withNonce(one.case, nonce.promptNonce),
    generation: asked,
    ...(tools === undefined ? {} : { tools }),
    ...(responseFormat === undefined ? {} : { responseFormat }),
    timeouts,
    ...(one.sender.aheadMs === undefined ? {} : { notBeforeMs }),
    ...(one.connections === undefined ? {} : { connections: one.connections }),
  };
}

/** The driver's result, or one of our own when it does not end soon after it was stopped. Leaves nothing behind. */
function orGivenUp(result: Promise<StreamResult>, signal: AbortSignal, clock: Clock): Promise<StreamResult> {
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | null = null;
    const waitNoLonger = () => {
      timer = setTimeout(() => resolve(abandoned(String(signal.reason ?? "stopped"), clock.now())), graceMs);
    };
    if (signal.aborted) waitNoLonger();
    else signal.addEventListener("abort", waitNoLonger, { once: true });
    result.then((ended) => {
      if (timer) clearTimeout(timer);
      signal.removeEventListener("abort", waitNoLonger);
      resolve(ended);
    });
  });
}

/**
 * Watches the share of measured trials that fail; says of each trial why the run should end, or null while it may go on. A
 * refused key ends it at once, since every further request would be refused as well. A share of 1 never ends a run.
 */
function errorBudget(share: number): (trial: Trial) => string | null {
  const leastFailures = 5; // fewer never end a run: one in three is no share yet
  let trials = 0;
  let failures = 0;
  return ({ outcome, phase }) => {
    if (outcome.kind === "aborted" || outcome.kind === "not-sent") return null;
    if (outcome.kind === "failed" && outcome.class === "auth" && share < 1) return `refused: ${outcome.message}`;
    if (phase === "warmup") return null;
    trials++;
    if (outcome.kind === "failed") failures++;
    const over = failures >= leastFailures && failures / trials > share && share < 1;
    return over ? `error budget: ${failures} of ${trials} trials failed, more than ${share * 100} %` : null;
  };
}
