import { batch } from "./batch.js";
import type { EngineSettings } from "./engine-settings.js";
import { type EngineRequest, endingNow, type Job, type JobEnding, newJob } from "./job.js";
import { prefixCache } from "./prefix-cache.js";

/** What a simulated engine reports as its time passes, in the order in which it happens. */
export interface EngineListener {
  token(job: Job): void;
  end(job: Job): void;
}

/**
 * A simulated engine in its own time: it goes from event to event and never looks at a clock. Its caller says what
 * time it is, so the same engine is played against the real clock by the driver and run ahead in no time by `simulatedTruth`.
 */
export interface SimulatedEngine {
  /** A request comes in at this instant, which is not before any other instant the engine was given. */
  admit(request: EngineRequest, atMs: number): Job;
  /** Its client goes away. */
  cancel(job: Job, atMs: number): void;
  /** When something happens next if nothing else comes in; null when there is nothing to do. */
  nextAtMs(): number | null;
  /** Lets everything happen that is due by this instant. */
  advanceTo(atMs: number): void;
}

/** A {@link SimulatedEngine} that has not been asked anything. The clock of its freezes begins with its first request. */
export function simulatedEngine(settings: EngineSettings, listener: EngineListener): SimulatedEngine {
  const cache = settings.prefixCache && prefixCache(settings.prefixCache.prompts);
  const serving = batch(settings.batchSlowdown);
  const waiting: Job[] = [];
  const slots = settings.slots ?? Number.POSITIVE_INFINITY;
  let nowMs = Number.NEGATIVE_INFINITY;
  let count = 0;
  /** When a freeze begins, when it ends, when the next one begins …, and how many of these are past. */
  let changes: readonly number[] = [];
  let passed = 0;
  const frozen = () => passed % 2 === 1;
  const nextChangeMs = () => changes[passed] ?? Number.POSITIVE_INFINITY;

  function passChanges() {
    while (nextChangeMs() <= nowMs) passed++;
    serving.freeze(frozen(), nowMs);
  }

  /** Whoever has waited longest is taken into service, as long as a place is free. */
  function fillSlots() {
    while (!frozen() && serving.size < slots) {
      const job = waiting.shift();
      if (job === undefined) return;
      job.startedAtMs = nowMs;
      job.cachedInputTokens = cache?.match(job.promptWords) ?? 0;
      goOn(job);
    }
  }

  /** Begins the next word, or ends: whatever comes after the words said so far. */
  function goOn(job: Job) {
    const ending = endingNow(job);
    if (ending !== null) return end(job, ending);
    const first = job.tokensAtMs.length === 0;
    const waitMs = job.plan.waitsMs[job.tokensAtMs.length] ?? 0;
    serving.begin(job, first ? waitMs * uncachedShare(settings, job) : waitMs, nowMs);
  }

  function say(job: Job) {
    serving.said(job);
    job.tokensAtMs.push(nowMs);
    if (job.tokensAtMs.length === 1) cache?.remember(job.promptWords);
    listener.token(job);
    goOn(job);
  }

  function end(job: Job, ending: JobEnding) {
    serving.leave(job, nowMs);
    job.endedAtMs = nowMs;
    job.ending = ending;
    listener.end(job);
  }

  function nextAtMs(): number | null {
    if (serving.size === 0 && waiting.length === 0) return null;
    return Math.min(serving.next()?.dueAtMs ?? Number.POSITIVE_INFINITY, nextChangeMs());
  }

  function advanceTo(atMs: number) {
    for (let next = nextAtMs(); next !== null && next <= atMs; next = nextAtMs()) {
      nowMs = next;
      const job = serving.next();
      if (job !== null && job.dueAtMs <= nowMs) say(job);
      else passChanges();
      fillSlots();
    }
    nowMs = Math.max(nowMs, atMs);
    passChanges();
  }

  return {
    nextAtMs,
    advanceTo,
    admit(request, atMs) {
      if (count === 0) changes = settings.freezes.flatMap(({ fromMs, toMs }) => [atMs + fromMs, atMs + toMs]);
      advanceTo(atMs);
      const job = newJob(settings, count++, request, nowMs);
      waiting.push(job);
      fillSlots();
      return job;
    },
    cancel(job, atMs) {
      advanceTo(atMs);
      if (job.ending !== null) return;
      const place = waiting.indexOf(job);
      if (place >= 0) waiting.splice(place, 1);
      end(job, "cancelled");
      fillSlots();
    },
  };
}

/** What is left of the wait for the first word when the beginning of the prompt is cached. */
function uncachedShare({ prefixCache: cache }: EngineSettings, { cachedInputTokens, promptWords }: Job): number {
  return cache === null || cachedInputTokens === 0 ? 1 : 1 - (cache.saves * cachedInputTokens) / promptWords.length;
}
