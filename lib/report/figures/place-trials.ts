import type { Trial } from "../../types/index.js";

/** A trial with its row in the picture and what to add to its instants so that the first one of all is at 0. */
export interface PlacedTrial {
  readonly trial: Trial;
  readonly row: number;
  readonly shiftMs: number;
}

const PAUSE_MS = 1000;

/** What to add to the instants of each session: sessions share no clock, so they are laid one after the other. */
function sessionShifts(trials: readonly Trial[]): ReadonlyMap<number, number> {
  const spans = new Map<number, { from: number; to: number }>();
  for (const trial of trials) {
    const span = spans.get(trial.session);
    const from = Math.min(span?.from ?? trial.intendedAtMs, trial.intendedAtMs);
    spans.set(trial.session, { from, to: Math.max(span?.to ?? trial.endAtMs, trial.endAtMs) });
  }
  const shifts = new Map<number, number>();
  let start = 0;
  for (const [session, { from, to }] of [...spans].sort(([a], [b]) => a - b)) {
    shifts.set(session, start - from);
    start += to - from + PAUSE_MS;
  }
  return shifts;
}

/** Gives each trial of a target the first row that is free, so that bars in one row never overlap. */
function placeGroup(trials: readonly Trial[], firstRow: number, shifts: ReadonlyMap<number, number>): PlacedTrial[] {
  const freeFrom: number[] = [];
  const shift = (trial: Trial) => shifts.get(trial.session) ?? 0;
  const sorted = [...trials].sort((a, b) => a.intendedAtMs + shift(a) - b.intendedAtMs - shift(b));
  return sorted.map((trial) => {
    const shiftMs = shift(trial);
    const free = freeFrom.findIndex((at) => at <= trial.intendedAtMs + shiftMs);
    const row = free === -1 ? freeFrom.length : free;
    freeFrom[row] = trial.endAtMs + shiftMs;
    return { trial, row: firstRow + row, shiftMs };
  });
}

/** Lays trials out in rows, the targets one below the other, each with as many rows as it had trials at once. */
export function placeTrials(groups: ReadonlyMap<string, readonly Trial[]>): {
  readonly placed: readonly PlacedTrial[];
  readonly rows: number;
  readonly sessions: number;
} {
  const shifts = sessionShifts([...groups.values()].flat());
  const placed: PlacedTrial[] = [];
  let rows = 0;
  for (const trials of groups.values()) {
    const group = placeGroup(trials, rows, shifts);
    placed.push(...group);
    rows = group.reduce((most, one) => Math.max(most, one.row + 1), rows);
  }
  return { placed, rows, sessions: shifts.size };
}
