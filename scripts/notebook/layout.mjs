/** What the kernel says about itself. Stored in each notebook: with anything else, opening one already counts as a change. */
const METADATA = {
  kernelspec: { display_name: "TypeScript", language: "typescript", name: "tslab" },
  language_info: {
    codemirror_mode: { mode: "typescript", name: "javascript", typescript: true },
    file_extension: ".ts",
    mimetype: "text/typescript",
    name: "typescript",
    version: "3.7.2",
  },
};

/**
 * A notebook without its outputs, counts and editor state, in the very layout that Jupyter writes, so that a change shows as
 * the change that it is. Cells with the tag keep_output keep theirs.
 *
 * @param {string} text of an .ipynb file
 * @throws {SyntaxError} when it is not JSON
 */
export function cleanNotebook(text) {
  const notebook = JSON.parse(text);
  const cells = notebook.cells.map(cleanCell);
  return layOut({ ...notebook, cells, metadata: METADATA });
}

/**
 * An executed notebook as it is kept to be read: its outputs stay, and nothing of the editor or the moment.
 *
 * @param {string} text of an .ipynb file
 * @throws {SyntaxError} when it is not JSON
 */
export function keptNotebook(text) {
  const notebook = JSON.parse(text);
  const cells = notebook.cells.map((/** @type {any} */ cell) => ({ ...cell, metadata: tagsOf(cell) }));
  return layOut({ ...notebook, cells, metadata: METADATA });
}

/** @param {any} cell */
function tagsOf(cell) {
  const tags = cell.metadata?.tags;
  return tags?.length ? { tags } : {};
}

/** @param {any} cell of nbformat 4 */
function cleanCell(cell) {
  const metadata = tagsOf(cell);
  if (cell.cell_type !== "code" || metadata.tags?.includes("keep_output")) return { ...cell, metadata };
  return { ...cell, metadata, execution_count: null, outputs: [] };
}

/**
 * nbformat's layout: keys sorted, indented by one space, a line break at the end, text as a list of lines.
 *
 * @param {any} notebook
 */
function layOut(notebook) {
  const cells = notebook.cells.map((/** @type {any} */ cell) => ({ ...cell, source: asLines(cell.source) }));
  return `${JSON.stringify(sortKeys({ ...notebook, cells }), null, 1)}\n`;
}

/** @param {string | string[]} source */
function asLines(source) {
  return (Array.isArray(source) ? source.join("") : source).match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** @param {unknown} value @returns {unknown} */
function sortKeys(value) {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]));
}
