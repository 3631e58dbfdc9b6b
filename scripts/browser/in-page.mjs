// These functions run inside the page of JupyterLab: each is sent there as text, so it may use nothing from outside itself.
// `jupyterapp` is JupyterLab's application object, which the server exposes for this (expose_app_in_browser).

/** Is the notebook open, and its kernel ready? */
export function isReady() {
  const panel = globalThis.jupyterapp?.shell?.currentWidget;
  return Boolean(panel?.context?.isReady && panel.sessionContext?.session?.kernel?.status === "idle");
}

/** Start all cells, and from now on note what each place on the page has shown. A place is one output of one cell. */
export function runAllCells() {
  const panel = globalThis.jupyterapp.shell.currentWidget;
  const cells = panel.content.model.cells;
  globalThis.shownStates = {};
  for (let i = 0; i < cells.length; i++) {
    const outputs = cells.get(i).outputs;
    outputs?.changed.connect((_, change) => {
      if (change.type !== "add" && change.type !== "set") return;
      const place = `${i}/${change.newIndex}`;
      const data = outputs.get(change.newIndex).toJSON().data ?? {};
      const text = JSON.stringify(data["text/plain"] ?? data["text/html"] ?? null);
      globalThis.shownStates[place] ??= [];
      if (!globalThis.shownStates[place].includes(text)) globalThis.shownStates[place].push(text);
    });
  }
  globalThis.jupyterapp.commands.execute("notebook:run-all-cells");
}

/** What the notebook holds now. Counts, not the status bar: that one was seen saying Idle during a run. */
export function readNotebook() {
  const cells = globalThis.jupyterapp.shell.currentWidget.content.model.cells;
  const read = [];
  for (let i = 0; i < cells.length; i++) {
    const cell = cells.get(i);
    if (cell.type !== "code" || cell.sharedModel.getSource().trim() === "") continue;
    const outputs = Array.from({ length: cell.outputs.length }, (_, k) => cell.outputs.get(k).toJSON());
    const text = (output) => (Array.isArray(output.text) ? output.text.join("") : (output.text ?? output.evalue ?? ""));
    const bad = outputs.filter((o) => o.output_type === "error" || (o.output_type === "stream" && o.name === "stderr"));
    const kinds = outputs.flatMap((output) => Object.keys(output.data ?? {}));
    const complaint = bad.map(text).join("\n") || null;
    read.push({
      index: i,
      source: cell.sharedModel.getSource(),
      hasRun: cell.executionCount !== null,
      complaint,
      kinds,
    });
  }
  return { cells: read, states: Math.max(0, ...Object.values(globalThis.shownStates).map((seen) => seen.length)) };
}

/**
 * Bring a cell into view (cells outside it are not drawn) and mark it, so that it can be found in the page.
 *
 * @param {number} index
 */
export async function showCell(index) {
  const content = globalThis.jupyterapp.shell.currentWidget.content;
  content.activeCellIndex = index;
  await content.scrollToItem(index, "center");
  content.widgets[index].node.dataset.benchbook = "figure";
}
