// Tables: rows as text, pages and files, and other tools' rows.

export { summaryRows } from "../metrics/summary-rows.js";
export { turnRows } from "../metrics/turn-rows.js";
export { dataFiles } from "../report/explore-figures.js";
export { tableHtml as html } from "../report/tables/table-html.js";
export { tableLatex as latex } from "../report/tables/table-latex.js";
export { tableMarkdown as markdown } from "../report/tables/table-markdown.js";
export { tableText as text } from "../report/tables/table-text.js";
export { withIntervals } from "../report/tables/with-intervals.js";
export { importedTrials } from "../store/importers/imported-trials.js";
export { fromDataFrame, toDataFrame } from "../store/tables/data-frame.js";
export { exportCsv } from "../store/tables/export-csv.js";
export { exportParquet } from "../store/tables/export-parquet.js";
export { exportRows } from "../store/tables/export-rows.js";
