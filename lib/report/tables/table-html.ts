import * as v from "valibot";
import { trueOrFalse } from "../../arguments/fields.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import { escapeHtml } from "../../text/escape.js";
import { shortenMiddle } from "../../text/label-text.js";
import type { Cell } from "./cell.js";
import { SORT_SCRIPT, TABLE_STYLE } from "./sort-script.js";
import { checkTableRows, type Table, type TableOptions, type TableSource, tableFields, tableOf } from "./table-rows.js";

const LONGEST_CELL = 300;

/** Options of a table as HTML. */
export interface HtmlTableOptions extends TableOptions {
  /** False leaves out style and sorting script, for a page that has them once. */
  readonly isAlone?: boolean;
}

const htmlTableOptions = settings({ ...tableFields, isAlone: v.optional(trueOrFalse) });

function cellHtml(cell: Cell, isNumeric: boolean): string {
  const data = cell.sort === null ? "" : ` data-value="${cell.sort}"`;
  const missing = cell.isMissing ? ' data-missing="1"' : "";
  const text = escapeHtml(shortenMiddle(cell.text, LONGEST_CELL));
  return `<td${isNumeric ? ' class="number"' : ""}${data}${missing}>${isNumeric ? text : `<bdi>${text}</bdi>`}</td>`;
}

function headHtml(table: Table): string {
  const cells = table.columns.map(({ heading, isNumeric }) => {
    return `<th scope="col"${isNumeric ? ' class="number"' : ""}><button type="button">${escapeHtml(heading)}</button></th>`;
  });
  return `<thead><tr>${cells.join("")}</tr></thead>`;
}

/**
 * Rows as an HTML table: everything escaped, numbers right-aligned with few digits, units in the headings, "–" where
 * nothing was observed, cut at `limit` with a count of the rest. Follows JupyterLab's theme and sorts by a click on a
 * heading where scripts run. Takes records, summaries (one line for each group and metric) or a data frame.
 *
 * @example
 * bb.tables.html([{ model: "a", tokens: 3 }], { isAlone: false });
 */
export function tableHtml(rows: TableSource, options: HtmlTableOptions = {}): string {
  checkTableRows("tables.html", rows);
  checkedOptions("tables.html", htmlTableOptions, options);
  const table = tableOf(rows, options);
  const caption = table.caption === null ? "" : `<caption>${escapeHtml(table.caption)}</caption>`;
  const body = table.rows.map(
    (row) => `<tr>${row.map((cell, i) => cellHtml(cell, table.columns[i]?.isNumeric === true)).join("")}</tr>`,
  );
  const notes = table.notes.map((note) => `<p class="benchbook-note">${escapeHtml(note)}</p>`).join("");
  const file = escapeHtml(table.rest ?? "");
  const link =
    table.rest === null
      ? ""
      : `<p class="benchbook-note">All rows: <a href="${escapeHtml(encodeURI(table.rest))}">${file}</a></p>`;
  const html = `<table class="dataframe benchbook">${caption}${headHtml(table)}<tbody>${body.join("\n")}</tbody></table>${notes}${link}`;
  return options.isAlone === false ? html : `<style>${TABLE_STYLE}</style>${html}<script>${SORT_SCRIPT}</script>`;
}
