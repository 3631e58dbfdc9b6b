// Run folders of many nights in a moment: simulated targets on a driven clock, sealed as a measured run is.

import { join } from "node:path";
import { simulatedTarget } from "../../../lib/index.js";
import { seededRandom } from "../../../lib/statistics/random.js";
import { createRunFolder } from "../../../lib/store/run-folder/create-run-folder.js";
import { openJournal } from "../../../lib/store/run-folder/journal/open-journal.js";
import { sealMeasuredRun } from "../../../lib/store/run-folder/seal-measured-run.js";
import type { Manifest } from "../../../lib/types/index.js";
import { casesOf, drivenRun, generation } from "../driven-run.js";
import { exampleEngine } from "../report/manifest.js";
import { exampleManifest, exampleSession } from "./run.js";

/** One night of a history. */
export interface Night {
  /** How many times as long as usual the answers take. @default 1 */
  readonly factor?: number;
  /** What the manifest says otherwise. */
  readonly over?: Partial<Manifest>;
  readonly state?: "finished" | "broken-off";
  /** The version of the engine. @default "b1" */
  readonly engineVersion?: string;
}

const CASES = 12;
const ROUNDS = 3;

/** Standard normal, from a seed. */
export function normalOf(seed: number): () => number {
  const random = seededRandom(seed);
  const uniform = () => (random.next32() + 0.5) / 2 ** 32;
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

/**
 * Makes a run folder for each night, under `parent`, and gives their paths in order. Nights differ by 2 % (standard deviation) by
 * themselves; each has twelve cases in three rounds, of one target called `model`.
 */
export async function historyFolders(parent: string, nights: readonly Night[], seed = 1): Promise<string[]> {
  const normal = normalOf(seed);
  const folders: string[] = [];
  for (const [at, night] of nights.entries()) {
    const level = (night.factor ?? 1) * Math.exp(0.02 * normal());
    folders.push(await nightFolder(parent, at, night, level));
  }
  return folders;
}

async function nightFolder(parent: string, at: number, night: Night, level: number): Promise<string> {
  const target = simulatedTarget({
    ...{ name: "model", timeToFirstTokenMs: 100 * level, gapMs: 10 * level, tokens: 20, jitter: 0.05, seed: 50 + at },
  });
  const prompts = Array.from({ length: CASES }, (_, index) => `question ${index}`);
  const trials = await drivenRun({
    ...{ targets: [target], prompts, repetitions: ROUNDS, load: { kind: "closed", concurrency: 1 }, seed: at },
  });
  const runId = `night-${at + 1}`;
  const createdAt = new Date(Date.UTC(2026, 9, 1 + at, 2)).toISOString();
  const manifest = exampleManifest({
    ...{ runId, name: runId, createdAt, generation, targets: [target], cases: casesOf(prompts), warmups: 0 },
    ...{ repetitions: ROUNDS, plannedTrials: CASES * ROUNDS, ...night.over },
  });
  const { directory } = await createRunFolder(join(parent, runId), manifest);
  const log = await openJournal(directory, { runId, session: 1 });
  const engines = [exampleEngine("model", { engineVersion: night.engineVersion ?? "b1" })];
  const endedAtMs = Math.max(...trials.map(({ endAtMs }) => endAtMs)) + 1;
  const endedAt = new Date(Date.parse(createdAt) + endedAtMs).toISOString();
  const session = { ...exampleSession(1), startedAt: createdAt, startedAtMs: 0, engines };
  await log.session(session);
  await Promise.all(trials.map((trial) => log.trial(trial)));
  await log.session({ ...session, endedAt, endedAtMs, ended: "completed" });
  await log.close();
  const state = night.state ?? "finished";
  await sealMeasuredRun(directory, { state, stateReason: state === "finished" ? null : "stopped" });
  return directory;
}
