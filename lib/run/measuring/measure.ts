import { setMaxListeners } from "node:events";
import type { Case, PlanEntry } from "../../types/index.js";
import { connectionsOf } from "../connections.js";
import { type Conversing, converse, type When } from "./conversations.js";
import { type Offering, offerPlan } from "./offer.js";
import type { Sender } from "./sender.js";
import { type TrialParts, trialsOf } from "./trial.js";

/** What one session measures, and with what. Everything it touches is handed in. */
export interface Measurement extends TrialParts, Conversing, Omit<Offering, "clock"> {
  /** By case id, the warm-up cases included. */
  readonly cases: ReadonlyMap<string, Case>;
  /** By target name. */
  readonly drivers: ReadonlyMap<string, Sender>;
  readonly signal: AbortSignal;
}

/** How a session ended: with its plan done, or why not. */
export type MeasureEnd = { readonly kind: "completed" } | { readonly kind: "stopped"; readonly reason: string };

/**
 * Executes the entries of a plan: the whole of measuring as one function of (plan, drivers, clock, journal). A failing
 * engine is a failed trial and the next one is sent; what ends a run early is the caller's signal, the error budget, or a
 * journal that cannot be written.
 */
export async function measure(measurement: Measurement): Promise<MeasureEnd> {
  const { cases, drivers, load } = measurement;
  const stop = new AbortController();
  setMaxListeners(0, stop.signal); // one listener for each request in flight
  const stopFor = (reason: string) => stop.abort(reason);
  const callerStopped = () => stopFor(String(measurement.signal.reason ?? "stopped"));
  if (measurement.signal.aborted) callerStopped();
  measurement.signal.addEventListener("abort", callerStopped, { once: true });
  const trials = trialsOf(measurement, stop.signal, stopFor);
  const sending = { ...measurement, ...trials, signal: stop.signal };
  const send = (turns: readonly PlanEntry[], sender: Sender, when: When): Promise<unknown> => {
    const [entry] = turns;
    if (entry === undefined) return Promise.resolve();
    const asked = found(cases, entry.caseId, "case");
    if (entry.turn !== undefined) return converse(turns, asked, sender, when, sending);
    const connections = entry.phase === "warmup" ? { connections: connectionsOf(load) } : {};
    const { intendedAtMs, inPlace = (task) => task() } = when;
    const one = { entry, case: asked, sender, intendedAtMs, ...connections };
    return inPlace<unknown>(() => (stop.signal.aborted ? Promise.resolve() : trials.run(one)));
  };
  try {
    for (const driver of drivers.values()) driver.begin?.();
    const offered = offerPlan(measurement, {
      senderOf: (target) => found(drivers, target, "target"),
      send,
      signal: stop.signal,
    });
    await offered.then(trials.stored);
  } finally {
    measurement.signal.removeEventListener("abort", callerStopped);
  }
  return stop.signal.aborted ? { kind: "stopped", reason: String(stop.signal.reason) } : { kind: "completed" };
}

function found<T>(map: ReadonlyMap<string, T>, key: string, what: string): T {
  const value = map.get(key);
  if (value === undefined) throw new Error(`the plan names a ${what} "${key}" that the run does not have`);
  return value;
}
