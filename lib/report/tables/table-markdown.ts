import { checkedOptions } from "../../arguments/options.js";
import { escapeMarkdown } from "../../text/escape.js";
import { shortenMiddle } from "../../text/label-text.js";
import { checkTableRows, type TableOptions, type TableSource, tableOf, tableSettings } from "./table-rows.js";

const LONGEST_CELL = 300;

/**
 * Rows as a Markdown table (GitHub's): caption above in bold, everything escaped, notes below.
 *
 * @example
 * bb.tables.markdown([{ tokens: 3 }]); // => "| tokens |\n| ---: |\n| 3 |"
 */
export function tableMarkdown(rows: TableSource, options: TableOptions = {}): string {
  checkTableRows("tables.markdown", rows);
  checkedOptions("tables.markdown", tableSettings, options);
  const table = tableOf(rows, options);
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const head = line(table.columns.map((column) => escapeMarkdown(column.heading)));
  const rule = line(table.columns.map((column) => (column.isNumeric ? "---:" : "---")));
  const body = table.rows.map((row) => line(row.map((cell) => escapeMarkdown(shortenMiddle(cell.text, LONGEST_CELL)))));
  const caption = table.caption === null ? [] : [`**${escapeMarkdown(table.caption)}**`, ""];
  const notes = table.notes.flatMap((note) => ["", escapeMarkdown(note)]);
  const grid = table.columns.length === 0 ? [] : [head, rule, ...body];
  const link = table.rest === null ? [] : ["", `All rows: [${escapeMarkdown(table.rest)}](${encodeURI(table.rest)})`];
  return [...caption, ...grid, ...notes, ...link].join("\n");
}
