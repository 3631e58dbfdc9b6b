import { checkedOptions } from "../../arguments/options.js";
import { cleanText } from "../../text/escape.js";
import { shortenMiddle } from "../../text/label-text.js";
import { checkTableRows, type TableOptions, type TableSource, tableOf, tableSettings } from "./table-rows.js";

const LONGEST_CELL = 40;

/** Columns that a terminal gives a text: two for East Asian wide characters and emoji, none for combining marks. */
function terminalWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/\p{M}|\u200d|\ufe0f/u.test(character)) continue;
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f000}-\u{3fffd}]/u.test(
        character,
      )
        ? 2
        : 1;
  }
  return width;
}

function pad(text: string, width: number, toTheRight: boolean): string {
  const blank = " ".repeat(Math.max(0, width - terminalWidth(text)));
  return toTheRight ? blank + text : text + blank;
}

/**
 * Rows as a table for a terminal and for `text/plain`: aligned columns, long cells cut to 40 characters.
 *
 * @example
 * bb.tables.text([{ tokens: 3 }]); // => "tokens\n──────\n     3"
 */
export function tableText(rows: TableSource, options: TableOptions = {}): string {
  checkTableRows("tables.text", rows);
  checkedOptions("tables.text", tableSettings, options);
  const table = tableOf(rows, options);
  const lines = [
    table.columns.map((column) => column.heading),
    ...table.rows.map((row) => row.map((cell) => cell.text)),
  ];
  const cut = lines.map((line) => line.map((text) => shortenMiddle(text, LONGEST_CELL)));
  const widths = table.columns.map((_, i) =>
    cut.reduce((most, line) => Math.max(most, terminalWidth(line[i] ?? "")), 0),
  );
  const written = cut.map((line) =>
    line
      .map((text, i) => pad(text, widths[i] ?? 0, table.columns[i]?.isNumeric === true))
      .join("  ")
      .trimEnd(),
  );
  const [head = "", ...body] = written;
  const rule = widths.map((width) => "─".repeat(width)).join("  ");
  const caption = table.caption === null ? [] : [cleanText(table.caption)];
  const grid = table.columns.length === 0 ? [] : [head, rule, ...body];
  const rest = table.rest === null ? [] : [`All rows: ${cleanText(table.rest)}`];
  return [...caption, ...grid, ...table.notes.map((note) => cleanText(note)), ...rest].join("\n");
}
