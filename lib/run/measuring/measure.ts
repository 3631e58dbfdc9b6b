import { setMaxListeners } from "node:events";
import type { Case, Load, PlanEntry, Trial, TrialLog } from "../../types/index.js";
import { connectionsFor, connectionsOf } from "../connections.js";
import { type ErrorBudget, errorBudget } from "./error-budget.js";
import { offerBlock, turnsOf } from "./offer.js";
import type { RoundsLeft } from "./rounds.js";
import { type Sender, type Sending, sendOne } from "./send-one.js";

/** What one session measures, and with what. Everything it touches is handed in. */
export interface Measurement extends Sending {
  readonly entries: readonly PlanEntry[];
  readonly load: Load;
  /** How many measured entries the whole plan has; for a load that is stopped by time. */
  readonly measuredEntries?: number;
  /** What is left of the blocks that an earlier session began, by block; for a load that is stopped by time. */
  readonly roundsLeft?: ReadonlyMap<number, RoundsLeft>;
  /** By case id, the warm-up cases included. */
  readonly cases: ReadonlyMap<string, Case>;
  /** By target name. */
  readonly drivers: ReadonlyMap<string, Sender>;
  /** The share of failed trials above which the run ends early; 1 never ends it. */
  readonly errorBudget: number;
  /** A trial as it may be known beyond its sending: to the journal, to progress and to the reason of an early end. */
  readonly redact?: (trial: Trial) => Trial;
  readonly log: Pick<TrialLog, "trial">;
  /** A trial was sent (`begun`), has `ended`, or is on the disk. */
  readonly onTrial?: (event: TrialEvent) => void;
  readonly signal: AbortSignal;
}

/** What the runner reports as it goes: nothing is reported as done before it is on the disk. */
export type TrialEvent =
  /** `atMs` is when the plan lets it go: to come where it is handed over ahead of its instant. */
  | { readonly kind: "begun"; readonly entry: PlanEntry; readonly atMs: number }
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
  let inFlight = 0;
  try {
    for (const driver of measurement.drivers.values()) driver.begin?.();
    for (const block of turnsOf(measurement.entries, measurement.load)) {
      const [first] = block;
      if (stop.signal.aborted || first === undefined) break;
      const sender = found(measurement.drivers, first.target, "target");
      const send = async (entry: PlanEntry, intendedAtMs: number | null) => {
        const one = {
          entry,
          case: found(measurement.cases, entry.caseId, "case"),
          sender,
          intendedAtMs,
          ...(entry.phase === "warmup" ? { connections: connectionsOf(measurement.load) } : {}),
        };
        const atMs = Math.max(measurement.clock.now(), intendedAtMs ?? 0);
        measurement.onTrial?.({ kind: "begun", entry, atMs });
        inFlight += 1;
        const trial = await sendOne(measurement, one, stop.signal);
        inFlight -= 1;
        measurement.onTrial?.({ kind: "ended", entry });
        const shown = measurement.redact?.(trial) ?? trial;
        const kept = keep(measurement, { trial: shown, urgent: inFlight === 0 }, budget, stopFor).finally(() =>
          storing.delete(kept),
        );
        storing.add(kept);
      };
      const { load, clock, roundsLeft, measuredEntries: stride } = measurement;
      const left = roundsLeft?.get(first.block);
      if (first.phase === "measured") await openConnections(measurement, sender, block.length, stop.signal);
      await offerBlock(block, send, { load, clock, signal: stop.signal, left, stride, aheadMs: sender.aheadMs });
    }
    await Promise.all(storing);
  } finally {
    measurement.signal.removeEventListener("abort", callerStopped);
  }
  return stop.signal.aborted ? { kind: "stopped", reason: String(stop.signal.reason) } : { kind: "completed" };
}

/** How long opening connections ahead may take where the run has no limit of its own. */
const openWithinMs = 10_000;

/** Opens what a block needs beyond the connections that stand, before its first request is sent. */
async function openConnections(
  { load, timeouts }: Measurement,
  sender: Sender,
  requests: number,
  signal: AbortSignal,
): Promise<void> {
  if (sender.openConnections === undefined || signal.aborted) return;
  const patience = AbortSignal.timeout(timeouts.connectMs ?? openWithinMs);
  await sender.openConnections(connectionsFor(requests, load), AbortSignal.any([signal, patience]));
}

async function keep(
  { log, onTrial }: Measurement,
  { trial, urgent }: { readonly trial: Trial; readonly urgent: boolean },
  budget: ErrorBudget,
  stopFor: (reason: string) => void,
): Promise<void> {
  const spent = budget.spend(trial);
  if (spent !== null) stopFor(spent);
  try {
    await log.trial(trial, urgent); // with nothing else in flight there is nothing to wait for
  } catch (error) {
    stopFor(`the journal cannot be written: ${error instanceof Error ? error.message : String(error)}`);
    return;
  }
  onTrial?.({ kind: "stored", trial });
}

function found<T>(map: ReadonlyMap<string, T>, key: string, what: string): T {
  const value = map.get(key);
  if (value === undefined) throw new Error(`the plan names a ${what} "${key}" that the run does not have`);
  return value;
}
