import { isRecord } from "../../arguments/describe-value.js";
import { type FromTrials, type TrialSource, withTrials } from "../../arguments/with-trials.js";
import type { Run, Trial } from "../../types/index.js";
import type { Figure } from "../figure.js";
import { type FigureOptions, figureOptions } from "./options.js";

/**
 * Draws trials at once, or a run as soon as it is read: then with the figure options that its manifest gives, below those of
 * the caller.
 */
export function drawTrials<Source extends TrialSource, Options extends FigureOptions>(
  caller: string,
  source: Source,
  options: Options,
  draw: (trials: readonly Trial[], options: Options, run: Run | null) => Figure | Promise<Figure>,
): FromTrials<Source, Figure> {
  return withTrials(caller, source, (trials, run): Figure | Promise<Figure> =>
    draw(trials, run === null || !isRecord(options) ? options : { ...figureOptions(run.manifest), ...options }, run),
  );
}
