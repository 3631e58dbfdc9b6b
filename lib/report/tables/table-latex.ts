import * as v from "valibot";
import { text } from "../../arguments/fields.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import { shortenMiddle } from "../../text/label-text.js";
import { latexText } from "./latex-text.js";
import { checkTableRows, type TableOptions, type TableSource, tableFields, tableOf } from "./table-rows.js";

const LONGEST_CELL = 300;

/** How a LaTeX table is named. */
export interface LatexOptions extends TableOptions {
  /** For `\ref`, such as `tab:latency`. Letters, digits and `:-_./` only. */
  readonly label?: string;
  /** Where LaTeX may put it. @default "htbp" */
  readonly placement?: string;
}

const latexOptions = settings({ ...tableFields, label: v.optional(text), placement: v.optional(text) });

/** A cell that reads as a number, also one with an interval, a unit or a dagger behind it: it goes to the right. */
const NUMERIC = /^[<>≈]?\s?-?[\d.,]+(?:e-?\d+)?(?:\s.{0,40})?$|^–$/;

/**
 * Rows as a LaTeX table with rules of booktabs (`\usepackage{booktabs}`): caption above, units in the headings, numbers to the
 * right, "–" where nothing was observed, notes below. Every text is escaped. Takes what `tables.markdown` takes; give it
 * `withIntervals(rows)` for numbers with their intervals. Throws for a label or placement that LaTeX would not take.
 *
 * @example
 * bb.tables.latex(bb.tables.withIntervals([{ p50: 202, p50Low: 198, p50High: 206 }]), { label: "tab:latency" });
 */
export function tableLatex(rows: TableSource, options: LatexOptions = {}): string {
  checkTableRows("tables.latex", rows);
  checkedOptions("tables.latex", latexOptions, options);
  const { label, placement = "htbp" } = options;
  if (label !== undefined && !/^[\w:./-]+$/.test(label))
    throw new Error(`expected a label of letters, digits and :-_./, got ${label}: write for example tab:latency`);
  if (!/^[!htbpH]{1,5}$/.test(placement)) throw new Error(`expected a placement such as htbp, got ${placement}`);
  const table = tableOf(rows, options);
  const isRight = table.columns.map(
    ({ isNumeric }, i) =>
      isNumeric || (table.rows.length > 0 && table.rows.every((row) => NUMERIC.test(row[i]?.text ?? ""))),
  );
  const line = (cells: readonly string[]) => `    ${cells.map(latexText).join(" & ")} \\\\`;
  const body = table.rows.map((row) => line(row.map((cell) => shortenMiddle(cell.text, LONGEST_CELL))));
  const notes = table.notes.map((note) => `  \\par\\smallskip{\\footnotesize ${latexText(note)}}`);
  return [
    `\\begin{table}[${placement}]`,
    "  \\centering",
    ...(table.caption === null ? [] : [`  \\caption{${latexText(table.caption)}}`]),
    ...(label === undefined ? [] : [`  \\label{${label}}`]),
    `  \\begin{tabular}{${isRight.map((right) => (right ? "r" : "l")).join("")}}`,
    "    \\toprule",
    line(table.columns.map(({ heading }) => heading)),
    "    \\midrule",
    ...body,
    "    \\bottomrule",
    "  \\end{tabular}",
    ...notes,
    "\\end{table}",
    "",
  ].join("\n");
}
