/**
 * Sorts a table when one of its headings is clicked or pressed, missing values last. One handler for a whole page, found
 * by class, so it may be there once or many times. Where scripts do not run the table stays as it is. A constant, so that
 * a page can allow it by its hash.
 */
export const SORT_SCRIPT = `(function () {
  if (window.benchbookSorts) return;
  window.benchbookSorts = true;
  document.addEventListener("click", function (event) {
    var button = event.target instanceof Element && event.target.closest("table.benchbook th button");
    if (!button) return;
    var heading = button.closest("th");
    var body = button.closest("table").tBodies[0];
    var index = heading.cellIndex;
    var down = heading.getAttribute("aria-sort") === "ascending";
    heading.parentNode.querySelectorAll("th").forEach(function (other) { other.removeAttribute("aria-sort"); });
    heading.setAttribute("aria-sort", down ? "descending" : "ascending");
    var rows = Array.from(body.rows).map(function (row) {
      var cell = row.cells[index];
      var value = cell.dataset.value;
      return { row: row, missing: cell.dataset.missing === "1", number: value === undefined ? null : Number(value), text: cell.textContent };
    });
    rows.sort(function (a, b) {
      if (a.missing !== b.missing) return a.missing ? 1 : -1;
      var order = a.number !== null && b.number !== null ? a.number - b.number : a.text.localeCompare(b.text, "en", { numeric: true });
      return down ? -order : order;
    });
    rows.forEach(function (one) { body.appendChild(one.row); });
  });
})();`;

/** The look of a table: JupyterLab's theme where there is one, plain grays elsewhere, dark pages included. Two classes, to come before its rules. */
export const TABLE_STYLE = `table.benchbook { border-collapse: collapse; font-size: 0.9em; margin: 0.5em 0; color: var(--jp-content-font-color1, inherit); }
table.benchbook caption { text-align: left; padding: 0.3em 0; font-weight: 600; }
table.benchbook.dataframe th, table.benchbook.dataframe td { padding: 0.25em 0.7em; text-align: left; border-bottom: 1px solid var(--jp-border-color2, #c8c8c8); vertical-align: top; max-width: 40em; overflow-wrap: break-word; }
table.benchbook.dataframe .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
table.benchbook.dataframe th, table.benchbook.dataframe th.number { overflow-wrap: normal; white-space: normal; vertical-align: bottom; }
table.benchbook th button { all: unset; cursor: pointer; font: inherit; font-weight: 600; }
table.benchbook th button:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }
table.benchbook th[aria-sort="ascending"] button::after { content: " \\25B2"; }
table.benchbook th[aria-sort="descending"] button::after { content: " \\25BC"; }
table.benchbook tbody tr:hover { background: var(--jp-layout-color2, rgba(128, 128, 128, 0.12)); }
p.benchbook-note { font-size: 0.85em; margin: 0.2em 0; color: var(--jp-content-font-color2, inherit); }`;
