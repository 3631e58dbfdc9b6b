// Samples and scores with known numbers for the tests of this room.
import type { Sample, Score, Trial } from "../../../lib/types/index.js";

const MIB = 1024 * 1024;

/** Samples every 250 ms that climb from 300 MiB by 1 MiB each. */
export function exampleSamples(count: number): Sample[] {
  return Array.from({ length: count }, (_, i) => ({
    atMs: i * 250,
    session: 0,
    residentBytes: (300 + i) * MIB,
    cpuShare: 1,
    loadAverage1m: null,
    vramUsedMiB: null,
    gpuUtilisationPercent: null,
    powerWatts: null,
  }));
}

/** The same with a graphics card that holds 2000 MiB, and for each target a server that climbs from 1000, 1100 … MiB by 2 MiB each. */
export function exampleServerSamples(count: number, targets: readonly string[]): Sample[] {
  return exampleSamples(count).map((sample, i) => ({
    ...sample,
    vramUsedMiB: 2000,
    servers: targets.map((target, which) => ({
      target,
      residentBytes: (1000 + 100 * which + 2 * i) * MIB,
      cpuShare: null,
      modelBytes: null,
      modelVramBytes: null,
    })),
  }));
}

/** Samples of a run of these targets whose servers tell their metrics: a queue that grows and shrinks, a cache that fills. */
export function exampleMetricsSamples(count: number, targets: readonly string[]): Sample[] {
  const wave = (i: number, which: number) => 4 + 4 * Math.sin(i / 9 + which);
  return exampleServerSamples(count, targets).map((sample, i) => ({
    ...sample,
    servers: (sample.servers ?? []).map((server, which) => ({
      ...server,
      metrics: {
        atMs: sample.atMs - 20,
        engine: "vllm" as const,
        runningRequests: Math.round(wave(i, which)) + 1,
        waitingRequests: Math.max(0, Math.round(wave(i, which)) - 4 + which),
        cacheUseShare: Math.min(1, 0.1 + i / count / 2 + which / 10),
        preemptions: Math.floor(i / 20),
        promptTokens: i * 500,
        generationTokens: i * 90,
      },
    })),
  }));
}

/** Two scores of each trial: a check that two of three answers pass, and a similarity; failed trials have neither. */
export function exampleScores(trials: readonly Trial[]): Score[] {
  return trials.flatMap((trial) => {
    const { planIndex, caseId, target, repetition } = trial;
    const isJudged = trial.outcome.kind === "answered";
    const common = { planIndex, caseId, target, repetition, reason: "made" };
    return [
      { ...common, scorer: "checkJson", value: null, passed: isJudged ? planIndex % 3 > 0 : null },
      { ...common, scorer: "semanticSimilarity", value: isJudged ? 0.5 + (planIndex % 5) / 10 : null, passed: null },
    ];
  });
}
