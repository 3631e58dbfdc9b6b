import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as v from "valibot";
import { wholeNumber } from "../../arguments/fields.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import { clientLimits } from "../../findings/client-limits.js";
import { arrivalsTest } from "../../metrics/arrivals/arrivals-test.js";
import { hasText } from "../../metrics/chunk-gaps.js";
import { clientLag } from "../../metrics/client/client-lag.js";
import { knownErrors } from "../../metrics/client/known-errors.js";
import { type Distribution, distributionOf } from "../../metrics/distribution.js";
import type { ClientDelay, Run, Trial } from "../../types/index.js";
import { closedLoop, openLoop } from "../../workload/loads.js";
import { describeMachine } from "../machine.js";
import { type CalibrationBench, calibrationRun, inOrder, withTruth } from "./calibration-runs.js";
import { startKnownServer } from "./known-server/start-known-server.js";

/** How {@link calibrate} measures. Everything has a default, with which it takes about 15 s. */
export interface CalibrationOptions {
  /** Answers at once. @default 16 */
  readonly streams?: number;
  /** Of each stream. @default 50 */
  readonly tokensPerSecond?: number;
  /** How often the streams answer, after once to warm up. @default 8 */
  readonly rounds?: number;
  /** Of the open loop whose lag is measured. @default 100 */
  readonly requestsPerSecond?: number;
  /** How long that open loop lasts. @default 3 */
  readonly seconds?: number;
}

/** Errors or delays of `n` observations, in milliseconds. */
export interface CalibrationErrors {
  readonly n: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** What this client can measure, here and now, and how that was found. */
export interface Calibration {
  readonly kind: "calibration";
  readonly timerResolutionMs: number | null;
  /** Measured less true time to first token. The streams ask in lockstep, which is the hardest case. */
  readonly timeToFirstTokenErrorMs: CalibrationErrors;
  /** Measured less true gap between two tokens, without its sign. */
  readonly gapErrorMs: CalibrationErrors;
  /** Events parsed and recorded in a second, with a server that writes its answers whole. */
  readonly eventsPerSecond: number;
  readonly eventLoopDelayMs: ClientDelay | null;
  /** How late the requests of a constant-rate open loop left. */
  readonly lagMs: CalibrationErrors;
  /** Of the gaps between those requests: 0 is a perfect metronome. */
  readonly coefficientOfVariation: number | null;
  readonly how: {
    readonly streams: number;
    readonly tokensPerSecond: number;
    readonly tokensPerAnswer: number;
    readonly rounds: number;
    readonly requestsPerSecond: number;
    readonly seconds: number;
    /** Events behind `eventsPerSecond`. */
    readonly events: number;
    readonly api: "openai chat";
    readonly server: "loopback, in a process of its own";
    readonly percentiles: "type 7";
    readonly takenAt: string;
    readonly cpu: string | null;
    readonly cores: number | null;
    readonly loadAverage1m: number | null;
    readonly node: string;
  };
  /** What held the client up while it was calibrated, such as other work on the machine; empty when nothing did. */
  readonly limits: readonly string[];
}

const TOKENS = 40;
const FLAT_OUT = { tokens: 1000, rounds: 8 };
const SHORT = { roleAtMs: 1, firstTokenAtMs: 10, gapMs: 5, tokens: 3 };

/**
 * Measures this client: the real measuring process and the real path of HTTP requests, against a server on this machine that
 * knows when it wrote each token, in a process of its own. Shows the smallest differences this machine can measure, before any engine is involved.
 *
 * Three runs in fresh processes: `streams` answers at once, over and over, for the errors of time to first token and gaps; answers
 * written whole, for the events per second; a constant-rate open loop, for its lag. What they measured is thrown away. Loaded
 * models of this kernel stay loaded.
 * @throws when an option is not a whole number in its range, and when the server or a run breaks off.
 * @example
 * (await bb.calibrate({ streams: 64 })).timeToFirstTokenErrorMs.p99;
 */
export async function calibrate(options: CalibrationOptions = {}): Promise<Calibration> {
  const how = checkedOptions("calibrate", calibrationOptions, options);
  const directory = await mkdtemp(path.join(tmpdir(), "benchbook-calibration-"));
  const server = await startKnownServer();
  try {
    return await calibrated(how, { server, directory });
  } finally {
    await server.close();
    await rm(directory, { recursive: true, force: true });
  }
}

type Settings = Required<CalibrationOptions>;

const calibrationOptions = settings({
  streams: v.optional(wholeNumber(1, 1000), 16),
  tokensPerSecond: v.optional(wholeNumber(1, 1000), 50),
  rounds: v.optional(wholeNumber(1, 1000), 8),
  requestsPerSecond: v.optional(wholeNumber(1, 1000), 100),
  seconds: v.optional(wholeNumber(1, 3600), 3),
});

async function calibrated(how: Settings, bench: CalibrationBench): Promise<Calibration> {
  const streaming = await pacedRun(how, bench);
  const errors = knownErrors(await withTruth(streaming, bench, how.streams));
  const flat = await flatOutRun(how, bench);
  const metronome = openLoop({ requestsPerSecond: how.requestsPerSecond, arrivals: "constant" });
  const requests = how.requestsPerSecond * how.seconds;
  const open = await calibrationRun(bench, { name: "open-loop", timeline: SHORT, load: metronome, requests });
  const sent = await open.trials();
  const client = streaming.manifest.sessions[0]?.client ?? null;
  const { eventsPerSecond, events } = eventRate(await flat.trials(), how.streams);
  return {
    kind: "calibration",
    timerResolutionMs: client?.floor?.timerResolutionMs ?? null,
    timeToFirstTokenErrorMs: spread(distributionOf(errors.timeToFirstTokenMs)),
    gapErrorMs: spread(distributionOf(errors.gapsMs.map(Math.abs))),
    eventsPerSecond,
    eventLoopDelayMs: client?.eventLoopDelayMs ?? null,
    lagMs: spread(clientLag(sent, metronome).lagMs),
    coefficientOfVariation: arrivalsTest(sent, metronome)[0]?.realized.coefficientOfVariation ?? null,
    how: { ...how, tokensPerAnswer: TOKENS, events, ...(await method()) },
    limits: [...clientLimits(await streaming.trials(), streaming.manifest), ...clientLimits(sent, open.manifest)].map(
      ({ text }) => text,
    ),
  };
}

function pacedRun({ streams, tokensPerSecond, rounds }: Settings, bench: CalibrationBench): Promise<Run> {
  const timeline = { roleAtMs: 5, firstTokenAtMs: 100, gapMs: 1000 / tokensPerSecond, tokens: TOKENS };
  const load = closedLoop({ concurrency: streams });
  return calibrationRun(bench, { name: "streams", timeline, load, requests: streams * (rounds + 1) });
}

async function flatOutRun({ streams }: Settings, bench: CalibrationBench): Promise<Run> {
  const timeline = { roleAtMs: 0, firstTokenAtMs: 0, gapMs: 0, tokens: FLAT_OUT.tokens };
  const load = closedLoop({ concurrency: streams });
  const requests = streams * (FLAT_OUT.rounds + 1);
  const run = await calibrationRun(bench, { name: "flat-out", timeline, load, requests });
  await bench.server.truths(); // forgotten: of answers that were written whole there is nothing to compare
  return run;
}

function spread({ n, p50, p99, max }: Distribution): CalibrationErrors {
  if (p50 === null || p99 === null || max === null) throw new Error("the calibration observed nothing to measure by");
  return { n, p50, p99, max };
}

/** Events with text from the first dispatch to the last end, without the first `warm` answers. */
function eventRate(trials: readonly Trial[], warm: number): { eventsPerSecond: number; events: number } {
  const counted = inOrder(trials).slice(warm);
  const events = counted.reduce((sum, trial) => sum + trial.arrivals.filter(hasText).length, 0);
  const beganAtMs = Math.min(...counted.map((trial) => trial.dispatchedAtMs));
  const endedAtMs = Math.max(...counted.map((trial) => trial.endAtMs));
  return { eventsPerSecond: (events / (endedAtMs - beganAtMs)) * 1000, events };
}

async function method() {
  const { cpu, availableCores, loadAverage1m } = await describeMachine();
  return {
    api: "openai chat" as const,
    server: "loopback, in a process of its own" as const,
    percentiles: "type 7" as const,
    takenAt: new Date().toISOString(),
    cpu: typeof cpu === "string" ? cpu : null,
    cores: typeof availableCores === "number" ? availableCores : null,
    loadAverage1m: typeof loadAverage1m === "number" ? loadAverage1m : null,
    node: process.versions.node,
  };
}
