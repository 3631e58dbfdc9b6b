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
