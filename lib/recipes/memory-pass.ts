import { max, mean } from "simple-statistics";
import { isTarget } from "../arguments/is-target.js";
import { type MemorySummary, memorySummary } from "../metrics/memory-summary.js";
import type { RunOptions } from "../run/options.js";
import { runBenchmark } from "../run/run-benchmark.js";
import { simulatedTarget } from "../targets/simulated-target.js";
import type { Case, CaseSet, Run, Target, Trial } from "../types/index.js";

/** Options of {@link measureMemory}. */
export interface MemoryPassOptions extends Pick<RunOptions, "name" | "generation" | "directory" | "signal" | "seed"> {
  readonly targets: readonly Target[];
  readonly cases: CaseSet;
}

/** What {@link measureMemory} found. Null where nothing could be seen. */
export interface MemoryPass {
  readonly run: Run;
  /** By target. A server's memory is its own process's and is not seen: servers have no entry. */
  readonly memory: ReadonlyMap<string, MemorySummary>;
  /** Resident memory of a measuring process that has loaded no engine: the baseline before load. */
  readonly beforeLoadBytes: number | null;
}

const noEngine = "no engine loaded";
const sampleEveryMs = 50;

/**
 * Serves the longest prompt once on each in-process target, each in a fresh process, and reads the memory every 50 ms. Targets
 * that share a process share its memory, so speed, which takes turns in one process, and memory are measured apart. One more
 * process with an engine that loads nothing gives the baseline before load. Null when every target is a server.
 */
export async function measureMemory(options: MemoryPassOptions): Promise<MemoryPass | null> {
  const { cases, generation, targets: all, ...rest } = options;
  const targets = all.filter(isInProcess);
  const longest = longestPrompt(cases);
  if (targets.length === 0 || longest === null) return null;
  const run = await runBenchmark({
    ...rest,
    targets: [simulatedTarget({ name: noEngine, timeToFirstTokenMs: 200, gapMs: 1, tokens: 2 }), ...targets],
    cases: { ...cases, cases: [longest] },
    history: "last-turn",
    isolation: "target",
    warmups: 1,
    repetitions: 1,
    errorBudget: 1,
    telemetry: { intervalMs: sampleEveryMs },
    onProgress: null,
    ...(generation === undefined ? {} : { generation }),
  });
  return readMemoryPass(run);
}

/** What a memory pass found, read again from its run. */
export async function readMemoryPass(run: Run): Promise<MemoryPass> {
  const memory = await memoryByProcess(run);
  const beforeLoadBytes = memory.get(noEngine)?.baselineResidentBytes ?? null;
  memory.delete(noEngine);
  return { run, memory, beforeLoadBytes };
}

/**
 * The memory of each in-process target of a run with a process for each: of every reading from when its engine was loaded to its last
 * answer, since nothing else lived in that process. An engine that blocks its process while it answers is read before and after.
 * A target that answered nothing has no entry: what its process took is not what an answer takes.
 */
export async function memoryByProcess(run: Run): Promise<Map<string, MemorySummary>> {
  const [trials, samples] = [await run.trials(), await run.samples()];
  const answered = new Set(trials.filter(isMeasuredAnswer).map(({ target }) => target));
  const seen = new Set(
    run.manifest.targets.filter((one) => isInProcess(one) && answered.has(one.name)).map(({ name }) => name),
  );
  const found = memorySummary(trials, samples).filter(({ target }) => seen.has(target));
  const summaries = found.map((one): readonly [string, MemorySummary] => {
    const sessions = new Set(trials.filter(({ target }) => target === one.target).map(({ session }) => session));
    const own = samples.filter(({ session }) => sessions.has(session));
    const resident = own.flatMap(({ residentBytes }) => residentBytes ?? []);
    const vram = own.flatMap(({ vramUsedMiB }) => vramUsedMiB ?? []);
    return [
      one.target,
      {
        ...{ ...one, samples: own.length },
        ...(resident.length === 0 ? {} : { peakResidentBytes: max(resident), meanResidentBytes: mean(resident) }),
        ...(vram.length === 0 ? {} : { peakVramMiB: max(vram), meanVramMiB: mean(vram) }),
      },
    ];
  });
  return new Map(summaries);
}

const isMeasuredAnswer = ({ phase, outcome }: Trial) => phase === "measured" && outcome.kind === "answered";

const servers = ["openai", "ollama"];

/** Whether a target answers inside the measuring process, whose memory is seen. */
const isInProcess = ({ kind, inner }: Target): boolean =>
  !servers.includes(kind) && !(isTarget(inner) && servers.includes(inner.kind));

const longestPrompt = ({ cases }: CaseSet): Case | null =>
  cases.reduce<Case | null>(
    (longest, one) => (longest === null || one.prompt.length > longest.prompt.length ? one : longest),
    null,
  );
