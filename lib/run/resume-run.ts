import * as v from "valibot";
import { checkPath } from "../arguments/check-values.js";
import { checkedLater } from "../arguments/fields.js";
import { checkedOptions, settings } from "../arguments/options.js";
import { isFinal } from "../metrics/sent.js";
import { rewriteReports } from "../report/write-report.js";
import { openRun } from "../store/run-folder/open-run.js";
import { isSealed } from "../store/run-folder/open-run-folder.js";
import { sealMeasuredRun } from "../store/run-folder/seal-measured-run.js";
import { refuseUnsealable } from "../store/run-folder/seal-run.js";
import { storedTarget } from "../targets/secrets/stored-target.js";
import type { CaseSetInput, Manifest, Run, Target, Trial } from "../types/index.js";
import { wholeCases } from "../workload/case-file/case-set.js";
import { lacksImages } from "../workload/case-file/stored-cases.js";
import { planOf } from "../workload/plan-run.js";
import { begunConversations } from "./begun-conversations.js";
import { changedSince, configHashesOf } from "./config-hashes.js";
import { executeRun } from "./execute-run.js";
import { blockSeconds, measuredCount, roundsLeft } from "./measuring/rounds.js";
import { missingEntries, unfinishedBlocks } from "./missing-entries.js";
import type { RunOptions } from "./options.js";
import { withProgress } from "./run-benchmark.js";
import { runFields } from "./settings.js";

/** Options of {@link resumeRun}. */
export interface ResumeOptions extends Pick<RunOptions, "onProgress" | "signal"> {
  /**
   * The targets as they are today; refused when they differ from the run's own. Needed where the manifest does not hold all of
   * them (`notStored`).
   */
  readonly targets?: readonly Target[];
  /** The cases as they are today; refused when they differ from the run's own. Needed where the run did not keep their text. */
  readonly cases?: CaseSetInput;
}

const resumeOptions = settings({
  targets: v.optional(checkedLater<readonly Target[]>()),
  cases: v.optional(checkedLater<CaseSetInput>()),
  onProgress: runFields.onProgress,
  signal: runFields.signal,
});

/**
 * Sends what a broken-off run has not measured yet, and nothing else but the warm-ups that a new process needs. The same
 * folder, the same plan; a run that is already complete is returned as it is.
 * A conversation goes on at its first missing turn, after the answers that the run has stored; where it did not keep them, the rest of
 * it is kept as not sent.
 * All else stays as the manifest has it: load, retry, nonces, how many processes send. Of a load that is stopped by time each
 * block goes on for the time that it had left. In an open loop what is missing of a block begins at once, at its own gaps.
 * @throws when the folder is no run, its sealed journal was changed, an option would change it, or a setting, target or case is not
 * what it was, by name.
 * @example
 * const whole = await bb.resumeRun("outputs/first-20261122-181943-771837cb");
 */
export async function resumeRun(directory: string, options: ResumeOptions = {}): Promise<Run> {
  checkPath("resumeRun", "directory", directory);
  checkedOptions("resumeRun", resumeOptions, options);
  const run = await openRun(directory);
  const manifest = {
    ...run.manifest,
    cases: options.cases ? wholeCases("resumeRun", options.cases).cases : run.manifest.cases,
  };
  const whole = manifest.storeText === "full" || options.cases !== undefined;
  if (options.targets) sameTargets(manifest.targets, options.targets, storedTarget);
  if (whole) refuseChanged(run, manifest);
  const plan = planOf(manifest);
  if (plan.entries.length !== manifest.plannedTrials)
    throw new Error(
      `the plan of ${directory} had ${manifest.plannedTrials} trials, recomputed it has ${plan.entries.length}: ` +
        `this version of Benchbook plans otherwise than ${manifest.benchbookVersion} did`,
    );
  const trials = await run.trials();
  const seconds = blockSeconds(manifest);
  const left = seconds === null ? null : roundsLeft(plan, seconds, trials, manifest.sessions);
  const entries = left ? unfinishedBlocks(plan, left) : missingEntries(plan, trials);
  if (!entries.some((entry) => entry.phase === "measured")) return completeRun(run);
  if (!whole)
    throw new Error(
      `the run in ${directory} did not keep its prompts (storeText "${manifest.storeText}"): ` +
        "give them again, as in resumeRun(directory, { cases: await loadCases(path) })",
    );
  if (lacksImages(manifest.cases))
    throw new Error(
      `the run in ${directory} keeps of its images only the SHA-256: ` +
        "give the cases again, as in resumeRun(directory, { cases: await loadCases(path) })",
    );
  if (!options.targets) refuseIncomplete(run);
  await refuseUnsealable(directory);
  return withProgress(options, manifest.name, (onProgress, signal) =>
    executeRun({
      manifest: { ...manifest, targets: wholeTargets(manifest.targets, options.targets) },
      entries,
      measuredEntries: measuredCount(plan),
      roundsLeft: left ?? new Map(),
      begun: begunConversations(manifest, trials),
      firstSession: Math.max(0, ...manifest.sessions.map((session) => session.session)) + 1,
      alreadyStored: left ? answeredFor(trials) : manifest.plannedTrials - entries.length,
      begin: async () => directory,
      onProgress,
      signal,
    }),
  );
}

/** A manifest or a case set that was edited since the run began asks for another run, whose numbers must not mix with these. */
function refuseChanged({ directory, manifest: stored }: Run, manifest: Manifest): void {
  const asked = stored.configHashes ?? (stored.storeText === "full" ? configHashesOf(stored) : null);
  const changed = asked === null ? [] : changedSince(asked, manifest);
  if (changed.length === 0) return;
  const named = changed.slice(0, 10).join(", ");
  const more = changed.length > 10 ? ` and ${changed.length - 10} more` : "";
  throw new Error(
    `what the run in ${directory} was asked has changed since it began: ${named}${more}; ` +
      "put it back as it was, or start a new run",
  );
}

/** A run of which everything is measured. When its last process died after the last trial, it is finished now. */
async function completeRun(run: Run): Promise<Run> {
  const { state } = run.manifest;
  if (state === "running" || (state === "finished" && (await isSealed(run.directory)))) return run;
  await sealMeasuredRun(run.directory, { state: "finished", stateReason: null });
  await rewriteReports(run.directory);
  return openRun(run.directory);
}

/** Measured trials that stay as they are. */
const answeredFor = (trials: readonly Trial[]): number =>
  trials.filter((trial) => trial.phase === "measured" && isFinal(trial)).length;

/** The run's targets, with the values that the manifest does not hold where they are given again. */
const wholeTargets = (stored: readonly Target[], given: readonly Target[] = []): readonly Target[] =>
  stored.map((target) => given.find(({ name }) => name === target.name) ?? target);

/** What a manifest does not hold cannot be sent. */
function refuseIncomplete({ directory, manifest }: Run): void {
  const missing = manifest.targets.flatMap((target) =>
    Object.keys(notStoredOf(target)).map((path) => `${path} of target "${target.name}"`),
  );
  if (missing.length === 0) return;
  throw new Error(
    `the run in ${directory} did not keep ${missing.join(", ")}, which may be secret: ` +
      "give the targets again, as in resumeRun(directory, { targets })",
  );
}

function notStoredOf({ notStored, inner }: Target): Readonly<Record<string, string>> {
  const within = typeof inner === "object" && inner !== null ? notStoredOf(inner as Target) : {};
  return { ...within, ...notStored };
}

function sameTargets(before: readonly Target[], now: readonly Target[], storedOf: (target: Target) => Target): void {
  for (const target of before.map(storedOf)) {
    const given = now.find((candidate) => candidate.name === target.name);
    if (!given) throw new Error(`the run has a target "${target.name}", which is not among the targets given`);
    const same = storedOf(given);
    refuseOtherValues(target, same);
    for (const key of new Set([...Object.keys(target), ...Object.keys(same)]))
      if (JSON.stringify(target[key]) !== JSON.stringify(same[key]))
        throw new Error(
          `target "${target.name}" was measured with ${key} ${JSON.stringify(target[key])}, ` +
            `now it has ${JSON.stringify(same[key])}: start a new run for it`,
        );
  }
  const extra = now.find((target) => !before.some((known) => known.name === target.name));
  if (extra) throw new Error(`target "${extra.name}" is not part of the run: start a new run for it`);
}

/** Only the names of values that are not stored may be shown. */
function refuseOtherValues(before: Target, now: Target): void {
  const [was, is] = [notStoredOf(before), notStoredOf(now)];
  const other = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter((path) => was[path] !== is[path]);
  if (other.length > 0)
    throw new Error(`target "${before.name}" was measured with another ${other.join(", ")}: start a new run for it`);
}
