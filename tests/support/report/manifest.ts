// A manifest for the tests of this room.
import type { Case, EngineInfo, Manifest, Session } from "../../../lib/types/index.js";

/** An engine that answered for a target, with two threads. */
export function madeEngine(target: string, over: Partial<EngineInfo> = {}): EngineInfo & { readonly target: string } {
  return {
    target,
    engine: "llama.cpp",
    engineVersion: "b1",
    model: target,
    modelPath: null,
    modelSha256: "ab".repeat(32),
    modelBytes: 100_000_000,
    quantisation: "Q8_0",
    parameters: 135_000_000,
    contextSize: 2048,
    device: "cpu",
    threads: 2,
    openMs: 12,
    details: {},
    ...over,
  };
}

const generation: Manifest["generation"] = {
  maxTokens: 64,
  temperature: 0,
  topK: null,
  topP: null,
  repetitionPenalty: null,
  seed: 1,
  stop: [],
  ignoreEndOfSequence: false,
};

function madeSession(): Session {
  return {
    session: 0,
    processId: 1,
    startedAt: "2026-11-22T10:00:00.000Z",
    startedAtMs: 0,
    endedAt: "2026-11-22T10:10:00.000Z",
    endedAtMs: 600_000,
    ended: "completed",
    engines: [madeEngine("q8_0"), madeEngine("q4_1")],
    machine: { cpu: "made processor", availableCores: 4 },
    packages: { "node-llama-cpp": "3.21.1" },
  };
}

function madeCase(index: number): Case {
  return { id: `case-${index}`, kind: null, prompt: "p", system: null, expected: null, checks: [], maxTokens: null };
}

/** A finished run of two targets over twelve cases on a machine of four cores; `over` replaces fields. */
export function madeManifest(over: Partial<Manifest> = {}): Manifest {
  return {
    schema: 1,
    runId: "run-1",
    name: "made run",
    createdAt: "2026-11-22T10:00:00.000Z",
    state: "finished",
    stateReason: null,
    benchbookVersion: "0.1.0",
    commit: null,
    seed: 7,
    order: "interleaved",
    isolation: "run",
    load: { kind: "closed", concurrency: 1 },
    warmups: 1,
    repetitions: 5,
    generation,
    timeouts: { connectMs: null, firstByteMs: null, firstTokenMs: null, stallMs: 2000, totalMs: null },
    errorBudget: 0.1,
    storeText: "full",
    telemetry: null,
    targets: [
      { kind: "llama", name: "q8_0" },
      { kind: "llama", name: "q4_1" },
    ],
    caseSet: { name: "bootcamp", version: "1.0", sha256: "cd".repeat(32) },
    cases: Array.from({ length: 12 }, (_, i) => madeCase(i)),
    plannedTrials: 0,
    sessions: [madeSession()],
    warnings: [],
    files: {},
    ...over,
  };
}
