import type { TargetTrend, TrendChange, TrendPoint, TrendSeries } from "../../comparison/trend/trend.js";
import { plotText } from "../../text/escape.js";
import { shortName } from "../../text/label-text.js";
import { numberText, signedPercentText } from "../../text/number-text.js";
import { axis } from "../axes.js";
import type { Trace } from "../figure.js";
import { type Colors, EFFECT, FONT_SIZE, INK, PALETTE, targetSymbol } from "../theme.js";

/** One target's part of the figure of a trend. */
export interface TrendPanel {
  readonly data: readonly Trace[];
  readonly annotations: readonly Trace[];
  readonly shapes: readonly Trace[];
  readonly axes: Readonly<Record<string, unknown>>;
}

/** Where a panel is, and how it looks. */
export interface PanelPlace {
  readonly at: number;
  readonly colors: Colors;
  readonly domain: readonly [number, number];
  readonly title: string;
  /** Whether the target's name is written above it. */
  readonly isNamed: boolean;
  /** Pixels from one run to the next. */
  readonly runWidth: number;
}

/** Draws the history of one target: points with intervals, levels, changes, and where series begin. */
export function trendPanel(one: TargetTrend, place: PanelPlace): TrendPanel {
  const { at, colors, domain, title, isNamed } = place;
  const yaxis = at === 0 ? "y" : `y${at + 1}`;
  const color = colors.get(one.target) ?? PALETTE[0];
  const look = { color, symbol: targetSymbol(one.target, colors), yaxis };
  const changes = one.series.flatMap((series) => series.changes);
  const stays = staysOf(one.series);
  const name = {
    ...{ text: `<b>${plotText(shortName(one.target))}</b>`, xref: "paper", yref: "paper", x: 0, y: domain[1] },
    ...{
      xanchor: "left",
      yanchor: "bottom",
      yshift: 31,
      showarrow: false,
      font: { size: FONT_SIZE.tick, color: INK.text },
    },
  };
  return {
    data: [pointsTrace(one, look, isNamed), levelsTrace(one.series, stays, yaxis, at === 0)],
    annotations: [...labels(changes, stays, place), ...(isNamed ? [name] : [])],
    shapes: [
      ...changes.map((change) => verticalLine(change.at.place - 0.5, domain, "solid", changeColor(change))),
      ...stays.slice(1).map(({ from }) => verticalLine(from - 0.5, domain, "dash", INK.line)),
    ],
    axes: { [`yaxis${at === 0 ? "" : at + 1}`]: axis(title, { domain }) },
  };
}

/** The entries of the legend, in the order of the traces. */
export function trendLegend(data: readonly Trace[]): string[] {
  return data.filter((trace) => trace.showlegend !== false).map((trace) => String(trace.name));
}

interface Look {
  readonly color: string;
  readonly symbol: string;
  readonly yaxis: string;
}

function pointsTrace({ target, series }: TargetTrend, { color, symbol, yaxis }: Look, isNamed: boolean): Trace {
  const points = series.flatMap((one) => one.points);
  const reach = (end: number | undefined, value: number) => (end === undefined ? 0 : Math.abs(end - value));
  return {
    type: "scatter",
    mode: "markers",
    yaxis,
    name: isNamed ? plotText(shortName(target)) : "run",
    showlegend: !isNamed,
    x: points.map(({ place }) => place),
    y: points.map(({ estimate }) => estimate),
    error_y: {
      type: "data",
      symmetric: false,
      array: points.map(({ estimate, interval }) => reach(interval?.high, estimate)),
      arrayminus: points.map(({ estimate, interval }) => reach(interval?.low, estimate)),
      color: INK.faint,
      thickness: 1.2,
      width: 3,
    },
    marker: { color, symbol, size: 7 },
    text: points.map((point) => pointText(target, point)),
    hoverinfo: "text",
  };
}

function pointText(target: string, { place, name, createdAt, estimate, interval, notes }: TrendPoint): string {
  const within = interval === null ? "" : ` (${numberText(interval.low)} to ${numberText(interval.high)})`;
  const lines = [
    target,
    `run ${place}: ${name}, ${createdAt.slice(0, 10)}`,
    `${numberText(estimate)}${within}`,
    ...notes,
  ];
  return lines.map(plotText).join("<br>");
}

/** Consecutive runs of one series, by their places; runs of other series between them part them. */
interface Stay {
  readonly series: number;
  readonly from: number;
  readonly to: number;
}

/** How the runs of a target went from series to series. */
function staysOf(series: readonly TrendSeries[]): Stay[] {
  const places = series.flatMap(({ points }, index) => points.map(({ place }) => ({ series: index, place })));
  const stays: Stay[] = [];
  for (const { series: index, place } of places.sort((a, b) => a.place - b.place)) {
    const last = stays.at(-1);
    if (last?.series === index) stays.splice(-1, 1, { ...last, to: place });
    else stays.push({ series: index, from: place, to: place });
  }
  return stays;
}

/** A line over the runs of each segment, with gaps where another series was; a single run has no level to speak of. */
function levelsTrace(series: readonly TrendSeries[], stays: readonly Stay[], yaxis: string, isFirst: boolean): Trace {
  const lines = series.flatMap(({ segments }, index) =>
    segments
      .filter(({ runs }) => runs > 1)
      .flatMap(({ from, to, level }) =>
        stays
          .filter((stay) => stay.series === index && stay.to >= from.place && stay.from <= to.place)
          .map((stay) => ({ from: Math.max(stay.from, from.place), to: Math.min(stay.to, to.place), level })),
      ),
  );
  return {
    type: "scatter",
    mode: "lines",
    yaxis,
    name: "level of a segment",
    showlegend: isFirst && lines.length > 0,
    x: lines.flatMap(({ from, to }) => [from - 0.4, to + 0.4, null]),
    y: lines.flatMap(({ level }) => [level, level, null]),
    line: { color: INK.text, width: 2.5 },
    hoverinfo: "skip",
  };
}

const changeColor = ({ verdict }: TrendChange) =>
  verdict === "within-noise" ? INK.line : verdict === "slower" ? EFFECT.worse : EFFECT.better;

/** The size of each change just above the panel, and above that the number of each series: as many as have space. */
function labels(changes: readonly TrendChange[], stays: readonly Stay[], { domain, runWidth }: PanelPlace): Trace[] {
  const sizes = changes.map((change) => ({
    x: change.at.place - 0.5,
    text: signedPercentText(change.changePercent),
    color: changeColor(change),
  }));
  const begun = stays.slice(1).map(({ series, from }) => {
    return { x: from - 0.5, text: `series ${series + 1}`, color: INK.muted };
  });
  const rows = [spaced(sizes, runWidth), spaced(begun, runWidth)];
  return rows.flatMap((row, index) =>
    row.map(({ x, text, color }) => ({
      ...{
        text,
        x,
        xref: "x",
        y: domain[1],
        yref: "paper",
        xanchor: "center",
        yanchor: "bottom",
        yshift: 1 + 15 * index,
      },
      ...{ showarrow: false, font: { size: FONT_SIZE.caption, color } },
    })),
  );
}

const LABEL_WIDTH = 66;

/** Those labels of a row that do not touch the one before; the others are in the caption and in the words of their points. */
function spaced<Label extends { readonly x: number }>(row: readonly Label[], runWidth: number): Label[] {
  const kept: Label[] = [];
  for (const one of [...row].sort((a, b) => a.x - b.x)) {
    const last = kept.at(-1);
    if (last === undefined || (one.x - last.x) * runWidth >= LABEL_WIDTH) kept.push(one);
  }
  return kept;
}

function verticalLine(x: number, domain: readonly [number, number], dash: string, color: string): Trace {
  const place = { xref: "x", yref: "paper", x0: x, x1: x, y0: domain[0], y1: domain[1] };
  return { type: "line", ...place, line: { color, width: 1.5, dash }, layer: "below" };
}
