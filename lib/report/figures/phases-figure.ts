import * as v from "valibot";
import { wholeNumber } from "../../arguments/fields.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import type { FromTrials, TrialSource } from "../../arguments/with-trials.js";
import { reasoningSpan } from "../../metrics/reasoning.js";
import { shortName } from "../../text/label-text.js";
import { firstDrawn } from "../../text/list-text.js";
import { durationText } from "../../text/number-text.js";
import type { Trial } from "../../types/index.js";
import { axis } from "../axes.js";
import { buildFigure, emptyFigure } from "../build-figure.js";
import type { Figure } from "../figure.js";
import { FIGURE_WIDTH, FONT_SIZE } from "../theme.js";
import { trialCaption } from "./caption.js";
import { drawTrials } from "./draw-trials.js";
import { MOST_BARS } from "./most-drawn.js";
import { type FigureOptions, figureFields, measuredByTarget } from "./options.js";
import { type PhaseLayout, phaseLayout, phaseName, phasesSeen, phaseTrace, totalsTrace } from "./phase-bars.js";
import { type PhaseRow, phaseRows } from "./phase-rows.js";

/** Options of the phases. */
export interface PhasesFigureOptions extends FigureOptions {
  /** The `planIndex` of one trial: only its answer is drawn. If omitted, the medians of all measured ones. */
  readonly trial?: number;
}

const phasesFigureOptions = settings({ ...figureFields, trial: v.optional(wholeNumber(0)) });

const RIGHT = 76;
const LEFT = 64;

/**
 * Where the time of an answer went, for each target: connecting, sending, waiting for the first token, reasoning and answering as
 * the client stamped them, and below, where the server tells it, its own account: queue, loading, prompt and decoding. Medians
 * over the measured answers, or one trial.
 * @throws when `trial` is the planIndex of no answered trial.
 *
 * @example
 * bb.showFigure(await bb.figures.phases(run));
 * bb.showFigure(await bb.figures.phases(run, { trial: 12 }));
 */
export function phasesFigure<Source extends TrialSource>(
  source: Source,
  options: PhasesFigureOptions = {},
): FromTrials<Source, Figure> {
  return drawTrials("figures.phases", source, options, figureOf);
}

/** Whether the phases tell more than the other figures: a server told its own time, or a model reasoned. */
export function tellsPhases(trials: readonly Trial[]): boolean {
  const isTelling = (trial: Trial) => trial.serverTimes !== undefined || reasoningSpan(trial) !== null;
  return trials.some((trial) => trial.phase === "measured" && trial.outcome.kind === "answered" && isTelling(trial));
}

function figureOf(trials: readonly Trial[], options: PhasesFigureOptions): Figure {
  const { trial } = checkedOptions("figures.phases", phasesFigureOptions, options);
  const groups = trial === undefined ? measuredByTarget(trials, options.colors) : answerOf(trials, trial);
  const all = [...groups].map(([name, own]) => phaseRows(name, own)).filter((rows) => rows.length > 0);
  const { drawn, left } = firstDrawn(all, MOST_BARS, "target");
  const rows = drawn.flat();
  if (rows.length === 0) {
    const none = trialCaption(trials, options, []);
    return emptyFigure("phases", groups.size === 0 ? "No measured trials" : "No answered trials", none, options.width);
  }
  const layout = phaseLayout(rows, (options.width ?? FIGURE_WIDTH) - LEFT - RIGHT);
  const { seen, short } = phasesSeen(layout);
  const tiny = short.map(({ phase, ms }) => `${phaseName(phase)} (${durationText(ms)} at most)`);
  const sentences = [
    ...(trial === undefined
      ? ["Edges: medians of their instants over the answers."]
      : [`Trial ${trial} alone is drawn.`]),
    ...accountSentences(rows),
    ...(tiny.length === 0 ? [] : [`Too short to be seen: ${tiny.join(", ")}.`]),
    ...left,
  ];
  return buildFigure({
    name: "phases",
    title: options.title ?? findingTitle(rows, trial),
    caption: trialCaption(trials, options, sentences),
    data: [...seen.map((phase) => phaseTrace(phase, layout)), totalsTrace(layout)],
    layout: axesOf(layout),
    annotations: headingNotes(layout),
    legend: seen.map(phaseName),
    plotHeight: layout.height,
    leftMargin: LEFT,
    rightMargin: RIGHT,
    width: options.width,
  });
}

/** The answered trial of a plan index; of a resumed run a broken-off one may have the same. */
function answerOf(trials: readonly Trial[], planIndex: number): ReadonlyMap<string, readonly Trial[]> {
  const found = trials.find((trial) => trial.planIndex === planIndex && trial.outcome.kind === "answered");
  if (found !== undefined) return new Map([[found.target, [found]]]);
  throw new Error(`figures.phases expected trial to be the planIndex of an answered trial, got ${planIndex}`);
}

/** What a reader must know of the two accounts, as far as both are there. */
function accountSentences(rows: readonly PhaseRow[]): readonly string[] {
  const servers = rows.filter(({ account }) => account === "server");
  if (servers.length === 0) return ["No server told its own time."];
  const fewer = servers.filter(({ target, n }) =>
    rows.some((row) => row.target === target && row.account === "client" && row.n > n),
  );
  return [
    "Client: stamped by the client from the dispatch on. Server: its own account, which has durations and no instants; drawn from where the request was sent.",
    ...fewer.map(({ target, n }) => `The server of ${shortName(target)} told it for ${n} of the answers.`),
  ];
}

function findingTitle(rows: readonly PhaseRow[], trial: number | undefined): string {
  const clients = rows.filter(({ account }) => account === "client");
  const firstOf = ({ spans, endMs }: PhaseRow) =>
    spans.find(({ phase }) => phase === "reasoning" || phase === "answering")?.fromMs ?? endMs;
  const told = (row: PhaseRow) =>
    `${durationText(row.endMs)}, ${durationText(firstOf(row))} of it before the first token`;
  const [one] = clients;
  if (one === undefined) return "No answered trials";
  if (clients.length === 1)
    return `${trial === undefined ? "An answer" : "The answer"} of ${shortName(one.target)} takes ${told(one)}`;
  const shares = clients.map((row) => ({ row, ms: firstOf(row) })).sort((a, b) => a.ms - b.ms);
  const text = (at: number) =>
    `${durationText(shares.at(at)?.ms ?? 0)} (${shortName(shares.at(at)?.row.target ?? "")})`;
  return `Before the first token: from ${text(0)} to ${text(-1)}`;
}

function axesOf({ rows, height, divisor }: PhaseLayout) {
  const most = rows.reduce((sofar, { endMs }) => Math.max(sofar, endMs), 0) / divisor;
  return {
    barmode: "overlay",
    xaxis: axis(`time since dispatch (${divisor === 1 ? "ms" : "s"})`, { range: [0, most * 1.002] }),
    yaxis: axis("", {
      range: [height, 0],
      tickvals: rows.map(({ y }) => y),
      ticktext: rows.map(({ account }) => account),
      ticks: "",
      showgrid: false,
    }),
  };
}

function headingNotes({ headings }: PhaseLayout) {
  return headings.map(({ text, y }) => ({
    text,
    xref: "paper",
    yref: "y",
    x: 0,
    y,
    xanchor: "left",
    yanchor: "bottom",
    showarrow: false,
    font: { size: FONT_SIZE.tick },
  }));
}
