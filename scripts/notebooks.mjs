// npm run notebooks [-- --update]: set up what is missing and run every notebook, one after the other, with settings that make it
// short, and every solution. Exit code 1 when a cell failed or wrote to standard error, an exercise was done before anybody did it,
// or a solution is none. The executed notebooks and their files are in outputs/small/; --update takes the solutions over.
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { exerciseFaults } from "./notebook/exercises.mjs";
import { keptNotebook } from "./notebook/layout.mjs";
import { runNotebook } from "./notebook/run.mjs";
import { complaints, SMALL_RUNS, smallSettings } from "./notebook/small.mjs";
import { root } from "./setup/paths.mjs";
import { setUpOrExit } from "./setup/set-up.mjs";
import { writeWhole } from "./setup/stamp.mjs";

const given = process.argv.slice(2);
const unknown = given.filter((word) => word !== "--update");
if (unknown.length > 0) {
  console.error(`expected nothing or --update, got ${unknown.join(" ")}: npm run notebooks [-- --update]`);
  console.error("one notebook alone: npm start -- notebooks/02-many-answers.ipynb");
  process.exit(2);
}
const update = given.length > 0;
await setUpOrExit();
const SOLUTIONS = "notebooks/solutions";
const paths = ["notebooks", SOLUTIONS].flatMap(inFolder);
const bad = [];
for (const path of paths) if (!(await runsCleanly(path))) bad.push(path);
console.log(
  bad.length === 0 ? `\n${paths.length} notebooks ran` : `\n${bad.length} of ${paths.length} failed: ${bad.join(", ")}`,
);
process.exit(bad.length === 0 ? 0 : 1);

/** @param {string} folder */
function inFolder(folder) {
  const names = readdirSync(join(root, folder)).filter((name) => name.endsWith(".ipynb"));
  return names.sort().map((name) => `${folder}/${name}`);
}

/** @param {string} path from the project's folder */
async function runsCleanly(path) {
  const output = join(root, SMALL_RUNS, path);
  const isSolution = dirname(path) === SOLUTIONS;
  const settings = (!isSolution && smallSettings[basename(path)]) || {};
  const code = await runNotebook(path, { settings, output });
  if (code === 130) process.exit(code);
  if (code !== 0) return false;
  const text = readFileSync(output, "utf8");
  const executed = JSON.parse(text);
  const faults = [...complaints(executed), ...exerciseFaults(executed, isSolution ? "done" : "not yet")];
  for (const fault of faults) console.error(`${path} ${fault}`);
  if (update && isSolution && faults.length === 0) writeWhole(join(root, path), keptNotebook(text));
  return faults.length === 0;
}
