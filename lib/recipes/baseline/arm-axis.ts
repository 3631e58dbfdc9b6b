import { axis } from "../../report/axes.js";
import type { Trace } from "../../report/figure.js";
import { FONT_SIZE } from "../../report/theme.js";
import { shortName, wrapForPlot } from "../../text/label-text.js";

const PLOT_WIDTH = 600;
const LINE = FONT_SIZE.tick * 1.3;

/** The axis under groups of bars, one group for each name; long names go over several lines, and `height` is their height. */
export function armAxis(names: readonly string[]): { readonly axis: Trace; readonly height: number } {
  const slot = PLOT_WIDTH / Math.max(1, names.length) - 10;
  const labels = names.map((name) => wrapForPlot(shortName(name), slot, FONT_SIZE.tick));
  return {
    axis: axis("", {
      tickvals: names.map((_, i) => i),
      ticktext: labels.map(({ text }) => text),
      tickangle: 0,
      range: [-0.6, names.length - 0.4],
      showgrid: false,
      ticks: "",
    }),
    height: 20 + Math.ceil(LINE * Math.max(1, ...labels.map(({ lines }) => lines))),
  };
}
