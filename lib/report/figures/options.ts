import * as v from "valibot";
import { checkManifest, isMadeLoad, madeLoadText } from "../../arguments/check-runs.js";
import { isRecord } from "../../arguments/describe-value.js";
import { checkedLater, text, texts, wholeNumber } from "../../arguments/fields.js";
import { settings } from "../../arguments/options.js";
import { notFinished } from "../../findings/run-end.js";
import { verdictSentence } from "../../findings/verdict-sentence.js";
import type { Limits } from "../../metrics/limits.js";
import { isMeasured } from "../../metrics/sent.js";
import { capital } from "../../text/label-text.js";
import { firstSentences } from "../../text/list-text.js";
import type { Load, Manifest, Trial } from "../../types/index.js";
import { type Colors, inColorOrder, targetColors } from "../theme.js";
import { sendingTexts } from "./load-words.js";

/** A warning for each of many targets would leave no space for the picture. */
const MOST_WARNINGS = 4;

/** What a figure can use beyond its rows; all of it comes from `figureOptions(manifest)` where there is a run. */
export interface FigureOptions {
  /** Colors of all the targets of a run, so that a figure of some of them keeps their colors. */
  readonly colors?: Colors;
  /** How requests were offered; for the caption. */
  readonly load?: Load;
  /** How they were sent beyond that: by several processes, with retries, with nonces; for the caption. */
  readonly sending?: readonly string[];
  /** How many processes sent: memory is then the sum of theirs and of the one that writes. @default 1, which does both */
  readonly processes?: number;
  /** The service level of a good answer: where it is given, throughput is shown with the goodput by it. */
  readonly limits?: Limits;
  /** How many runs the rows come from, when it is more than one. */
  readonly runs?: number;
  /** Sentences for the end of the caption: warnings, verdicts on validity. */
  readonly notes?: readonly string[];
  /** Width in CSS pixels, from 400; 700 when not given. */
  readonly width?: number;
  /** Another title in place of the one that is written from the numbers. */
  readonly title?: string;
}

/**
 * What every figure of a run needs: its load and how it was sent, its limits, its verdict and warnings, and one color for each of its targets.
 *
 * @example
 * bb.figures.throughput(trials, { ...bb.figures.figureOptions(run.manifest), width: 860 });
 */
export function figureOptions(
  manifest: Pick<Manifest, "load" | "warnings" | "targets" | "state" | "stateReason" | "verdict"> &
    Pick<Manifest, "processes" | "retry" | "promptNonce" | "limits">,
): FigureOptions {
  checkManifest("figureOptions", manifest, ["load", "warnings", "targets", "state"]);
  const broken = notFinished(manifest).map(({ text }) => `${capital(text)}.`);
  return {
    colors: targetColors(manifest.targets.map((target) => target.name)),
    load: manifest.load,
    sending: sendingTexts(manifest),
    ...((manifest.processes ?? 1) > 1 ? { processes: manifest.processes } : {}),
    ...(manifest.limits ? { limits: manifest.limits } : {}),
    notes: [
      ...(manifest.verdict ? [verdictSentence(manifest.verdict)] : []),
      ...broken,
      ...firstSentences(manifest.warnings, MOST_WARNINGS, "in the run's manifest.json"),
    ],
  };
}

/**
 * Measured trials by target, in the order of the run's colors where they are given, else of first appearance. Warm-ups are
 * left out here, for every figure.
 */
export function measuredByTarget(trials: readonly Trial[], colors?: Colors): ReadonlyMap<string, readonly Trial[]> {
  const groups = new Map<string, Trial[]>();
  for (const trial of trials) {
    if (!isMeasured(trial)) continue;
    const group = groups.get(trial.target);
    if (group === undefined) groups.set(trial.target, [trial]);
    else group.push(trial);
  }
  return new Map(inColorOrder([...groups.keys()], colors).map((name) => [name, groups.get(name) ?? []]));
}

const isColors = (value: unknown) => isRecord(value) && typeof value.get === "function";
const pixels = "a number of CSS pixels, such as 700";

/** The settings of {@link FigureOptions}. */
export const figureFields = {
  colors: v.optional(v.custom<Colors>(isColors, "as figureOptions(run.manifest) gives them")),
  load: v.optional(v.custom<Load>((value) => isMadeLoad(value), madeLoadText())),
  sending: v.optional(texts),
  processes: v.optional(wholeNumber(1)),
  limits: v.optional(checkedLater<Limits>()),
  runs: v.optional(wholeNumber(1)),
  notes: v.optional(texts),
  width: v.optional(v.pipe(v.number(pixels), v.finite(pixels), v.gtValue(0, pixels))),
  title: v.optional(text),
};

/** The settings of a figure that has no others. */
export const figureSettings = settings(figureFields);
