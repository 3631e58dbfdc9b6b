import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Manifest, Run, Sample, Score, Session, Trial } from "../../types/index.js";
import { distinctTrials } from "./distinct-trials.js";
import { errorCode, errorText } from "./files/file-layer.js";
import { liveness } from "./files/process-identity.js";
import { lockHolder } from "./files/writer-lock.js";
import { WRITER_LOCK } from "./journal/open-journal.js";
import { JOURNAL_FILE, type Journal, readJournal, readSamples, SAMPLES_FILE } from "./journal/read-rows.js";
import type { RowProblem } from "./journal/scan-rows.js";
import { readManifest } from "./manifest-file.js";
import { readScores, SCORES_FILE } from "./scores-file.js";

/**
 * Opens a run folder: finished, broken off, or still being measured. Its state, sessions and trials come from the
 * journal, which is on the disk before anything else; everything that is wrong with the files is in
 * `manifest.warnings`. Trials come in the order of the plan, one for each entry. Each call reads the files again when
 * they have changed. Throws when the folder is no run folder, and when a newer Benchbook wrote it.
 */
export async function openRunFolder(directory: string): Promise<Run> {
  const folder = resolve(directory);
  const { manifest, intact } = await readManifest(folder);
  const run = { run: manifest.runId };
  const journal = rereadWhenChanged(join(folder, JOURNAL_FILE), () => readJournal(folder, run));
  const samples = rereadWhenChanged(join(folder, SAMPLES_FILE), () => readSamples(folder, run));
  const scores = rereadWhenChanged(join(folder, SCORES_FILE), () => readScores(folder));
  const { alive, doubts } = await writerOf(folder);
  const [first, readings, judgments] = [await journal(), await samples(), await scores()];
  const problems = [...first.problems, ...readings.problems, ...judgments.problems].filter(
    (problem) => !(alive && problem.kind === "torn-tail"), // its writer is in the middle of that line
  );
  if (!intact) doubts.push("manifest.json was changed after it was written");
  if (!alive) doubts.push(...(await shrunken(folder, manifest)));
  return {
    directory: folder,
    manifest: {
      ...manifest,
      ...(await stateNow(folder, manifest, first, alive)),
      warnings: [...manifest.warnings, ...doubts, ...messages(problems)].filter(isFirst),
    },
    trials: async (): Promise<readonly Trial[]> => distinctTrials((await journal()).trials),
    samples: async (): Promise<readonly Sample[]> => (await samples()).samples,
    scores: async (): Promise<readonly Score[]> => (await scores()).scores,
  };
}

/** Whether a run was sealed and its journal has not grown since. Throws when the folder holds no run. */
export async function isSealed(directory: string): Promise<boolean> {
  const { manifest } = await readManifest(directory);
  return isSealedJournal(directory, manifest);
}

async function isSealedJournal(folder: string, { state, files }: Manifest): Promise<boolean> {
  const journal = await versionOf(join(folder, JOURNAL_FILE));
  return state !== "running" && files[JOURNAL_FILE]?.bytes === journal?.bytes;
}

/** Files of rows that have lost some since they were sealed. Whole rows that are gone at the end leave no other trace. */
export async function shrunken(folder: string, { files }: Manifest): Promise<string[]> {
  const lost: string[] = [];
  for (const name of [JOURNAL_FILE, SAMPLES_FILE, SCORES_FILE]) {
    const sealed = files[name]?.bytes ?? 0;
    const found = await versionOf(join(folder, name));
    if (found === null && sealed > 0) lost.push(`${name} is missing: it had ${sealed} bytes when it was sealed`);
    else if (found !== null && found.bytes < sealed)
      lost.push(`${name} has lost its end: ${found.bytes} of ${sealed} bytes are there`);
  }
  return lost;
}

/** Whether a process is writing here now. A lock that cannot be judged is a doubt and no reason to hide the run. */
async function writerOf(folder: string): Promise<{ readonly alive: boolean; readonly doubts: string[] }> {
  try {
    const holder = await lockHolder(folder, WRITER_LOCK);
    if (holder === null || liveness(holder) === "alive") return { alive: holder !== null, doubts: [] };
    const who = `process ${holder.processId} on ${holder.host}`;
    return { alive: true, doubts: [`${who} may still write here; if it is gone delete ${holder.path}`] };
  } catch (error) {
    return { alive: false, doubts: [errorText(error)] };
  }
}

function messages(problems: readonly RowProblem[]): string[] {
  return problems.map((problem) => problem.message);
}

function isFirst(text: string, index: number, all: readonly string[]): boolean {
  return all.indexOf(text) === index;
}

/** The sealed state while the journal is as it was sealed; else what the journal and its writer tell. */
async function stateNow(
  folder: string,
  manifest: Manifest,
  journal: Journal,
  alive: boolean,
): Promise<Pick<Manifest, "state" | "stateReason" | "sessions">> {
  const sessions = journal.sessions.length > 0 ? journal.sessions : manifest.sessions;
  if (alive) return { state: "running", stateReason: null, sessions };
  const closed = sessions.map(closedSession);
  if (await isSealedJournal(folder, manifest)) {
    return { state: manifest.state, stateReason: manifest.stateReason, sessions: closed };
  }
  const last = closed.at(-1)?.ended ?? "no measuring process has begun";
  if (last === "completed") return { state: "finished", stateReason: null, sessions: closed };
  return { state: "broken-off", stateReason: last, sessions: closed };
}

/** A process that left no last word and is gone has crashed, or was killed, or lost its power. */
export function closedSession(session: Session): Session {
  return session.ended === null ? { ...session, ended: "crashed: it ended without a last word" } : session;
}

/** Reads once for each state of the file: notebooks ask for the same trials in one cell after the other. */
function rereadWhenChanged<T>(path: string, read: () => Promise<T>): () => Promise<T> {
  let kept: { readonly version: string; readonly value: Promise<T> } | null = null;
  return async () => {
    const version = JSON.stringify(await versionOf(path));
    if (kept?.version !== version) kept = { version, value: read() };
    return kept.value;
  };
}

async function versionOf(path: string): Promise<{ readonly bytes: number; readonly changedAtMs: number } | null> {
  try {
    const { size, mtimeMs } = await stat(path);
    return { bytes: size, changedAtMs: mtimeMs };
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    throw error;
  }
}
