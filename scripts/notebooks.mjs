// npm run notebooks: set up what is missing and run every notebook, one after the other, with settings that make it short. Exit
// code 1 when a cell failed or wrote to standard error. The executed notebooks and their files are in outputs/small/.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runNotebook } from "./notebook/run.mjs";
import { complaints, SMALL_RUNS, smallSettings } from "./notebook/small.mjs";
import { root } from "./setup/paths.mjs";
import { setUpOrExit } from "./setup/set-up.mjs";

await setUpOrExit();
const names = readdirSync(join(root, "notebooks")).filter((name) => name.endsWith(".ipynb"));
const bad = [];
for (const name of names.sort()) if (!(await runsCleanly(name))) bad.push(name);
console.log(
  bad.length === 0 ? `\n${names.length} notebooks ran` : `\n${bad.length} of ${names.length} failed: ${bad.join(", ")}`,
);
process.exit(bad.length === 0 ? 0 : 1);

/** @param {string} name */
async function runsCleanly(name) {
  const output = join(root, SMALL_RUNS, "notebooks", name);
  const code = await runNotebook(`notebooks/${name}`, { settings: smallSettings[name] ?? {}, output });
  if (code === 130) process.exit(code);
  if (code !== 0) return false;
  const said = complaints(JSON.parse(readFileSync(output, "utf8")));
  for (const text of said) console.error(`notebooks/${name} ${text}`);
  return said.length === 0;
}
