import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Manifest, Sample, Score, Session, Trial } from "../../../lib/types/index.js";
import { answered, exampleTrial as baseTrial, usage } from "../metrics/trial.js";

const made: string[] = [];

/** A new empty folder for a test; removed when the process ends. */
export async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "benchbook-store-"));
  if (made.length === 0) process.once("exit", () => made.forEach((each) => void rmSync(each, { recursive: true })));
  made.push(folder);
  return folder;
}

/** A manifest for tests; `over` replaces fields. */
export function exampleManifest(over: Partial<Manifest> = {}): Manifest {
  return {
    schema: 1,
    runId: "run-1",
    name: "made",
    createdAt: "2026-11-22T10:00:00.000Z",
    state: "running",
    stateReason: null,
    benchbookVersion: "0.1.0",
    commit: null,
    seed: 7,
    order: "interleaved",
    isolation: "run",
    load: { kind: "closed", concurrency: 1 },
    warmups: 1,
    repetitions: 2,
    generation: {
      maxTokens: 16,
      temperature: 0,
      topK: null,
      topP: null,
      repetitionPenalty: null,
      seed: 1,
      stop: [],
      ignoreEndOfSequence: false,
    },
    timeouts: { connectMs: null, firstByteMs: null, firstTokenMs: null, stallMs: null, totalMs: 60000 },
    errorBudget: 0.1,
    storeText: "full",
    telemetry: null,
    targets: [{ kind: "simulated", name: "made-target" }],
    caseSet: { name: "cases", version: "1", sha256: "0".repeat(64) },
    cases: [exampleCase("case-1")],
    plannedTrials: 3,
    sessions: [],
    warnings: [],
    files: {},
    ...over,
  };
}

/** A case for tests. */
export function exampleCase(id: string, prompt = `Prompt of ${id}`) {
  return { id, kind: null, prompt, system: null, expected: null, checks: [], maxTokens: null };
}

/** An answered trial for tests: dispatched at 100 ms, three tokens at 150, 160 and 170 ms, ended at 171 ms. */
export function exampleTrial(planIndex: number, over: Partial<Trial> = {}): Trial {
  const token = (atMs: number, readIndex: number) =>
    ({ atMs, kind: "answer", textLength: 4, tokens: 1, readIndex }) as const;
  return baseTrial({
    planIndex,
    target: "made-target",
    repetition: planIndex,
    session: 1,
    intendedAtMs: 100,
    dispatchedAtMs: 100,
    firstByteAtMs: 120.5,
    firstTokenAtMs: 150,
    firstAnswerTokenAtMs: 150,
    lastTokenAtMs: 170,
    endAtMs: 171,
    arrivals: [
      { atMs: 120.5, kind: "role", textLength: 0, tokens: null, readIndex: 0 },
      token(150, 1),
      token(160, 2),
      token(170, 3),
    ],
    usage: { ...usage(3), inputTokens: 5 },
    respondedModel: "made-model",
    outcome: answered(`answer number ${planIndex}`),
    ...over,
  });
}

/** A session record for tests; ended when `ended` is given. */
export function exampleSession(session: number, ended: string | null = null): Session {
  return {
    session,
    processId: process.pid,
    startedAt: "2026-11-22T10:00:00.000Z",
    startedAtMs: 10,
    endedAt: ended === null ? null : "2026-11-22T10:01:00.000Z",
    endedAtMs: ended === null ? null : 60010,
    ended,
    engines: [],
    machine: { cores: 2 },
    packages: {},
  };
}

/** A sample for tests. */
export function exampleSample(atMs: number): Sample {
  return {
    atMs,
    session: 1,
    residentBytes: 1000,
    cpuShare: 0.5,
    loadAverage1m: null,
    vramUsedMiB: null,
    gpuUtilisationPercent: null,
    powerWatts: null,
  };
}

/** A score for tests. */
export function exampleScore(planIndex: number, value: number | null, scorer = "semanticSimilarity"): Score {
  return {
    planIndex,
    caseId: "case-1",
    target: "made-target",
    repetition: planIndex,
    scorer,
    value,
    passed: null,
    reason: "made",
  };
}
