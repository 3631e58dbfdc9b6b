import { join } from "node:path";
import type { Manifest, RunState, RunVerdict, SealedFile } from "../../types/index.js";
import { allDerivations, type Derivations, type RunContent, readContent } from "./derived-files.js";
import { fileDigest } from "./files/checksum.js";
import { diskFiles, type FileLayer } from "./files/file-layer.js";
import { writeAtomically } from "./files/write-atomically.js";
import { takeLock } from "./files/writer-lock.js";
import { JOURNAL_FILE, readJournal } from "./journal/read-rows.js";
import type { RowProblem } from "./journal/scan-rows.js";
import { digestFiles, listRunFiles } from "./list-files.js";
import { readManifest, writeManifest } from "./manifest-file.js";

/** How a run ended, and what is derived from it besides `trials.csv`. */
export interface Sealing {
  readonly state: Exclude<RunState, "running">;
  readonly stateReason: string | null;
  /** Files to derive, by name: `{ "summary.json": ({ trials }) => … }`. `verifyRun` derives them again. */
  readonly derive?: Derivations;
  /** Judges the run for its manifest; if omitted, the verdict that it has stays. */
  readonly judge?: (content: RunContent) => RunVerdict;
  /** Which Benchbook derives them; see `verifyRun`. */
  readonly buildId?: string;
  /** The run's warnings, rewritten from what it holds; those that it has by default. */
  readonly warnings?: (content: RunContent) => readonly string[];
  /** What the run holds, where the caller has just read it; read again when the manifest was written meanwhile. */
  readonly content?: RunContent;
  readonly files?: FileLayer;
}

const MANIFEST_LOCK = "manifest";

/**
 * Closes a run folder after measuring: derives `trials.csv` and what `derive` names from the journal, and writes the
 * final manifest with state, sessions, warnings and the SHA-256 of every file. Sealing again, as after a resume, is
 * fine; but a journal that was sealed may only have grown since, or been fixed on record, so that sealing again cannot
 * hide a change. Throws when it was changed otherwise, and what the disk says; the folder stays readable without its
 * seal.
 */
export async function sealRun(directory: string, sealing: Sealing): Promise<Manifest> {
  const files = sealing.files ?? diskFiles;
  return withManifestLock(directory, files, async () => {
    const { manifest: before } = await readManifest(directory);
    await refuseChangedJournal(directory, before);
    const content = contentToday(sealing.content, before) ?? (await readContent(directory));
    const warnings = sealing.warnings?.(content) ?? content.manifest.warnings;
    const { state, stateReason } = sealing;
    const ended: Manifest = { ...content.manifest, state, stateReason, warnings };
    const verdict = sealing.judge?.({ ...content, manifest: ended });
    const manifest: Manifest = verdict === undefined ? ended : { ...ended, verdict };
    const derivations = allDerivations(sealing.derive ?? {});
    for (const [name, derive] of Object.entries(derivations)) {
      await writeAtomically(join(directory, name), await derive({ ...content, manifest }), files);
    }
    const digests = await digestFiles(directory, await listRunFiles(directory));
    const sealed = { ...manifest, files: withBuildIds(digests, before, Object.keys(derivations), sealing.buildId) };
    if (JSON.stringify(sealed) !== JSON.stringify(before)) await writeManifest(directory, sealed, files);
    return sealed;
  });
}

/**
 * Adds files that were made after the sealing (scores, a report, figures) to the manifest, or renews their hashes:
 * paths inside the run folder, with `/`. Hashes of all other files stay, so a changed journal is still noticed. A run
 * that is not sealed yet is left as it is: its sealing will record them. Throws when a file is not there.
 */
export async function recordFiles(
  directory: string,
  paths: readonly string[],
  files: FileLayer = diskFiles,
): Promise<Manifest> {
  return withManifestLock(directory, files, async () => {
    const { manifest } = await readManifest(directory);
    const known = await listRunFiles(directory);
    const unknown = paths.find((path) => !known.includes(path));
    if (unknown !== undefined) throw new Error(`expected files of ${directory}, got ${JSON.stringify(unknown)}`);
    if (manifest.state === "running") return manifest;
    const recorded = { ...manifest, files: sorted({ ...manifest.files, ...(await digestFiles(directory, paths)) }) };
    await writeManifest(directory, recorded, files);
    return recorded;
  });
}

/** The content that was passed on, unless the folder has been sealed or scored since. */
function contentToday(content: RunContent | undefined, { files }: Manifest): RunContent | null {
  if (content === undefined || JSON.stringify(content.manifest.files) !== JSON.stringify(files)) return null;
  return { ...content, manifest: { ...content.manifest, files: {} } };
}

/** Who made what: this Benchbook what it has just derived; a file that is as it was keeps its maker. */
function withBuildIds(
  digests: Readonly<Record<string, SealedFile>>,
  before: Manifest,
  derived: readonly string[],
  buildId: string | undefined,
): Record<string, SealedFile> {
  const withBuildId = ([name, file]: [string, SealedFile]): [string, SealedFile] => {
    const earlier = before.files[name];
    const kept = earlier?.sha256 === file.sha256 ? earlier.madeBy : undefined;
    const madeBy = derived.includes(name) ? buildId : kept;
    return [name, madeBy === undefined ? file : { ...file, madeBy }];
  };
  return Object.fromEntries(Object.entries(digests).map(withBuildId));
}

function sorted<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * Refuses before a run goes on what sealing it would refuse at the end: a sealed journal that was changed, or is gone, and has no
 * damage that opening it for writing fixes on record.
 */
export async function refuseUnsealable(directory: string): Promise<void> {
  const { manifest } = await readManifest(directory);
  await refuseChangedJournal(directory, manifest, ["repaired", "torn-tail", "joined-lines", "bad-line"]);
}

/** What was sealed must still be the beginning of the journal, unless a repair of it is recorded in the journal itself. */
async function refuseChangedJournal(
  directory: string,
  { files, runId }: Manifest,
  excuses: readonly RowProblem["kind"][] = ["repaired"],
): Promise<void> {
  const sealed = files[JOURNAL_FILE];
  if (sealed === undefined) return;
  const now = await fileDigest(join(directory, JOURNAL_FILE), sealed.bytes).catch(() => null);
  if (now?.sha256 === sealed.sha256 && now.bytes === sealed.bytes) return;
  const { problems } = await readJournal(directory, { run: runId });
  if (problems.some((problem) => excuses.includes(problem.kind))) return;
  throw new Error(
    `expected the journal that was sealed in ${directory}, got one that was changed since; see verifyRun`,
  );
}

/** Two processes that seal at once take turns: each reads the manifest, changes it and writes it. */
async function withManifestLock<T>(directory: string, files: FileLayer, task: () => Promise<T>): Promise<T> {
  const lock = await takeLock(directory, MANIFEST_LOCK, { waitMs: 5000, files });
  try {
    return await task();
  } finally {
    await lock.release();
  }
}
