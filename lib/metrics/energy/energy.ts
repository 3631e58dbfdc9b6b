import * as v from "valibot";
import { checkRows } from "../../arguments/check-values.js";
import { checkedLater, texts } from "../../arguments/fields.js";
import { checkedOptions, type FieldsOf, settings } from "../../arguments/options.js";
import { type FromTrials, type TrialSource, withTrials } from "../../arguments/with-trials.js";
import type { Manifest, Sample, Trial } from "../../types/index.js";
import { durationSeconds, type Stretch, stretchesByGroup } from "../measured-time.js";
import { outputTokensOf } from "../output-tokens.js";
import { meterReason, placeReason } from "./reasons.js";
import { energySources, intervalOf, joulesIn } from "./sources.js";

/** What one target's measured trials took. Null is unknown, and `reason` says why. */
export interface EnergySummary {
  readonly kind: "energy";
  readonly target: string;
  /** How long it was measured, the turns of other targets left out. */
  readonly measuredSeconds: number | null;
  /** Of all graphics cards of the machine, from their power; null where none tells. */
  readonly graphicsJoules: number | null;
  /** Of all processor packages, by their own meters (RAPL); null where none tells. */
  readonly processorJoules: number | null;
  /** Of all that tells: `sources`. */
  readonly joules: number | null;
  /** What `joules` counts: graphics, processor or both. */
  readonly sources: string | null;
  readonly meanWatts: number | null;
  /** `joules` / output tokens of the answered trials. */
  readonly joulesPerOutputToken: number | null;
  /** `joules` / answered trials. */
  readonly joulesPerAnswer: number | null;
  readonly reason: string | null;
}

/** Options of {@link energySummary}. */
export interface EnergyOptions {
  /** What `await run.samples()` gives. Needed beside trials; a run has its own. */
  readonly samples?: readonly Sample[];
  /** Targets that compute on this machine although their address does not say so: a tunnel, a container, this machine's own name. */
  readonly onThisMachine?: readonly string[];
}

const energyOptions = settings({
  samples: v.optional(checkedLater<readonly Sample[]>()),
  onThisMachine: v.optional(texts, []),
} satisfies FieldsOf<EnergyOptions>);

/** What an account of energy is made from. */
export interface EnergyEvidence {
  readonly trials: readonly Trial[];
  readonly samples: readonly Sample[];
  /** Without it nothing is known of where targets compute. */
  readonly manifest?: Pick<Manifest, "targets" | "telemetry" | "sessions">;
  readonly onThisMachine?: readonly string[];
}

/**
 * Energy by target: joules of the time in which its measured trials ran, by answer and by output token.
 *
 * The power of all graphics cards of this machine (as nvidia-smi tells it) is integrated by the trapezoidal rule; processor packages count by
 * themselves (RAPL). Nothing is subtracted: what the machine takes when idle, and all other work on it, is part of the number. Only the turns
 * of the target count, so targets are distinguished where each was measured alone for several samples: `order: "sequential"` or long
 * blocks. Null, with a reason, where samples do not cover a turn, and for a server on another machine. One entry for each target with
 * measured trials, in the order of appearance. Pure for trials; of a run it reads the files.
 * @throws when the samples or the trials are of the wrong type.
 * @example
 * (await bb.inspect.energy(run)).map(({ target, joulesPerOutputToken, reason }) => [target, joulesPerOutputToken, reason]);
 */
export function energySummary<Source extends TrialSource>(
  source: Source,
  options: EnergyOptions = {},
): FromTrials<Source, EnergySummary[]> {
  const { samples, onThisMachine } = checkedOptions("inspect.energy", energyOptions, options);
  return withTrials("inspect.energy", source, (trials, run) => {
    if (run === null) return energyOf({ trials, samples: checkedSamples(samples), onThisMachine });
    const own = samples === undefined ? run.samples() : Promise.resolve(checkedSamples(samples));
    return own.then((found) => energyOf({ trials, samples: found, manifest: run.manifest, onThisMachine }));
  });
}

function checkedSamples(samples: readonly Sample[] | undefined): readonly Sample[] {
  checkRows(
    "inspect.energy",
    "samples",
    samples as readonly Sample[],
    "the list of samples that await run.samples() gives",
  );
  return samples as readonly Sample[];
}

/** The account of energy of each target with measured trials. */
export function energyOf(evidence: EnergyEvidence): EnergySummary[] {
  const { trials, samples, manifest } = evidence;
  const turns = stretchesByGroup(trials, ({ target }) => target);
  const intervalMs = manifest?.telemetry?.intervalMs ?? intervalOf(samples);
  return [...turns].map(([target, windows]) => {
    const own = trials.filter((trial) => trial.phase === "measured" && trial.target === target);
    const others = [...turns].flatMap(([name, stretches]) => (name === target ? [] : stretches));
    const reason =
      placeReason(target, evidence) ??
      meterReason(samples, manifest) ??
      (windows.some((window) => others.some((other) => overlaps(window, other)))
        ? "other targets were measured at the same time"
        : null);
    const counted = reason === null && intervalMs !== null ? count(samples, windows, intervalMs) : unknown(reason);
    return accountOf(target, own, windows, counted);
  });
}

const overlaps = (one: Stretch, other: Stretch): boolean =>
  one.session === other.session && one.fromMs < other.toMs && other.fromMs < one.toMs;

type Counted = Pick<EnergySummary, "graphicsJoules" | "processorJoules" | "joules" | "sources" | "reason">;

const unknown = (reason: string | null): Counted => ({
  graphicsJoules: null,
  processorJoules: null,
  joules: null,
  sources: null,
  reason: reason ?? "there are fewer than two samples",
});

/** Each source by itself, and all together where each of them covers every window: half of the machine is no total. */
function count(samples: readonly Sample[], windows: readonly Stretch[], intervalMs: number): Counted {
  const told = energySources(samples).map((source) => ({
    name: source.name,
    found: joulesIn(source, windows, intervalMs),
  }));
  const of = (name: string) => {
    const found = told.find((one) => one.name === name)?.found;
    return typeof found === "number" ? found : null;
  };
  const [graphicsJoules, processorJoules] = [of("graphics"), of("processor")];
  const reasons = told.flatMap(({ name, found }) => (typeof found === "number" ? [] : [`${name}: ${found.reason}`]));
  if (reasons.length > 0)
    return {
      ...unknown(`${reasons.join("; ")}. Measure longer turns, as with order: "sequential"`),
      graphicsJoules,
      processorJoules,
    };
  const sources = told.map(({ name }) => name).join(" and ");
  return {
    graphicsJoules,
    processorJoules,
    joules: (graphicsJoules ?? 0) + (processorJoules ?? 0),
    sources,
    reason: null,
  };
}

function accountOf(
  target: string,
  trials: readonly Trial[],
  windows: readonly Stretch[],
  counted: Counted,
): EnergySummary {
  const { joules, reason } = counted;
  const measuredSeconds = durationSeconds(windows);
  const answered = trials.filter(({ outcome }) => outcome.kind === "answered").length;
  const tokens = outputTokensOf(trials);
  const per = (count: number | null) => (joules === null || count === null || count <= 0 ? null : joules / count);
  const uncounted =
    joules !== null && per(tokens) === null ? "no single source of token counts, so none by token" : null;
  return {
    kind: "energy",
    target,
    measuredSeconds,
    ...counted,
    meanWatts: per(measuredSeconds),
    joulesPerOutputToken: per(tokens),
    joulesPerAnswer: per(answered),
    reason: reason ?? uncounted,
  };
}
