import type { Trial } from "../types/index.js";
import { wasSent } from "./sent.js";

/** A stretch of time on the clock of one measuring process. */
export interface Stretch {
  readonly session: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * The stretches of time in which a run served each group of its measured trials, in order and without overlap.
 *
 * The duration of a run of one target is its last end minus its first dispatch. When several targets take turns, that span
 * would charge each of them with the time of the others. So a stretch goes on as long as only trials of the group are
 * dispatched, and ends (with the last end of its trials) when a trial of another group is. Idle time inside a stretch
 * counts, as in a run of one target; time between a stretch and the next group's counts for neither. Sessions are apart,
 * since they do not share a clock. Where the trials of two groups are in flight together (groups by case under
 * concurrency), each is charged with its own flights once.
 *
 * `trials` is the whole run, so that the turns of other groups are seen; warm-ups mark turns but are not measured.
 */
export function stretchesByGroup(trials: readonly Trial[], groupOf: (trial: Trial) => string): Map<string, Stretch[]> {
  const inOrder = trials.filter(wasSent).sort((a, b) => a.session - b.session || sentAtMs(a) - sentAtMs(b));
  const stretches = new Map<string, Stretch[]>();
  const open = new Set<string>();
  let turn: string | null = null;
  for (const trial of inOrder) {
    const group = groupOf(trial);
    if (group !== turn) {
      open.clear();
      turn = group;
    }
    if (trial.phase !== "measured") continue;
    const own = stretches.get(group) ?? [];
    stretches.set(group, own);
    extend(own, trial, open.has(group));
    open.add(group);
  }
  return stretches;
}

/** When it was sent for the first time: waiting to send it again is time of its turn. */
function sentAtMs({ attempts, dispatchedAtMs }: Trial): number {
  return attempts?.[0]?.dispatchedAtMs ?? dispatchedAtMs;
}

/** Continues the last stretch while it is the group's turn or the trials overlap; otherwise begins another. */
function extend(stretches: Stretch[], trial: Trial, sameTurn: boolean): void {
  const last = stretches.at(-1);
  const goesOn = last !== undefined && last.session === trial.session && (sameTurn || sentAtMs(trial) <= last.toMs);
  if (goesOn) stretches[stretches.length - 1] = { ...last, toMs: Math.max(last.toMs, trial.endAtMs) };
  else stretches.push({ session: trial.session, fromMs: sentAtMs(trial), toMs: trial.endAtMs });
}

/** The stretches of one group only, such as of one target. */
export function measuredStretches(trials: readonly Trial[], isOfGroup: (trial: Trial) => boolean): Stretch[] {
  return stretchesByGroup(trials, (trial) => (isOfGroup(trial) ? "group" : "others")).get("group") ?? [];
}

/** Seconds in all stretches together; null without stretches, or when no time passed. */
export function durationSeconds(stretches: readonly Stretch[]): number | null {
  const totalMs = stretches.reduce((sum, stretch) => sum + (stretch.toMs - stretch.fromMs), 0);
  return totalMs > 0 ? totalMs / 1000 : null;
}
