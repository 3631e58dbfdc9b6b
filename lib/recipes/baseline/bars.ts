import type { Trace } from "../../report/figure.js";
import { FONT_SIZE, INK } from "../../report/theme.js";
import { plotText } from "../../text/escape.js";
import { MISSING, numberText } from "../../text/number-text.js";

type Value = number | null;

/** Bars of one name and color at the places `x`; null is not known and has no bar. */
export function barTrace(
  name: string,
  values: readonly Value[],
  look: { readonly x: readonly number[]; readonly width: number; readonly filling: Trace; readonly unit: string },
): Trace {
  return {
    type: "bar",
    name: plotText(name),
    x: look.x,
    y: values,
    width: look.width,
    marker: look.filling,
    hovertext: values.map((value) => `${plotText(name)}: ${numberText(value)} ${look.unit}`),
    hoverinfo: "text",
  };
}

/** With this many bars beside each other the numbers above them are rotated, because they would collide. */
const TURNED_FROM = 6;

/** The numbers above bars, a dash for an unknown one; `series` is the number of bars per group. */
export function barNotes(values: readonly Value[], x: readonly number[], series: number): Trace[] {
  return values.map((value, i) => ({
    text: value === null ? MISSING : numberText(value),
    x: x[i] ?? 0,
    y: Math.max(0, value ?? 0),
    xref: "x",
    yref: "y",
    yanchor: "bottom",
    showarrow: false,
    ...(series >= TURNED_FROM ? { textangle: -90, yshift: 2 } : {}),
    font: { size: FONT_SIZE.caption, color: INK.text },
  }));
}

/** Where the bars of each series stand when `groups` groups of them lie side by side, and how wide they are. */
export function groupedPlaces(
  groups: number,
  series: number,
): { readonly x: readonly (readonly number[])[]; readonly width: number } {
  const width = 0.8 / series;
  const x = Array.from({ length: series }, (_, s) =>
    Array.from({ length: groups }, (_, group) => group + (s - (series - 1) / 2) * width),
  );
  return { x, width: width * 0.94 };
}

/** An axis from 0 (or below) that leaves space for the numbers above the bars. */
export function axisRange(values: readonly Value[], series: number): readonly [number, number] {
  const known = values.map((value) => value ?? 0);
  const [bottom, top] = [Math.min(0, ...known), Math.max(0, ...known)];
  return bottom === 0 && top === 0 ? [0, 1] : [bottom * 1.15, top * (series >= TURNED_FROM ? 1.3 : 1.16)];
}
