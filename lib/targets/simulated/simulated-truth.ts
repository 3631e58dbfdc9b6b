import { checkTarget } from "../../arguments/check-runs.js";
import { checkRows } from "../../arguments/check-values.js";
import type { FailureClass, Message, Target } from "../../types/index.js";
import { type SimulatedEngine, simulatedEngine } from "./engine.js";
import { type EngineSettings, readEngineSettings } from "./engine-settings.js";
import type { Job, JobEnding } from "./job.js";
import { reportedTokens } from "./reported-usage.js";

/** A request as `simulatedTruth` takes it: when it comes, and its prompt. */
export interface TruthRequest {
  /** Milliseconds on any clock; the freezes of the target are counted from the earliest request. */
  readonly atMs: number;
  /** Counts only for an engine with a `prefixCache`. @default "" */
  readonly prompt?: string;
  /** @default null */
  readonly system?: string | null;
  /** All turns of a conversation, instead of the two. */
  readonly messages?: readonly Message[];
  /** @default no limit: the target's `tokens` */
  readonly maxTokens?: number;
  /** When its client goes away; null when it stays to the end. @default null */
  readonly cancelledAtMs?: number | null;
}

/** What a simulated engine does with one request, on the clock of the requests. Null is what did not happen. */
export interface SimulatedTruth {
  readonly kind: JobEnding;
  /** The how-manieth answer of the engine it is, from 0, in the order in which the requests came. */
  readonly count: number;
  readonly arrivedAtMs: number;
  /** When it was taken into service. */
  readonly startedAtMs: number | null;
  readonly tokensAtMs: readonly number[];
  readonly endedAtMs: number;
  /** In line: from its arrival until it was taken into service. */
  readonly waitMs: number | null;
  /** In service: from then until its end. */
  readonly serviceMs: number | null;
  /** From its arrival to its end: what a perfect client measures. */
  readonly responseMs: number;
  /** What of its time in service was work for it, at full speed: the rest is what others and freezes took. */
  readonly workMs: number;
  readonly stalls: number;
  readonly failureClass: FailureClass | null;
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  /** What it sent, and what its usage says it sent. */
  readonly outputTokens: number;
  readonly reportedOutputTokens: number;
}

/**
 * What a simulated target does with these requests: an exact account, to predict a run before it and to check one after it.
 * It is the same engine that answers in a run, without the waiting, so a hundred thousand requests take about a second.
 *
 * Give the instants that a plan intends, and it says what a perfect client will see; give those that a run dispatched, and
 * what the client measured beyond it is the client's own. Returns one truth for each request, in the order given.
 * @throws when the target is not a simulated one or an instant is not a number.
 * @example
 * bb.simulatedTruth(bb.simulatedTarget({ timeToFirstTokenMs: 30, gapMs: 10, tokens: 2, slots: 1 }), [{ atMs: 0 }, { atMs: 15 }])[1]?.waitMs; // => 25
 */
export function simulatedTruth(target: Target, requests: readonly TruthRequest[]): readonly SimulatedTruth[] {
  checkTarget("simulatedTruth", "target", target);
  checkRows("simulatedTruth", "requests", requests, "a list of requests, as in [{ atMs: 0 }]");
  if (target.kind !== "simulated")
    throw new Error(`simulatedTruth expected a target from simulatedTarget, got one of kind ${target.kind}`);
  const settings = readEngineSettings(target);
  const engine = simulatedEngine(settings, { token() {}, end() {} });
  const jobs = new Map<number, Job>();
  for (const { index, leaves, atMs } of eventsOf(requests)) {
    const job = jobs.get(index);
    if (!leaves) jobs.set(index, engine.admit(asked(settings, requests[index]), atMs));
    else if (job !== undefined) engine.cancel(job, atMs);
  }
  runOut(engine);
  return requests.flatMap((_, index) => {
    const job = jobs.get(index);
    return job === undefined ? [] : [truthOf(job)];
  });
}

/** Comings and goings in the order of time; who comes goes later, and who was given first comes first. */
function eventsOf(requests: readonly TruthRequest[]) {
  const events = requests.flatMap(({ atMs, cancelledAtMs = null }, index) => {
    const instant = (name: string, value: number) => {
      if (Number.isFinite(value)) return value;
      throw new Error(`simulatedTruth expected requests[${index}].${name} to be a finite number, got ${String(value)}`);
    };
    const comes = { index, leaves: false, atMs: instant("atMs", atMs) };
    if (cancelledAtMs === null) return [comes];
    return [comes, { index, leaves: true, atMs: Math.max(atMs, instant("cancelledAtMs", cancelledAtMs)) }];
  });
  return events.sort((a, b) => a.atMs - b.atMs || Number(a.leaves) - Number(b.leaves) || a.index - b.index);
}

const asked = (settings: EngineSettings, request: TruthRequest | undefined) => ({
  prompt: request?.prompt ?? "",
  system: request?.system ?? null,
  messages: request?.messages,
  maxTokens: request?.maxTokens ?? settings.tokens,
});

function runOut(engine: SimulatedEngine): void {
  for (let next = engine.nextAtMs(); next !== null; next = engine.nextAtMs()) engine.advanceTo(next);
}

function truthOf(job: Job): SimulatedTruth {
  const { arrivedAtMs, startedAtMs, tokensAtMs, endedAtMs, ending, plan } = job;
  if (endedAtMs === null || ending === null) throw new Error(`the simulated engine never ended answer ${job.count}`);
  return {
    kind: ending,
    count: job.count,
    arrivedAtMs,
    startedAtMs,
    tokensAtMs,
    endedAtMs,
    waitMs: startedAtMs === null ? null : startedAtMs - arrivedAtMs,
    serviceMs: startedAtMs === null ? null : endedAtMs - startedAtMs,
    responseMs: endedAtMs - arrivedAtMs,
    workMs: job.workMs,
    stalls: plan.stalledWords.filter((word) => word < tokensAtMs.length).length,
    failureClass: ending === "failed" ? (plan.failure?.class ?? null) : null,
    inputTokens: job.promptWords.length,
    cachedInputTokens: job.cachedInputTokens,
    outputTokens: tokensAtMs.length,
    reportedOutputTokens: reportedTokens(job, tokensAtMs.length),
  };
}
