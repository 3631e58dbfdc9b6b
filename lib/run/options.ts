import type { PricesInput } from "../metrics/cost/prices.js";
import type { Limits } from "../metrics/limits.js";
import type {
  CaseSetInput,
  CoolDown,
  Generation,
  History,
  Load,
  SealedPlan,
  Target,
  Timeouts,
} from "../types/index.js";
import type { RunProgress } from "./progress.js";

/** Options of {@link runBenchmark}. Everything but the targets and the cases has a default. */
export interface RunOptions {
  /** What the run is called; part of its folder's name. @default "run" */
  readonly name?: string;
  readonly targets: readonly Target[];
  /** What `loadCases`, `caseSet` or `syntheticCases` gives, or the same written by hand: what is left out is filled in. */
  readonly cases: CaseSetInput;
  /**
   * Throw-away requests to each target before anything is measured, as many at once as the load has in flight.
   * @default as many as the load has in flight (of an open loop without a limit: as come within its busiest second, 64 at most),
   * so that each connection is used once; no more than are measured
   */
  readonly warmups?: number;
  /** How often each case goes to each target. @default 1 */
  readonly repetitions?: number;
  /** How requests are offered. @default closedLoop({ concurrency: 1 }) */
  readonly load?: Load;
  /** `interleaved` compares arms under the same conditions; `sequential` takes target by target. @default "interleaved" */
  readonly order?: "interleaved" | "sequential";
  /** @default 128 tokens at temperature 0 and the engine's own values for the rest */
  readonly generation?: Partial<Generation>;
  /** @default connect 10 s, first byte 120 s, first token 120 s, stall 60 s, total 600 s */
  readonly timeouts?: Partial<Timeouts>;
  /** Share of failed trials above which the run ends early, with its report written. @default 0.1 */
  readonly errorBudget?: number;
  /**
   * What is stored of the text of prompts and answers: all, its SHA-256, or nothing. Without the full text nothing can be scored
   * later, and a resume has to be given the cases again. @default "full"
   */
  readonly storeText?: "full" | "hash" | "none";
  /**
   * How often the machine is sampled; false never. A server's process is found by the port of its address on this machine; where
   * that is another's (a proxy, a container), `serverPid` or `serverPort` name it. @default { intervalMs: 250 }
   */
  readonly telemetry?:
    | { readonly intervalMs: number; readonly serverPid?: number; readonly serverPort?: number }
    | false;
  /** `target` gives each target a fresh process, for honest memory figures, and so takes target by target. @default "run" */
  readonly isolation?: "run" | "target";
  /**
   * How many processes send and stamp, with one schedule, one clock and one journal; one more plans and writes. For servers
   * that answer faster than one process can receive. Simulated and module targets
   * are opened in each of them; an engine that runs in the process itself is refused. @default 1
   */
  readonly processes?: number;
  /**
   * Sends a request that was answered with 429 or 503 again, up to `attempts` times, after the time in `Retry-After` or a
   * growing one; every time counts from the intended start, and earlier sendings stay in the trial. @default none; a wait of
   * at most 60 s
   */
  readonly retry?: { readonly attempts: number; readonly maxWaitMs?: number } | null;
  /** Puts a number of its own before every prompt, so that no prompt cache knows it; stored with the trial. @default false */
  readonly promptNonce?: boolean;
  /**
   * How a case with several user turns is sent. `real`: turn by turn, the model's own answers as the history. `recorded`: turn by turn,
   * the answers in the case as the history. `last-turn`: one request with all turns, which asks the last question. @default "real"
   */
  readonly history?: History;
  /** How long a conversation waits after an answer before its next turn, in milliseconds. @default 0 */
  readonly thinkTimeMs?: number;
  /**
   * The service level of a good answer: upper limits in milliseconds that must all hold. With them the run's summary, report and
   * figures tell its goodput, by target: answers within them a second, and their share of all that was asked. @default none
   */
  readonly limits?: Limits | null;
  /**
   * What `sealPlan` gave before the run, or the path of its file: kept in the run, whose report says where it departed from it.
   * @default none
   */
  readonly plan?: SealedPlan | string;
  /**
   * A pause between the blocks of two targets, so that none begins on a machine that the one before it has heated: `{ seconds }`, or
   * `{ belowCelsius, atMostSeconds }` until the graphics cards and the processor are that cool. With targets that take turns it comes
   * before each turn. @default none
   */
  readonly coolDown?: CoolDown | null;
  /**
   * What targets cost, by their names, as in `{ "gpt": { inputPerMillion: 0.4, outputPerMillion: 1.6, asOf: "2026-11-30" } }`: kept in
   * the manifest, and shown in the report. @default none
   */
  readonly prices?: Readonly<Record<string, PricesInput>> | null;
  /** Of the order, the arrivals and the nonces. @default 1 */
  readonly seed?: number;
  /** The folder in which the run's own folder is made. @default outputs/ of the project */
  readonly directory?: string;
  /** Called at most ten times per second. In a notebook a line of progress is shown when this is left out; null shows none. */
  readonly onProgress?: ((progress: RunProgress) => void) | null;
  /** Stops the run, keeping what was measured. */
  readonly signal?: AbortSignal;
}
