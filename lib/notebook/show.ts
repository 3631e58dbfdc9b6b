import { checkText } from "../arguments/check-values.js";
import { place } from "./kernel.js";

/** A plotly figure as plain data, as lib/report/ creates it. */
export interface ShownFigure {
  readonly data: readonly unknown[];
  readonly layout: Readonly<Record<string, unknown>>;
  readonly caption: string;
}

/** Shows HTML where it can be shown and text elsewhere. The HTML must be escaped already. */
export function showHtmlOrText(html: string, text: string): void {
  place().show({ "text/html": html, "text/plain": text });
}

/**
 * Shows a text as it is, in fixed width, never as HTML or Markdown: for what a model said.
 *
 * @example
 * bb.showText("What a model said, as it is.");
 */
export function showText(text: string): void {
  checkText("showText", "text", text, ": for rows there is showTable");
  place().show({ "text/plain": text });
}

/**
 * Shows a figure: interactive in JupyterLab, as a picture wherever scripts do not run (GitHub, exports), and as one line
 * of text elsewhere. How it was measured stands below the axes, in the picture and in the text.
 */
export function showFigureAndPicture(figure: ShownFigure, png: Uint8Array): void {
  place().show({
    "application/vnd.plotly.v1+json": { data: figure.data, layout: figure.layout, config: { displaylogo: false } },
    "image/png": Buffer.from(png).toString("base64"),
    "text/plain": `Figure: ${titleOf(figure)}\n${figure.caption}`,
  });
}

function titleOf(figure: ShownFigure): string {
  const title = figure.layout.title;
  const text = typeof title === "object" && title !== null && "text" in title ? title.text : title;
  return String(text ?? "untitled").replace(/<[^>]*>/g, " ");
}
