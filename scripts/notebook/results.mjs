import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { root } from "../setup/paths.mjs";

/**
 * Where the results lie and how to look at them, one a line.
 *
 * @param {string} [folder] the project's folder
 */
export function describeResults(folder = root) {
  const run = newestRun(folder);
  const found = [
    ["table", "outputs/results.csv"],
    ...(run === null ? [] : resultsOf(folder, run)),
    ["notebooks", "outputs/notebooks/"],
  ].filter(([, path]) => existsSync(join(folder, path)));
  const lines = [...found, ["look at it", "npm run lab"]];
  return lines.map(([what, where]) => `${what.padEnd(12)}${where}`).join("\n");
}

/**
 * @param {string} folder
 * @param {string} run
 */
function resultsOf(folder, run) {
  const figures = join(folder, run, "figures");
  const names = existsSync(figures) ? readdirSync(figures).filter((name) => name.endsWith(".png")) : [];
  const reports = ["report.html", "report.md"].map((name) => ["report", `${run}/${name}`]);
  return [...names.sort().map((name) => ["figure", `${run}/figures/${name}`]), ...reports];
}

/**
 * The run folder written last, by its manifest.
 *
 * @param {string} folder the project's folder
 * @returns {string | null} its path from there
 */
function newestRun(folder) {
  const outputs = join(folder, "outputs");
  if (!existsSync(outputs)) return null;
  const runs = readdirSync(outputs, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({
      name,
      written: statSync(join(outputs, name, "manifest.json"), { throwIfNoEntry: false })?.mtimeMs,
    }))
    .filter((run) => run.written !== undefined)
    .sort((a, b) => b.written - a.written);
  return runs.length > 0 ? `outputs/${runs[0].name}` : null;
}
