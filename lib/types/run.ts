import type { ClientRecord } from "./client.js";
import type { EngineInfo } from "./driver.js";
import type { RunVerdict } from "./finding.js";
import type { Load } from "./load.js";
import type { Sample } from "./sample.js";
import type { SealedPlan } from "./sealed-plan.js";
import type { Generation, Target, Timeouts } from "./target.js";
import type { Score, Trial } from "./trial.js";
import type { Case, CaseSet, History } from "./workload.js";

/** Facts about one measuring process of a run: its clock's anchors, its engines and how it ended. */
export interface Session {
  readonly session: number;
  readonly processId: number;
  /** Wall time, ISO 8601, read together with `startedAtMs`. The only wall times of a run are these anchors. */
  readonly startedAt: string;
  readonly startedAtMs: number;
  readonly endedAt: string | null;
  readonly endedAtMs: number | null;
  /** Why this process stopped measuring: `completed`, `stopped`, `parent gone`, `error budget`, `crashed: …`; null while it runs. */
  readonly ended: string | null;
  readonly engines: readonly (EngineInfo & { readonly target: string })[];
  /** What `systeminformation` and the runtime tell about the machine; null where they do not. */
  readonly machine: Readonly<Record<string, string | number | boolean | null>>;
  readonly packages: Readonly<Record<string, string>>;
  /** What the measuring process saw of itself. Missing while it measures, and in runs from before this was recorded. */
  readonly client?: ClientRecord | null;
  /** The processes that sent and stamped for it, on its clock; absent where it did that itself. */
  readonly senderProcessIds?: readonly number[];
}

/** Whether a run did all of its plan: `finished`, or `broken-off` with everything measured so far kept. */
export type RunState = "running" | "finished" | "broken-off";

/** A polite retry: a request that was answered with 429 or 503 is sent again after the time that the server asks for. */
export interface Retry {
  /** How often one request is sent again at most. */
  readonly attempts: number;
  /** The longest wait before one of them. A server that asks for more is not asked again. */
  readonly maxWaitMs: number;
}

/** A pause between the blocks of two targets: of a length, or until all thermometers show no more than a temperature. */
export type CoolDown = { readonly seconds: number } | { readonly belowCelsius: number; readonly atMostSeconds: number };

/** What a target costs, in one currency, as its provider's list said on a day. */
export interface Prices {
  /** For a million prompt tokens. */
  readonly inputPerMillion?: number;
  readonly outputPerMillion?: number;
  /** For a million prompt tokens that came from a cache; without it they cost as much as the others. */
  readonly cachedInputPerMillion?: number;
  /** For each hour in which the target was asked, as a rented machine costs. */
  readonly perHour?: number;
  /** Three letters of ISO 4217. */
  readonly currency: string;
  /** The day of the price list, as `2026-11-30`. */
  readonly asOf: string;
}

/** What ran, on what: everything needed to repeat and to judge a run. `manifest.json`. */
export interface Manifest {
  readonly schema: 1;
  readonly runId: string;
  readonly name: string;
  readonly createdAt: string;
  readonly state: RunState;
  /** Why it broke off; null when it did not. */
  readonly stateReason: string | null;
  readonly benchbookVersion: string;
  /** The project's commit where it is a git checkout. */
  readonly commit: string | null;
  readonly seed: number;
  readonly order: "interleaved" | "sequential";
  readonly isolation: "run" | "target";
  readonly load: Load;
  readonly warmups: number;
  readonly repetitions: number;
  readonly generation: Generation;
  readonly timeouts: Timeouts;
  readonly errorBudget: number;
  readonly storeText: "full" | "hash" | "none";
  readonly telemetry: {
    readonly intervalMs: number;
    readonly serverPid?: number;
    readonly serverPort?: number;
  } | null;
  /** How many processes send and stamp; absent in older runs, which had one. */
  readonly processes?: number;
  /** Whether and how a refused request is sent again; absent in older runs, which never did. */
  readonly retry?: Retry | null;
  /** Whether every prompt was made unique, so that no prompt cache knows it; absent in older runs, which did not. */
  readonly promptNonce?: boolean;
  /**
   * How cases with several user turns were sent; absent where there are none, and in older runs, which sent each as one request
   * (`last-turn`).
   */
  readonly history?: History;
  /** How long a conversation waited between an answer and its next turn; absent where it did not. */
  readonly thinkTimeMs?: number;
  /** The limits by which the run's goodput is counted, by metric; absent in older runs and null where none was asked for. */
  readonly limits?: Readonly<Record<string, number>> | null;
  /** What was written down before the run; absent where nothing was. */
  readonly sealedPlan?: SealedPlan;
  /** The pause between the blocks of two targets; absent where there was none. */
  readonly coolDown?: CoolDown;
  /** By name of target; absent where none were given. They decide nothing that is sent. */
  readonly prices?: Readonly<Record<string, Prices>>;
  readonly targets: readonly Target[];
  readonly caseSet: Omit<CaseSet, "cases">;
  /**
   * The cases that were sent, whole, so that a run folder can be read without the data folder. With `storeText` "hash" or
   * "none" their words are hidden as those of the answers are.
   */
  readonly cases: readonly Case[];
  readonly plannedTrials: number;
  /** The SHA-256 of each setting, target and case as the run was begun, by name: a resume refuses what was changed since. */
  readonly configHashes?: Readonly<Record<string, string>>;
  readonly sessions: readonly Session[];
  readonly warnings: readonly string[];
  /** Which form the sealed files were written in, from 1; missing in runs from before there were several. */
  readonly summarySchema?: number;
  /** Whether you can trust the numbers, as judged when the run was sealed. Missing in a run that is not sealed, or older. */
  readonly verdict?: RunVerdict;
  /** Every other file of the run folder as it was when the run was sealed: what `verifyRun` holds it to. */
  readonly files: Readonly<Record<string, SealedFile>>;
}

/** One file of a run folder as it was sealed. */
export interface SealedFile {
  readonly sha256: string;
  readonly bytes: number;
  /** Which Benchbook made it from the journal; missing for a file that was measured, drawn or made before this was kept. */
  readonly madeBy?: string;
}

/** A run folder, read. Works for finished and for broken-off runs; each call reads the files. */
export interface Run {
  readonly directory: string;
  readonly manifest: Manifest;
  trials(): Promise<readonly Trial[]>;
  samples(): Promise<readonly Sample[]>;
  scores(): Promise<readonly Score[]>;
}

/** Where the measuring process keeps what it measured. The only writer of a run's journal. */
export interface TrialLog {
  /**
   * Resolves when the trial is on the disk (group commit); rejects when the disk failed, and then nothing more is taken. An
   * `urgent` one does not wait for others to share its commit.
   */
  trial(trial: Trial, urgent?: boolean): Promise<void>;
  sample(sample: Sample): void;
  session(session: Session): Promise<void>;
  /** Something about the run that a reader must know; it becomes one of its warnings. */
  note(message: string): Promise<void>;
  close(): Promise<void>;
}
