import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { launchChromium } from "../../scripts/browser/chromium.mjs";
import { jupyterEnvironment } from "../../scripts/notebook/environment.mjs";
import { runNotebook } from "../../scripts/notebook/run.mjs";
import { root, venvPython } from "../../scripts/setup/paths.mjs";

const CELLS = [
  'import * as bb from "../../lib";',
  'const run = await bb.openRun("../../data/recorded/q8-against-q4");\nconst trials = await run.trials();',
  "bb.showFigure(bb.figures.latency(trials, bb.figures.figureOptions(run.manifest)));",
  "bb.showTable(bb.tables.toDataFrame(trials.slice(0, 30).map((trial) => ({ target: trial.target, repetition: trial.repetition }))));",
];

/** A notebook of these cells, as JupyterLab would save it. */
function notebookOf(cells) {
  const code = (source, i) => ({
    cell_type: "code",
    id: `c${i}`,
    metadata: {},
    execution_count: null,
    outputs: [],
    source,
  });
  const kernelspec = { display_name: "TypeScript", language: "typescript", name: "tslab" };
  return JSON.stringify({ cells: cells.map(code), metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 });
}

let folder;
let browser;
let page;
const requests = [];

before(async () => {
  mkdirSync(join(root, "outputs"), { recursive: true });
  folder = mkdtempSync(join(root, "outputs", "export-"));
  const [notebook, executed] = [join(folder, "made.ipynb"), join(folder, "executed.ipynb")];
  writeFileSync(notebook, notebookOf(CELLS));
  assert.equal(await runNotebook(notebook, { output: executed }), 0);
  execFileSync(venvPython, ["-m", "nbconvert", "--to", "html", executed], { env: jupyterEnvironment(), stdio: "pipe" });
  browser = await launchChromium();
  const context = await browser.newContext({ offline: true });
  page = await context.newPage();
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(pathToFileURL(join(folder, "executed.html")).href, { waitUntil: "domcontentloaded" });
});
after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

test("a notebook exported to HTML shows its figure, without a network", async () => {
  const picture = page.locator('.jp-OutputArea-output img[src^="data:image/png"]');
  await picture.waitFor({ state: "visible" });
  const [width, height] = await picture.evaluate((image) => [image.naturalWidth, image.naturalHeight]);
  const [{ outputs }] = JSON.parse(readFileSync(join(folder, "executed.ipynb"), "utf8")).cells.slice(2, 3);
  const { layout } = outputs[0].data["application/vnd.plotly.v1+json"];
  assert.deepEqual([width, height], [layout.width, layout.height]);
  assert.match([outputs[0].data["text/plain"]].flat().join(""), /^Figure: .*answers in[\s\S]*n = 116 measured trials/);
});

test("a DataFrame is shown as a table, cut with a count of the rest, and sorts by a click in the export too", async () => {
  const table = page.locator("table.benchbook");
  assert.equal(await table.locator("tbody tr").count(), 20);
  assert.match(await page.locator(".benchbook-note").first().textContent(), /10 more rows/);
  await table.locator("th button", { hasText: "target" }).click();
  const first = () => table.locator("tbody tr td").first().textContent();
  assert.match(await first(), /q4_0$/);
  await table.locator("th button", { hasText: "target" }).click();
  assert.match(await first(), /q8_0$/);
});
