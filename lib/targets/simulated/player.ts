import { type SimulatedEngine, simulatedEngine } from "./engine.js";
import type { EngineSettings } from "./engine-settings.js";
import type { EngineRequest, Job } from "./job.js";

/** Waits until an instant of the measuring clock; returns early when the signal is aborted. */
export type SleepUntil = (atMs: number, signal: AbortSignal) => Promise<void>;

/** What one request receives of its answer. */
export interface Hearer {
  token(job: Job): void;
  end(job: Job): void;
}

/** A simulated engine played against a clock. */
export interface Player {
  /** Puts a request into the engine at this instant. Gives back the way to give it up, which ends it at once. */
  play(request: EngineRequest, atMs: number, hearer: Hearer): (atMs: number) => void;
}

/**
 * Plays an engine that has not been asked anything. One sleeper waits for the engine's next event, whoever it belongs to. It
 * may wake late, the engine's own time does not: a late timer never makes a queue longer.
 */
export function player(settings: EngineSettings, now: () => number, sleepUntil: SleepUntil): Player {
  const hearers = new Map<Job, Hearer>();
  const engine = simulatedEngine(settings, {
    token: (job) => hearers.get(job)?.token(job),
    end(job) {
      const hearer = hearers.get(job);
      hearers.delete(job);
      hearer?.end(job);
    },
  });
  const wake = sleeper(engine, now, sleepUntil);
  return {
    play(request, atMs, hearer) {
      const job = engine.admit(request, atMs);
      // An answer that fails as soon as it is taken into service ended before anybody could listen.
      if (job.ending !== null) hearer.end(job);
      else hearers.set(job, hearer);
      wake();
      return (goneAtMs) => {
        engine.cancel(job, goneAtMs);
        wake();
      };
    },
  };
}

/** Follows the engine from event to event while there are any. To be woken when something was put in or taken out. */
function sleeper(engine: SimulatedEngine, now: () => number, sleepUntil: SleepUntil): () => void {
  let sleep: { readonly untilMs: number; readonly interrupt: AbortController } | null = null;
  async function follow() {
    for (let next = engine.nextAtMs(); next !== null; next = engine.nextAtMs()) {
      sleep = { untilMs: next, interrupt: new AbortController() };
      await sleepUntil(next, sleep.interrupt.signal);
      engine.advanceTo(now());
    }
    sleep = null;
  }
  return () => {
    if (sleep === null) void follow();
    else if ((engine.nextAtMs() ?? sleep.untilMs) < sleep.untilMs) sleep.interrupt.abort();
  };
}
