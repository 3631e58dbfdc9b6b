import { setTimeout as wait } from "node:timers/promises";
import { isReady, readNotebook, runAllCells, showCell } from "./in-page.mjs";

const OPEN_MS = 90_000;
const RUN_MS = 10 * 60_000;
const DRAW_MS = 20_000;
const PLOTLY = "application/vnd.plotly.v1+json";
/** What measures whenever its cell runs, and so shows progress. A harness reads recorded answers where no server answers. */
const MEASURES = /\bbb\.(runBenchmark|resumeRun|runStreaming|runVariants|runBaseline|runThroughput)\(/;
const DRAWS = /\bbb\.showFigure\(/;

/**
 * Run all cells of the notebook that the page shows, as a reader would, and look at what came out.
 *
 * @param {import("playwright-core").Page} page
 * @returns {Promise<string>} one line about what was seen
 * @throws {Error} with the reason when something is not as a reader must find it
 */
export async function checkNotebook(page) {
  await page.waitForFunction(isReady, null, { timeout: OPEN_MS });
  await page.evaluate(runAllCells);
  const { cells, states } = await untilAllHaveRun(page);
  const seen = [`${cells.length} cells ran without a complaint`];
  if (calls(cells, MEASURES)) seen.push(progressSeen(states));
  if (calls(cells, DRAWS)) seen.push(await checkFigure(page, cells));
  return seen.join(", ");
}

/** Whether any cell calls what the pattern names: only of such a notebook its output can be demanded. */
const calls = (/** @type {{ source: string }[]} */ cells, /** @type {RegExp} */ pattern) =>
  cells.some(({ source }) => pattern.test(source));

/** @param {number} states how many one place has shown */
function progressSeen(states) {
  if (states < 2) throw new Error("no progress was seen: expected one output that shows several states in one place");
  return `progress showed ${states} states in one place`;
}

/** @param {import("playwright-core").Page} page */
async function untilAllHaveRun(page) {
  let seen = await page.evaluate(readNotebook);
  for (const start = Date.now(); Date.now() - start < RUN_MS; await wait(200)) {
    seen = await page.evaluate(readNotebook);
    const bad = seen.cells.find((cell) => cell.complaint !== null);
    if (bad)
      throw new Error(`cell ${seen.cells.indexOf(bad) + 1} of ${seen.cells.length} complains:\n${bad.complaint}`);
    if (seen.cells.every((cell) => cell.hasRun)) return seen;
  }
  const waiting = seen.cells.filter((cell) => !cell.hasRun).length;
  throw new Error(`${waiting} of ${seen.cells.length} cells had not run after ${RUN_MS / 60_000} minutes`);
}

/**
 * A figure must be drawn: a picture, which becomes interactive under the mouse when it is a plotly figure.
 *
 * @param {import("playwright-core").Page} page
 * @param {{ index: number, kinds: string[] }[]} cells
 */
async function checkFigure(page, cells) {
  const plotly = cells.find((cell) => cell.kinds.includes(PLOTLY));
  const cell = plotly ?? cells.find((one) => one.kinds.some((kind) => kind.startsWith("image/")));
  if (!cell) throw new Error("no figure was shown: expected a plotly figure or an image among the outputs");
  await page.evaluate(showCell, cell.index);
  const inCell = (/** @type {string} */ what) =>
    page.locator(`[data-benchbook=figure] .jp-OutputArea-output ${what}`).first();
  const drawn = inCell(":is(img, svg, .js-plotly-plot)");
  await must(drawn, `the figure of cell ${cell.index + 1} was not drawn`);
  await drawn.scrollIntoViewIfNeeded();
  if (!plotly) return "an image was drawn";
  await pointAt(page, drawn);
  await must(inCell(".main-svg"), `the figure of cell ${cell.index + 1} did not become interactive under the mouse`);
  return "a figure was drawn and is interactive";
}

/**
 * Move the mouse to the middle. (Not hover(): that waits for the picture to stay, and the figure takes its place.)
 *
 * @param {import("playwright-core").Page} page
 * @param {import("playwright-core").Locator} locator
 */
async function pointAt(page, locator) {
  const box = await locator.boundingBox();
  if (box === null) throw new Error("the figure has no place on the page");
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 5 });
}

/**
 * @param {import("playwright-core").Locator} locator
 * @param {string} reason
 */
async function must(locator, reason) {
  await locator.waitFor({ state: "visible", timeout: DRAW_MS }).catch(() => {
    throw new Error(reason);
  });
}
