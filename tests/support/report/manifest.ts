// A finished run of two targets, for the tests of figures, tables and pages.
import type { EngineInfo, Manifest, Session } from "../../../lib/types/index.js";
import { exampleCase, exampleManifest as storedManifest } from "../store/run.js";

/** An engine that answered for a target, with two threads. */
export function exampleEngine(
  target: string,
  over: Partial<EngineInfo> = {},
): EngineInfo & { readonly target: string } {
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

function exampleSession(): Session {
  return {
    session: 0,
    processId: 1,
    startedAt: "2026-11-22T10:00:00.000Z",
    startedAtMs: 0,
    endedAt: "2026-11-22T10:10:00.000Z",
    endedAtMs: 600_000,
    ended: "completed",
    engines: [exampleEngine("q8_0"), exampleEngine("q4_1")],
    machine: { cpu: "made processor", availableCores: 4 },
    packages: { "node-llama-cpp": "3.21.1" },
  };
}

/** A finished run of two targets over twelve cases on a machine of four cores; `over` replaces fields. */
export function exampleManifest(over: Partial<Manifest> = {}): Manifest {
  const base = storedManifest();
  return {
    ...base,
    name: "made run",
    state: "finished",
    repetitions: 5,
    generation: { ...base.generation, maxTokens: 64 },
    timeouts: { ...base.timeouts, stallMs: 2000, totalMs: null },
    targets: [
      { kind: "llama", name: "q8_0" },
      { kind: "llama", name: "q4_1" },
    ],
    caseSet: { name: "bootcamp", version: "1.0", sha256: "cd".repeat(32) },
    cases: Array.from({ length: 12 }, (_, i) => exampleCase(`case-${i}`, "p")),
    plannedTrials: 0,
    sessions: [exampleSession()],
    ...over,
  };
}
