// The bars of the phases figure: for each target two, one below the other, laid out in pixels from the top.

import { type AnswerPhase, clientPhases, serverPhases } from "../../metrics/answer-phases.js";
import { cleanText, plotText } from "../../text/escape.js";
import { estimateWidth, shortenMiddle } from "../../text/label-text.js";
import { countText, durationText } from "../../text/number-text.js";
import type { Trace } from "../figure.js";
import { FONT_SIZE, INK } from "../theme.js";
import type { PhaseRow, PhaseSpan } from "./phase-rows.js";

/** No target has these colors: Tol's muted scheme, apart also for the color-blind. The server's stand below the client's that they explain. */
const COLORS: Readonly<Record<AnswerPhase, string>> = {
  connecting: "#999933",
  sending: "#ddcc77",
  waiting: "#88ccee",
  reasoning: "#aa4499",
  answering: "#332288",
  queue: "#999999",
  loading: "#cc6677",
  prompt: "#44aa99",
  decoding: "#8b84bd",
  other: "#cccccc",
};
const DARK: readonly AnswerPhase[] = ["reasoning", "answering"];

const HEADING = 24;
const BAR = 20;
const GAP = 3;
const BETWEEN = 8;

/** Where the bars stand. */
export interface PhaseLayout {
  readonly rows: readonly (PhaseRow & { readonly y: number })[];
  readonly headings: readonly { readonly text: string; readonly y: number }[];
  readonly height: number;
  /** Pixels per millisecond. */
  readonly scale: number;
  /** What milliseconds are divided by on the axis. */
  readonly divisor: number;
}

/** Lays out the bars of each target; the longest takes `width` pixels. */
export function phaseLayout(rows: readonly PhaseRow[], width: number): PhaseLayout {
  const mostMs = rows.reduce((most, { endMs }) => Math.max(most, endMs), 0);
  const placed: (PhaseRow & { y: number })[] = [];
  const headings: { text: string; y: number }[] = [];
  let top = 0;
  for (const target of new Set(rows.map((row) => row.target))) {
    const own = rows.filter((row) => row.target === target);
    headings.push({ text: headingText(target, own[0]?.n ?? 0, width), y: top + HEADING });
    top += HEADING;
    for (const row of own) {
      placed.push({ ...row, y: top + BAR / 2 });
      top += BAR + GAP;
    }
    top += BETWEEN;
  }
  return { rows: placed, headings, height: top, scale: width / mostMs, divisor: mostMs >= 1000 ? 1000 : 1 };
}

function headingText(target: string, n: number, width: number): string {
  const count = `, ${countText(n, "answer")}`;
  const name = [60, 44, 28, 20].map((length) => shortenMiddle(cleanText(target), length));
  const fits = (text: string) => estimateWidth(text + count, FONT_SIZE.tick) * 1.1 <= width;
  return `<b>${plotText(name.find(fits) ?? name.at(-1) ?? "")}</b>${count}`;
}

/** The phases that some bar shows, in the order of the legend, and those that are there but too short to be seen. */
export function phasesSeen({ rows, scale }: PhaseLayout) {
  const spans = rows.flatMap((row) => row.spans);
  const widest = (phase: AnswerPhase) =>
    spans.reduce((most, span) => (span.phase === phase ? Math.max(most, span.toMs - span.fromMs) : most), 0);
  const there = [...clientPhases, ...serverPhases].filter((phase) => widest(phase) > 0);
  const isSeen = (phase: AnswerPhase) => widest(phase) * scale >= 1.5;
  const short = there.filter((phase) => !isSeen(phase)).map((phase) => ({ phase, ms: widest(phase) }));
  return { seen: there.filter(isSeen), short };
}

/** What the legend calls a phase: those of the server's own account say so. */
export const phaseName = (phase: AnswerPhase): string =>
  serverPhases.some((one) => one === phase) ? `server: ${phase}` : phase;

const length = ({ fromMs, toMs }: PhaseSpan) => toMs - fromMs;

/** The parts of all bars that are of one phase. */
export function phaseTrace(phase: AnswerPhase, { rows, scale, divisor }: PhaseLayout): Trace {
  const parts = rows.flatMap((row) => row.spans.flatMap((span) => (span.phase === phase ? [{ row, span }] : [])));
  const inside = (span: PhaseSpan) => {
    const text = durationText(length(span));
    return estimateWidth(text, FONT_SIZE.caption) + 8 <= length(span) * scale ? text : "";
  };
  return {
    type: "bar",
    orientation: "h",
    name: phaseName(phase),
    showlegend: true,
    x: parts.map(({ span }) => length(span) / divisor),
    base: parts.map(({ span }) => span.fromMs / divisor),
    y: parts.map(({ row }) => row.y),
    width: parts.map(() => BAR),
    marker: { color: COLORS[phase] },
    text: parts.map(({ span }) => inside(span)),
    textposition: "inside",
    insidetextanchor: "middle",
    textangle: 0,
    constraintext: "none",
    textfont: { size: FONT_SIZE.caption, color: DARK.includes(phase) ? INK.paper : INK.text },
    hovertext: parts.map(({ row, span }) => hoverOf(row, span)),
    hoverinfo: "text",
  };
}

function hoverOf({ target, account, n }: PhaseRow, span: PhaseSpan): string {
  const many = n > 1 ? `<br>medians of ${countText(n, "answer")}` : "";
  const edges = `from ${durationText(span.fromMs)} to ${durationText(span.toMs)}`;
  const who = account === "client" ? "stamped by the client" : "by the server's own account";
  return `${plotText(target)}<br>${span.phase}: ${durationText(length(span))}<br>${edges}, ${who}${many}`;
}

/** The whole time of each bar, at its end. */
export function totalsTrace({ rows, divisor }: PhaseLayout): Trace {
  return {
    type: "scatter",
    mode: "text",
    showlegend: false,
    x: rows.map(({ endMs }) => endMs / divisor),
    y: rows.map(({ y }) => y),
    text: rows.map(({ endMs, spans }) => `\u00a0${durationText(endMs - (spans[0]?.fromMs ?? 0))}`),
    textposition: "middle right",
    textfont: { size: FONT_SIZE.caption, color: INK.text },
    cliponaxis: false,
    hoverinfo: "skip",
  };
}
