import { max, mean, min } from "simple-statistics";
import { checkRows } from "../arguments/check-values.js";
import { type FromTrials, type TrialSource, withTrials } from "../arguments/with-trials.js";
import type { Sample, Trial } from "../types/index.js";
import { measuredStretches, type Stretch } from "./measured-time.js";
import { outputTokensOf } from "./output-tokens.js";
import { isMeasured } from "./sent.js";

/**
 * Memory of the measuring process (and of the graphics card) while one target was served; with `processes` above 1 the sum of that
 * process and of all that sent for it. Null is unknown.
 */
export interface MemorySummary {
  readonly kind: "memory";
  readonly target: string;
  /** Samples that were taken while the target was served. */
  readonly samples: number;
  /** The last reading before the first trial of the target's first session: models are loaded by then. */
  readonly baselineResidentBytes: number | null;
  readonly peakResidentBytes: number | null;
  readonly meanResidentBytes: number | null;
  readonly baselineVramMiB: number | null;
  readonly peakVramMiB: number | null;
  readonly meanVramMiB: number | null;
  /** Of the target's server and all that it started; null for engines inside the measuring process. */
  readonly baselineServerBytes: number | null;
  readonly peakServerBytes: number | null;
  readonly meanServerBytes: number | null;
  /**
   * Output tokens of successful trials / peak resident memory in megabytes (10^6 bytes): of the server where the target has one,
   * null where that was not seen; else of the measuring process.
   */
  readonly outputTokensPerMegabyte: number | null;
}

/**
 * Memory by target: the peak and the mean of the samples taken while the target's measured trials ran, and beside them the
 * baseline before any trial.
 *
 * Nothing is subtracted: a difference of peak and baseline is the reader's to make. Only samples of the same session count,
 * since sessions do not share a clock. Pass the run, or all of its trials and samples, so that a target is not charged with the turns of others;
 * targets that share a process share its memory all the same, and `isolation: "target"` separates them. One entry for
 * each target with measured trials, in the order of appearance. Pure.
 * @throws when the samples or the trials are of the wrong type.
 * @example
 * await bb.inspect.memory(run);
 */
export function memorySummary<Source extends TrialSource>(
  source: Source,
  samples?: readonly Sample[],
): FromTrials<Source, MemorySummary[]> {
  return withTrials("inspect.memory", source, (trials, run) =>
    run === null ? memoryOf(samples as readonly Sample[], trials) : run.samples().then((own) => memoryOf(own, trials)),
  );
}

function memoryOf(samples: readonly Sample[], trials: readonly Trial[]): MemorySummary[] {
  checkRows("inspect.memory", "samples", samples, "the list of samples that await run.samples() gives");
  const measured = trials.filter(isMeasured);
  const targets = [...new Set(measured.map((trial) => trial.target))];
  return targets.map((target) => {
    const stretches = measuredStretches(trials, (trial) => trial.target === target);
    const within = samples.filter((sample) => stretches.some((stretch) => covers(stretch, sample)));
    const baseline = baselineSample(samples, trials, stretches);
    const resident = known(within.map((sample) => sample.residentBytes));
    const vram = known(within.map((sample) => sample.vramUsedMiB));
    const serverBytes = (sample: Sample) =>
      sample.servers?.find((server) => server.target === target)?.residentBytes ?? null;
    const server = known(within.map(serverBytes));
    const peakResidentBytes = resident.length === 0 ? null : max(resident);
    const peakServerBytes = server.length === 0 ? null : max(server);
    const isServed = samples.some((sample) => sample.servers?.some((one) => one.target === target) === true);
    const tokens = outputTokensOf(measured.filter((trial) => trial.target === target));
    return {
      kind: "memory",
      target,
      samples: within.length,
      baselineResidentBytes: baseline?.residentBytes ?? null,
      peakResidentBytes,
      meanResidentBytes: resident.length === 0 ? null : mean(resident),
      baselineVramMiB: baseline?.vramUsedMiB ?? null,
      peakVramMiB: vram.length === 0 ? null : max(vram),
      meanVramMiB: vram.length === 0 ? null : mean(vram),
      baselineServerBytes: baseline === undefined ? null : serverBytes(baseline),
      peakServerBytes,
      meanServerBytes: server.length === 0 ? null : mean(server),
      outputTokensPerMegabyte: perMegabyte(tokens, isServed ? peakServerBytes : peakResidentBytes),
    };
  });
}

function perMegabyte(tokens: number | null, bytes: number | null): number | null {
  return tokens === null || bytes === null || bytes <= 0 ? null : tokens / (bytes / 1_000_000);
}

function covers(stretch: Stretch, sample: Sample): boolean {
  return sample.session === stretch.session && sample.atMs >= stretch.fromMs && sample.atMs <= stretch.toMs;
}

/** Warm-ups are load as well, so the baseline comes before them. */
function baselineSample(
  samples: readonly Sample[],
  trials: readonly Trial[],
  stretches: readonly Stretch[],
): Sample | undefined {
  const session = stretches[0]?.session;
  if (session === undefined) return undefined;
  const firstDispatchMs = min(trials.filter((trial) => trial.session === session).map((trial) => trial.dispatchedAtMs));
  return samples
    .filter((sample) => sample.session === session && sample.atMs < firstDispatchMs)
    .reduce<Sample | undefined>((latest, sample) => (latest && latest.atMs > sample.atMs ? latest : sample), undefined);
}

function known(values: readonly (number | null)[]): number[] {
  return values.filter((value): value is number => value !== null);
}
