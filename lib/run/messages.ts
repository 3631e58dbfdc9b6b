import type {
  Case,
  CoolDown,
  EngineInfo,
  Generation,
  History,
  Load,
  PlanEntry,
  RequestNeed,
  Retry,
  Target,
  Timeouts,
} from "../types/index.js";
import type { Machine } from "./machine.js";
import type { Begun } from "./measuring/conversations.js";
import type { RoundsLeft } from "./measuring/rounds.js";
import type { RunProgress } from "./progress.js";
import type { WatchedServer } from "./telemetry/watch-server.js";

/** What one measuring process has to measure: one session of one run. Plain data, since it crosses to it. */
export interface Job {
  readonly directory: string;
  readonly runId: string;
  readonly session: number;
  readonly entries: readonly PlanEntry[];
  readonly plannedTrials: number;
  readonly alreadyStored: number;
  readonly load: Load;
  /** How many measured entries the whole plan has. */
  readonly measuredEntries: number;
  /** By block; only where a load that is stopped by time was broken off. */
  readonly roundsLeft: readonly (readonly [number, RoundsLeft])[];
  readonly seed: number;
  readonly retry: Retry | null;
  readonly promptNonce: boolean;
  readonly history: History;
  readonly thinkTimeMs: number;
  /** What earlier sessions left of conversations, by the plan index of the first turn. */
  readonly begun: readonly (readonly [number, Begun])[];
  readonly cases: readonly Case[];
  readonly generation: Generation;
  readonly timeouts: Timeouts;
  readonly errorBudget: number;
  readonly storeText: "full" | "hash" | "none";
  readonly sampleEveryMs: number | null;
  readonly servers: readonly WatchedServer[];
  /** The pause between the blocks of two targets; null for none. */
  readonly coolDown: CoolDown | null;
  /** The target that an earlier process of this run has just measured; null where there is none. */
  readonly measuredBefore: string | null;
  /** What the kernel found out about this machine while the engines were opened. */
  readonly machine: Machine;
}

/** From the kernel to the measuring process. */
export type Order =
  | {
      readonly kind: "open";
      readonly targets: readonly Target[];
      readonly maxInFlight: number;
      readonly processes: number;
      /** What the cases ask beyond a prompt, which a target may not be able to send. */
      readonly needs: readonly RequestNeed[];
    }
  | { readonly kind: "measure"; readonly job: Job }
  | { readonly kind: "stop"; readonly reason: string };

/** From the measuring process to the kernel. */
export type Report =
  | { readonly kind: "opened"; readonly engines: readonly (EngineInfo & { readonly target: string })[] }
  | { readonly kind: "not-opened"; readonly target: string | null; readonly message: string }
  | { readonly kind: "progress"; readonly progress: RunProgress }
  | { readonly kind: "measured"; readonly ended: string; readonly progress: RunProgress }
  | { readonly kind: "not-measured"; readonly message: string };

/** Why a session ended when it did all it was asked. */
export const completed = "completed";
