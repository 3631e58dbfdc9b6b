import { messageOf } from "../../text/error-message.js";
import type { DriverWorld, OpenDriver, Session, TrialLog } from "../../types/index.js";
import { clientSelfCheck } from "../client/client-self-check.js";
import { type ClientWatch, watchClient } from "../client/watch-client.js";
import { type Clock, processClock } from "../clock.js";
import { type LoadWorkers, loadWorkers } from "../load-workers/load-workers.js";
import { completed, type Job, type Order, type Report } from "../messages.js";
import { countProgress, type ProgressCount } from "../progress.js";
import { startTelemetry } from "../telemetry/telemetry.js";
import { coolDownOf } from "./cool-down.js";
import { type MeasureEnd, measure } from "./measure.js";
import { EngineNotOpened, engineInfos, engines } from "./open-engines.js";
import { expectedMs } from "./rounds.js";
import type { Sender } from "./sender.js";
import { tokenCounters } from "./token-counters.js";

/** What the measuring process is made of. */
export interface MeasuringParts {
  readonly openers: Readonly<Record<string, OpenDriver>>;
  readonly openJournal: (directory: string, options: { runId: string; session: number }) => Promise<TrialLog>;
  readonly packages: () => Promise<Readonly<Record<string, string>>>;
  readonly world: Omit<DriverWorld, "maxInFlight">;
  /** The script that serves as a sending process, where several are asked for. */
  readonly workerScript: string;
}

/** How the measuring process hears from its parent and answers it. */
export interface Channel {
  send(report: Report): void;
  onOrder(hear: (order: Order) => void): void;
  /** The parent has gone away. */
  onGone(hear: () => void): void;
}

const progressEveryMs = 100;

/**
 * Serves one parent: opens engines and measures jobs, one after the other. When the parent goes away it ends the run at
 * once, with the journal whole, and resolves.
 */
export async function serveMeasuring(parts: MeasuringParts, channel: Channel): Promise<void> {
  const opened = engines(parts.openers, parts.world);
  const several = loadWorkers(parts.workerScript);
  const counters = tokenCounters(parts.world.weightsDirectory);
  let drivers: ReadonlyMap<string, Sender> = new Map();
  let stop = new AbortController();
  let working: Promise<void> = Promise.resolve();
  const inTurn = (task: () => Promise<void>) => {
    working = working.then(task);
  };
  channel.onOrder((order) => {
    if (order.kind === "stop") return stop.abort(order.reason);
    if (order.kind === "measure") {
      stop = new AbortController();
      const { signal } = stop;
      return inTurn(async () =>
        channel.send(await measureJob(parts, { drivers, several }, order.job, channel, signal)),
      );
    }
    inTurn(async () => {
      try {
        const { targets, maxInFlight, processes, needs } = order;
        if (processes === 1) several.close();
        else await opened.close();
        const senders = await (processes === 1
          ? opened.open(targets, maxInFlight, needs)
          : several.open(targets, maxInFlight, processes, needs));
        drivers = await counters.added(senders, targets);
        channel.send({ kind: "opened", engines: engineInfos(drivers) });
      } catch (error) {
        const target = error instanceof EngineNotOpened ? error.target : null;
        channel.send({ kind: "not-opened", target, message: messageOf(error) });
      }
    });
  });
  await new Promise<void>((gone) => channel.onGone(gone));
  stop.abort("parent gone");
  await working;
}

/** What sends: the drivers of this process, or those of several. */
interface Sending {
  readonly drivers: ReadonlyMap<string, Sender>;
  readonly several: LoadWorkers;
}

async function measureJob(
  parts: MeasuringParts,
  sending: Sending,
  job: Job,
  channel: Channel,
  signal: AbortSignal,
): Promise<Report> {
  try {
    const begun = await beginSession(parts, sending, job);
    const log = await parts.openJournal(job.directory, { runId: job.runId, session: job.session });
    try {
      await log.session(begun);
      const ms = expectedMs(job.load, job.entries, new Map(job.roundsLeft));
      const progress = countProgress(job.plannedTrials, job.alreadyStored, processClock.now, ms);
      const client = watchClient(await clientSelfCheck(), processClock.now);
      sending.several.begin();
      const measuring = measureInto(log, job, sending, progress, channel, signal, client);
      const end = await measuring.finally(() => client.stop());
      const ended = end.kind === "completed" ? completed : end.reason;
      const theirs = await sending.several.tell();
      await log.session({ ...endSession(begun, ended, processClock), client: client.stop(theirs) });
      return { kind: "measured", ended, progress: progress.take() };
    } finally {
      await log.close();
    }
  } catch (error) {
    return { kind: "not-measured", message: messageOf(error) };
  }
}

async function measureInto(
  log: TrialLog,
  job: Job,
  { drivers, several }: Sending,
  progress: ProgressCount,
  channel: Channel,
  signal: AbortSignal,
  client: ClientWatch,
): Promise<MeasureEnd> {
  several.watch(job.sampleEveryMs);
  const note = (message: string) => {
    log.note(message).catch(() => {}); // a journal that takes no note takes no trial either, which ends the run
  };
  const telemetry = job.sampleEveryMs
    ? startTelemetry({
        ...job,
        everyMs: job.sampleEveryMs,
        now: processClock.now,
        take: (sample) => log.sample(several.withTheirs(sample)),
        note,
      })
    : null;
  const hottest = () => telemetry?.hottest() ?? null;
  const losses = hearLosses(several, note);
  let telling: NodeJS.Timeout | null = null;
  const tell = () => {
    telling = null;
    channel.send({ kind: "progress", progress: progress.take() });
  };
  try {
    return await measure({
      ...job,
      roundsLeft: new Map(job.roundsLeft),
      begun: new Map(job.begun),
      cases: new Map(job.cases.map((one) => [one.id, one])),
      drivers,
      clock: processClock,
      ...(job.coolDown === null ? {} : { cool: coolDownOf(job.coolDown, { clock: processClock, hottest, note }) }),
      log,
      client,
      onStored: (trial) => {
        progress.stored(trial);
        telling ??= setTimeout(tell, progressEveryMs);
      },
      signal: AbortSignal.any([signal, losses.noneLeft]),
    });
  } finally {
    losses.hearNoMore();
    several.watch(null);
    if (telling !== null) clearTimeout(telling);
    telemetry?.stop();
  }
}

/** Notes each sending process that ends in the journal; a run that has none left is stopped. */
function hearLosses(several: LoadWorkers, note: (message: string) => void) {
  const noneLeft = new AbortController();
  const hearNoMore = several.onLost((why, left) => {
    note(lossNote(why, left));
    if (left === 0) noneLeft.abort(`no sending process is left: ${why}`);
  });
  return { noneLeft: noneLeft.signal, hearNoMore };
}

const lossNote = (why: string, left: number): string =>
  left === 0 ? `${why}; none is left` : `${why}; what it had not answered was sent again by one of the ${left} others`;

async function beginSession(parts: MeasuringParts, { drivers, several }: Sending, job: Job): Promise<Session> {
  const packages = await parts.packages();
  return {
    session: job.session,
    processId: process.pid,
    startedAt: processClock.wallTime(),
    startedAtMs: processClock.now(),
    endedAt: null,
    endedAtMs: null,
    ended: null,
    engines: engineInfos(drivers),
    machine: job.machine,
    packages,
    ...(several.processIds.length > 0 ? { senderProcessIds: several.processIds } : {}),
  };
}

const endSession = (begun: Session, ended: string, clock: Clock): Session => ({
  ...begun,
  endedAt: clock.wallTime(),
  endedAtMs: clock.now(),
  ended,
});
