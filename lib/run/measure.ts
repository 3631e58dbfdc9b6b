import { setMaxListeners } from "node:events";
import type { Case, Driver, Ending, Generation, Load, PlanEntry, Timeouts, Trial, TrialLog } from "../types.js";
import type { Clock } from "./clock.js";
import { type ErrorBudget, errorBudget } from "./error-budget.js";
import { blocksOf, offerBlock } from "./offer.js";
import { trialRecorder } from "./trial-recorder.js";

/** What one session measures, and with what. Everything it touches is handed in. */
export interface Measurement {
  readonly session: number;
  readonly entries: readonly PlanEntry[];
  readonly load: Load;
  /** By case id, the warm-up cases included. */
  readonly cases: ReadonlyMap<string, Case>;
  /** By target name. */
  readonly drivers: ReadonlyMap<string, Driver>;
  readonly generation: Generation;
  readonly timeouts: Timeouts;
  /** The share of failed trials above which the run ends early; 1 never ends it. */
  readonly errorBudget: number;
  readonly clock: Clock;
  readonly log: Pick<TrialLog, "trial">;
  /** A trial was sent (`begun`), has `ended`, or is on the disk. */
  readonly onTrial?: (event: TrialEvent) => void;
  readonly signal: AbortSignal;
}

/** What the runner reports as it goes: nothing is reported as done before it is on the disk. */
export type TrialEvent =
  | { readonly kind: "begun"; readonly entry: PlanEntry }
  | { readonly kind: "ended"; readonly entry: PlanEntry }
  | { readonly kind: "stored"; readonly trial: Trial };

/** How a session ended: with its plan done, or why not. */
export type MeasureEnd = { readonly kind: "completed" } | { readonly kind: "stopped"; readonly reason: string };

/**
 * Carries out the entries of a plan: the whole of measuring as one function of (plan, drivers, clock, journal). A failing
 * engine is a failed trial and the next one is sent; what ends a run early is the caller's signal, the error budget, or a
 * journal that cannot be written.
 */
export async function measure(measurement: Measurement): Promise<MeasureEnd> {
  const stop = new AbortController();
  setMaxListeners(0, stop.signal); // one listener for each request in flight
  const stopFor = (reason: string) => stop.abort(reason);
  const callerStopped = () => stopFor(String(measurement.signal.reason ?? "stopped"));
  if (measurement.signal.aborted) callerStopped();
  measurement.signal.addEventListener("abort", callerStopped, { once: true });
  const budget = errorBudget(measurement.errorBudget);
  const storing = new Set<Promise<void>>();
  try {
    for (const block of blocksOf(measurement.entries)) {
      if (stop.signal.aborted) break;
      const send = (entry: PlanEntry, intendedAtMs: number | null) =>
        sendOne(measurement, entry, intendedAtMs, stop.signal).then((trial) => {
          const kept = keep(measurement, trial, budget, stopFor).finally(() => storing.delete(kept));
          storing.add(kept);
        });
      await offerBlock(block, measurement.load, send, measurement.clock, stop.signal);
    }
    await Promise.all(storing);
  } finally {
    measurement.signal.removeEventListener("abort", callerStopped);
  }
  return stop.signal.aborted ? { kind: "stopped", reason: String(stop.signal.reason) } : { kind: "completed" };
}

async function keep(
  { log, onTrial }: Measurement,
  trial: Trial,
  budget: ErrorBudget,
  stopFor: (reason: string) => void,
): Promise<void> {
  const spent = budget.spend(trial);
  if (spent !== null) stopFor(spent);
  try {
    await log.trial(trial);
  } catch (error) {
    stopFor(`the journal cannot be written: ${error instanceof Error ? error.message : String(error)}`);
    return;
  }
  onTrial?.({ kind: "stored", trial });
}

async function sendOne(
  measurement: Measurement,
  entry: PlanEntry,
  intendedAtMs: number | null,
  signal: AbortSignal,
): Promise<Trial> {
  const { clock, session, generation, timeouts } = measurement;
  const driver = found(measurement.drivers, entry.target, "target");
  const { prompt, system, maxTokens } = found(measurement.cases, entry.caseId, "case");
  measurement.onTrial?.({ kind: "begun", entry });
  const request = {
    prompt,
    system,
    generation: maxTokens === null ? generation : { ...generation, maxTokens },
    timeouts,
  };
  const recorder = trialRecorder(entry, session, intendedAtMs, clock.now());
  const ending = driver.send(request, recorder.sink, signal).catch((error) => brokenDriver(error, clock.now()));
  const ended = await orGivenUp(ending, signal, clock);
  measurement.onTrial?.({ kind: "ended", entry });
  return recorder.trial(ended);
}

/** A driver that throws has broken its contract; the trial is still kept. */
const brokenDriver = (error: unknown, endAtMs: number): Ending => ({
  kind: "failed",
  class: "engine",
  phase: "stream",
  message: `the driver threw: ${error instanceof Error ? error.message : String(error)}`,
  status: null,
  endAtMs,
  streamed: true,
  usage: null,
  respondedModel: null,
  warnings: [],
});

/** A driver has so long to end an answer after it was told to stop; then the trial is recorded without it. */
const graceMs = 3000;

/** The driver's ending, or one of our own when it does not end soon after it was stopped. Leaves nothing behind. */
function orGivenUp(ending: Promise<Ending>, signal: AbortSignal, clock: Clock): Promise<Ending> {
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

const abandoned = (reason: string, endAtMs: number): Ending => ({
  kind: "aborted",
  reason,
  phase: "stream",
  endAtMs,
  streamed: true,
  usage: null,
  respondedModel: null,
  warnings: [`the driver did not end within ${graceMs} ms of being stopped`],
});

function found<T>(map: ReadonlyMap<string, T>, key: string, what: string): T {
  const value = map.get(key);
  if (value === undefined) throw new Error(`the plan names a ${what} "${key}" that the run does not have`);
  return value;
}
