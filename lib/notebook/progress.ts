import { checkFunction, checkText } from "../arguments/check-values.js";
import type { Phase } from "../types/index.js";
import { type Place, place } from "./kernel.js";
import { latencyStrip } from "./latency-strip.js";

/** Where a task has got to. */
export interface ProgressState {
  readonly completed: number;
  readonly total: number;
  readonly failed: number;
  readonly aborted: number;
  readonly elapsedMs: number;
  readonly ratePerSecond: number | null;
  readonly remainingMs: number | null;
  /** What was done since the last state; the last of it is shown. */
  readonly recent: readonly {
    readonly target: string;
    readonly latencyMs: number | null;
    readonly failure: string | null;
    readonly phase?: Phase;
  }[];
}

/** A line of progress that changes in place, and below it the latency of each finished trial. */
export interface ProgressLine {
  /** Draws a state, at most ten times per second. */
  show(state: ProgressState): void;
  /** Draws the last state whatever the time, with how it ended. */
  end(state: ProgressState | null, ended: string): void;
}

const leastBetweenMs = 100;

/**
 * A {@link ProgressLine} in the current cell: bar, share, rate, time left, the last latency and what failed; below it a strip with
 * a bar for each finished trial. One output that is replaced in place; as text where no HTML is shown.
 *
 * @example
 * showProgress("sending").end(null, "done");
 */
export function showProgress(label: string, now: () => number = () => performance.now()): ProgressLine {
  checkText("showProgress", "label", label);
  checkFunction("showProgress", "now", now);
  let where: Place | null = null;
  let drawnAtMs = -Infinity;
  const strip = latencyStrip();
  /** `line` stands above the strip, `text` where there is no HTML. */
  const draw = (line: string, text: string) => {
    where ??= place();
    drawnAtMs = now();
    const html = `<pre style="margin: 0; white-space: pre-wrap">${escapedText(line)}</pre>${strip.html()}`;
    where.show({ "text/html": html, "text/plain": [text, strip.text()].filter((part) => part !== "").join("\n") });
  };
  const seen = new WeakSet<object>();
  const note = ({ recent }: ProgressState) => {
    strip.add(recent.filter((trial) => !seen.has(trial)));
    for (const trial of recent) seen.add(trial);
  };
  return {
    show(state) {
      note(state);
      if (now() - drawnAtMs >= leastBetweenMs)
        draw(progressText(label, withoutAnswer(state)), progressText(label, state));
    },
    end(state, ended) {
      if (state !== null) note(state);
      if (state === null) return draw(`${label}: ${ended}`, `${label}: ${ended}`);
      draw(`${progressText(label, withoutAnswer(state))} · ${ended}`, `${progressText(label, state)} · ${ended}`);
    },
  };
}

/** Above the strip, which shows each answer's latency: only a failure is also described in words, and the line stays one line. */
function withoutAnswer(state: ProgressState): ProgressState {
  return { ...state, recent: state.recent.slice(-1).filter(({ latencyMs }) => latencyMs === null) };
}

const escapedText = (text: string) => text.replace(/[&<>]/g, (one) => `&#${one.codePointAt(0)};`);

/** One line of progress as text. */
export function progressText(label: string, state: ProgressState): string {
  const share = state.total > 0 ? state.completed / state.total : 1;
  const last = state.recent.at(-1);
  const parts = [
    `${label} ${bar(share)} ${state.completed}/${state.total}`,
    state.ratePerSecond === null ? null : `${Number(state.ratePerSecond.toPrecision(2))}/s`,
    state.completed < state.total && state.remainingMs !== null
      ? `${duration(state.remainingMs)} left`
      : duration(state.elapsedMs),
    last ? lastText(last) : null,
    state.failed ? `${state.failed} failed` : null,
    state.aborted ? `${state.aborted} aborted` : null,
  ];
  return parts.filter((part) => part !== null).join(" · ");
}

const bar = (share: number) => "█".repeat(Math.round(share * 20)).padEnd(20, "░");

function lastText({ target, latencyMs, failure }: ProgressState["recent"][number]): string {
  return latencyMs === null
    ? `last ${target} FAILED ${(failure ?? "").slice(0, 80)}`
    : `last ${target} ${latencyMs.toFixed(0)} ms`;
}

/**
 * Minutes and seconds, as a clock shows them.
 * @example
 * duration(95_000); // => "1:35"
 */
export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
