import type {
  Driver,
  DriverRequest,
  DriverWorld,
  EngineInfo,
  StreamObserver,
  StreamResult,
  Target,
} from "../types/index.js";
import { afterClose } from "./after-close.js";
import { unknownEngine } from "./engine-info.js";
import { wordAt, wordsOf } from "./simulated/answer-plan.js";
import { type EngineSettings, readEngineSettings } from "./simulated/engine-settings.js";
import { askedFailure } from "./simulated/failure-classes.js";
import type { Job } from "./simulated/job.js";
import { type Player, player, type SleepUntil } from "./simulated/player.js";
import { reportedTimes } from "./simulated/reported-times.js";
import { reportedUsage } from "./simulated/reported-usage.js";
import { endingOfCut, type TimeLimits, watchTimeLimits } from "./time-limits.js";

/**
 * Opens a simulated target. The clock is handed in, so that tests drive it by hand. Each run begins with a fresh engine:
 * its answers are counted from 0, nothing is cached, and the clock of its freezes begins with the first request.
 */
export async function openSimulatedDriver(target: Target, world: DriverWorld, sleepUntil: SleepUntil): Promise<Driver> {
  const settings = readEngineSettings(target);
  const fresh = () => player(settings, world.now, sleepUntil);
  let playing = fresh();
  let closed = false;
  return {
    info: infoOf(target.name, settings),
    // A simulated answer depends on no text, and so on nothing that is asked beside it.
    ...{ conversations: true, images: true, imageUrls: true, tools: true, responseFormat: true },
    begin() {
      playing = fresh();
    },
    async send(request, observer, signal) {
      if (closed) return afterClose(world.now());
      return answer(playing, settings, world, request, observer, signal);
    },
    close: async () => {
      closed = true;
    },
  };
}

/** Plays one answer: each word is reported as it comes, unless a limit has cut it off. */
function answer(
  playing: Player,
  settings: EngineSettings,
  world: DriverWorld,
  request: DriverRequest,
  observer: StreamObserver,
  signal: AbortSignal,
): Promise<StreamResult> {
  const { prompt, system, messages, generation, timeouts } = request;
  const spoken = wordsOf(settings.answer);
  const limits = watchTimeLimits(timeouts, signal);
  let told = 0;
  return new Promise((resolve) => {
    const atMs = world.now();
    observer.onDispatched(atMs);
    const giveUp = playing.play({ prompt, system, messages, maxTokens: generation.maxTokens }, atMs, {
      token() {
        const atMs = world.now();
        if (limits.current()) return;
        limits.token();
        observer.onChunk({ atMs, kind: "answer", text: wordAt(spoken, told), tokens: 1, readIndex: told });
        told++;
      },
      end(job) {
        limits.end();
        const endAtMs = job.ending === "cancelled" ? (job.endedAtMs ?? world.now()) : world.now();
        const usage = reportedUsage(settings, job, told);
        const rest = { endAtMs, usage, respondedModel: null, ...reportedTimes(settings, job, endAtMs) };
        resolve(endingOf(job, rest, limits));
      },
    });
    limits.cut.then(() => giveUp(world.now()));
  });
}

function endingOf(
  job: Job,
  rest: Pick<StreamResult, "endAtMs" | "usage" | "serverTimes" | "respondedModel">,
  limits: TimeLimits,
): StreamResult {
  const cut = limits.current();
  if (cut) return endingOfCut(cut, rest);
  const common = { ...rest, streamed: true, warnings: [] };
  if (job.ending === "answered")
    return { ...common, kind: "answered", finishReason: job.length < job.plan.waitsMs.length ? "length" : "stop" };
  return {
    ...common,
    kind: "failed",
    class: job.plan.failure?.class ?? "engine",
    phase: job.tokensAtMs.length > 0 ? "stream" : "first-token",
    message: askedFailure,
    status: null,
  };
}

const infoOf = (name: string, { timeToFirstTokenMs, gapMs, tokens }: EngineSettings): EngineInfo => ({
  ...unknownEngine("simulated", name),
  details: { timeToFirstTokenMs, gapMs, tokens },
});
