// What a figure is: plain data that plotly draws, with the words that belong to it.

/** One plotly trace as plain JSON. Own type, because plotly's own needs the DOM's types and a newer TypeScript than a cell has. */
export type Trace = Readonly<Record<string, unknown>>;

/** A plotly layout as plain JSON, with the parts that every figure of this project has. */
export interface FigureLayout {
  readonly title: { readonly text: string } & Readonly<Record<string, unknown>>;
  readonly width: number;
  readonly height: number;
  readonly [setting: string]: unknown;
}

/**
 * A picture as data: hand it to plotly in a notebook, to `renderSvg` and `renderPng` for files, to a report for a page.
 * `caption` is plain text and says what a reader must know to believe the picture (n, load, percentile method, token
 * source, what was left out); `name` is a file name without ending, such as `latency`.
 */
export interface Figure {
  readonly kind: "figure";
  readonly name: string;
  readonly data: readonly Trace[];
  readonly layout: FigureLayout;
  readonly caption: string;
}
