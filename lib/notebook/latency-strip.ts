// The strip below a run's line of progress: each finished trial a bar, as long as it took, a lane for each target.

import type { Phase } from "../types/index.js";

/** One finished trial, as the strip needs it. `latencyMs` is null when it was not answered; without a phase it was measured. */
export interface StripTrial {
  readonly target: string;
  readonly latencyMs: number | null;
  readonly phase?: Phase;
}

/** The trials of a run by target, the newest last. Only those that are drawn are kept. */
export interface LatencyStrip {
  add(trials: readonly StripTrial[]): void;
  /** As HTML: an SVG of fixed size, everything escaped; empty before the first trial. */
  html(): string;
  /** As text: a line for each target, a character for each trial, × for one that was not answered. */
  text(): string;
}

const MOST_BARS = 120;
const MOST_LANES = 6;
const LANE = { height: 30, left: 190, bar: 3, step: 4 } as const;
const LEVELS = "▁▂▃▄▅▆▇█";

interface Bar {
  readonly ms: number | null;
  readonly isWarmup: boolean;
}

interface Lane {
  readonly target: string;
  readonly bars: readonly Bar[];
}

const escaped = (text: string) => text.replace(/[&<>"'\p{Cc}]/gu, (one) => `&#${one.codePointAt(0)};`);
const shortened = (text: string, most: number) =>
  text.length <= most ? text : `${text.slice(0, most / 2)}…${text.slice(text.length - most / 2 + 1)}`;

/** Milliseconds below ten seconds, seconds from there on. */
const latencyText = (ms: number) => (ms < 10_000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(1)} s`);

const longest = (lanes: readonly Lane[]) =>
  lanes.flatMap((lane) => lane.bars).reduce<number>((most, { ms }) => Math.max(most, ms ?? 0), 0);

function barSvg({ ms, isWarmup }: Bar, at: number, bottom: number, most: number): string {
  const x = LANE.left + at * LANE.step;
  if (ms === null) return `<path d="M${x} ${bottom - 6}l3 6m-3 0l3 -6" stroke="currentColor" fill="none"/>`;
  const height = most === 0 ? 1 : Math.max(1, (ms / most) * (LANE.height - 8));
  const y = (bottom - height).toFixed(1);
  return `<rect x="${x}" y="${y}" width="${LANE.bar}" height="${height.toFixed(1)}" fill="currentColor" fill-opacity="${isWarmup ? 0.25 : 0.6}"/>`;
}

function laneSvg({ target, bars }: Lane, index: number, most: number): string {
  const bottom = (index + 1) * LANE.height - 2;
  const last = bars.at(-1)?.ms ?? null;
  const words = last === null ? "not answered" : latencyText(last);
  const label = `<text x="${LANE.left - 8}" y="${bottom - 8}" text-anchor="end" font-size="11" fill="currentColor">${escaped(shortened(target, 26))}</text>`;
  const end = `<text x="${LANE.left + bars.length * LANE.step + 6}" y="${bottom - 8}" font-size="11" fill="currentColor">${words}</text>`;
  return `${label}${bars.map((bar, at) => barSvg(bar, at, bottom, most)).join("")}${end}`;
}

function laneText({ target, bars: all }: Lane, most: number): string {
  const bars = all.slice(-60).map(({ ms }) => {
    if (ms === null) return "×";
    const level = most === 0 ? 0 : Math.min(LEVELS.length - 1, Math.floor((ms / most) * LEVELS.length));
    return LEVELS[level] ?? "";
  });
  return `${bars.join("")} ${shortened(target, 26)}`;
}

/** A {@link LatencyStrip} without trials yet. */
export function latencyStrip(): LatencyStrip {
  const kept = new Map<string, Bar[]>();
  const lanes = (): Lane[] => [...kept].map(([target, bars]) => ({ target, bars })).slice(0, MOST_LANES);
  const more = () => Math.max(0, kept.size - MOST_LANES);
  return {
    add(trials) {
      for (const { target, latencyMs, phase } of trials) {
        const own = kept.get(target) ?? [];
        own.push({ ms: latencyMs, isWarmup: phase === "warmup" });
        if (own.length > MOST_BARS) own.shift();
        kept.set(target, own);
      }
    },
    html() {
      const shown = lanes();
      if (shown.length === 0) return "";
      const most = longest(shown);
      const [width, height] = [LANE.left + MOST_BARS * LANE.step + 80, shown.length * LANE.height + 16];
      const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
      const pale = shown.some((lane) => lane.bars.some(({ isWarmup }) => isWarmup)) ? "; pale: warm-up" : "";
      const scale = `bars: latency of the last ${MOST_BARS} trials, from 0 to ${latencyText(most)}; ×: not answered${pale}`;
      const rest = more() === 0 ? "" : `; ${more()} more targets`;
      const caption = `<text x="${LANE.left}" y="${shown.length * LANE.height + 12}" font-size="10" fill="currentColor">${scale}${rest}</text>`;
      const label = `role="img" aria-label="${scale}"`;
      return `<svg xmlns="http://www.w3.org/2000/svg" ${size} ${label} style="max-width: 100%; height: auto; color: var(--jp-content-font-color1, #222); font-family: sans-serif">${shown.map((lane, i) => laneSvg(lane, i, most)).join("")}${caption}</svg>`;
    },
    text: () =>
      lanes()
        .map((lane) => laneText(lane, longest(lanes())))
        .join("\n"),
  };
}
