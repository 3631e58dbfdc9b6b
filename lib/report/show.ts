import { checkedOptions } from "../arguments/options.js";
import type { Summary } from "../metrics/summary.js";
import { showFigureAndPicture, showHtmlOrText } from "../notebook/show.js";
import { checkFigure } from "./check-figure.js";
import type { Figure } from "./figure.js";
import { renderPngNow } from "./render/picture-now.js";
import { tableHtml } from "./tables/table-html.js";
import { checkTableRows, type TableOptions, type TableSource, tableSettings } from "./tables/table-rows.js";
import { tableText } from "./tables/table-text.js";

/**
 * Shows rows as a table: records, what `summarize` gives, or a DataFrame. Everything in it is escaped; null is shown as a
 * dash, never as zero; the rest beyond the limit is counted.
 *
 * @example
 * bb.showTable(await bb.summarize(run), { verdict: run.manifest.verdict });
 */
export function showTable(rows: TableSource | readonly Summary[], options: TableOptions = {}): void {
  checkTableRows("showTable", rows);
  checkedOptions("showTable", tableSettings, options);
  showHtmlOrText(tableHtml(rows, options), tableText(rows, options));
}

/**
 * Shows a figure with its caption: interactive in JupyterLab, as a picture wherever scripts do not run.
 *
 * @example
 * bb.showFigure(await bb.figures.latency(run));
 */
export function showFigure(figure: Figure): void {
  checkFigure("showFigure", figure);
  showFigureAndPicture(figure, renderPngNow(figure));
}
