// Figures of every kind that the renderer must draw, for its tests.
import type { Figure, Trace } from "../../../lib/report/figure.js";

/** A figure around traces, with a plain layout that `layout` may add to. */
export function exampleFigure(
  name: string,
  data: readonly Trace[],
  layout: Readonly<Record<string, unknown>> = {},
): Figure {
  return {
    kind: "figure",
    name,
    data,
    caption: "",
    layout: { width: 500, height: 320, title: { text: name }, ...layout },
  };
}

const numbers = (count: number) => Array.from({ length: count }, (_, i) => 2 + Math.sin(i) + (i % 7) / 5);

/** One small figure of each kind of trace and layout part. */
export const exampleFigures: readonly Figure[] = [
  exampleFigure("violin", [{ type: "violin", y: numbers(40), box: { visible: true }, points: "all" }]),
  exampleFigure("box", [{ type: "box", y: numbers(40), boxmean: true }]),
  exampleFigure("bar", [
    { type: "bar", x: ["a", "b"], y: [1, 2], error_y: { type: "data", array: [0.1, 0.2] }, text: ["1", "2"] },
  ]),
  exampleFigure("scatter", [{ type: "scatter", mode: "lines+markers+text", x: [1, 2], y: [2, 1], text: ["p", "q"] }]),
  exampleFigure("heatmap", [
    {
      type: "heatmap",
      z: [
        [1, 2],
        [3, null],
      ],
      colorbar: { title: { text: "s" } },
      texttemplate: "%{z}",
    },
  ]),
  exampleFigure("contour", [
    {
      type: "contour",
      z: [
        [1, 2, 3],
        [2, 3, 4],
        [3, 5, 2],
      ],
      contours: { showlabels: true },
    },
  ]),
  exampleFigure("pie", [{ type: "pie", values: [1, 2, 3], labels: ["a", "b", "c"] }]),
  exampleFigure("sankey", [
    { type: "sankey", node: { label: ["a", "b"] }, link: { source: [0], target: [1], value: [2] } },
  ]),
  exampleFigure("hatched bars", [{ type: "bar", x: ["a"], y: [1], marker: { pattern: { shape: "/" } } }]),
  exampleFigure("table", [{ type: "table", header: { values: ["model", "ms"] }, cells: { values: [["a"], [1]] } }]),
  exampleFigure("log axis", [{ type: "scatter", x: [1, 10, 1000], y: [1, 20, 300] }], {
    xaxis: { type: "log" },
    yaxis: { type: "log" },
  }),
  exampleFigure("shapes and annotations", [{ type: "scatter", x: [1, 2], y: [1, 2] }], {
    shapes: [{ type: "line", x0: 1, x1: 2, y0: 1, y1: 1, label: { text: "limit" } }],
    annotations: [{ x: 1.5, y: 1.5, text: "two<br>lines", showarrow: true }],
  }),
  exampleFigure(
    "subplots",
    [
      { type: "bar", x: ["a"], y: [1] },
      { type: "box", x: [1, 2, 3], xaxis: "x2", yaxis: "y2" },
    ],
    {
      grid: { rows: 1, columns: 2, pattern: "independent" },
    },
  ),
];
