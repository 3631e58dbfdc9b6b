import type { TokenSource } from "../types/index.js";
import type { Catalogue, SummarizedMetric } from "./catalogue.js";
import type { Distribution } from "./distribution.js";

/** A distribution for each metric that summaries list. */
type Distributions = { readonly [Name in keyof Pick<Catalogue, SummarizedMetric>]: Distribution };

/** What the measured trials of one group come to. Null is unknown. Warm-up trials are in none of it. */
export interface Summary extends Distributions {
  readonly kind: "summary";
  /** The target's name, or what `by` made of the trial. */
  readonly group: string;
  readonly trials: number;
  readonly answered: number;
  readonly failed: number;
  readonly aborted: number;
  /** Turns of conversations that ended before them: no trials, and in no other number. */
  readonly notSent: number;
  /** Failed trials as a share of all measured ones. */
  readonly errorRate: number | null;
  /** How long the run was busy with this group: last end minus first dispatch, without the turns of other groups. */
  readonly durationSeconds: number | null;
  /** Successful trials per minute of that time. */
  readonly requestsPerMinute: number | null;
  /** Throughput: output tokens of successful trials per second of that time. */
  readonly outputTokensPerSecond: number | null;
  /** Null when nothing was counted or the sources are mixed, and then every token metric is null as well. */
  readonly tokenSource: TokenSource | null;
  /** What a reader has to know beside the numbers, in sentences. */
  readonly notes: readonly string[];
}
