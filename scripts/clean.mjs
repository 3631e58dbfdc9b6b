// npm run clean [-- --check] [notebooks/x.ipynb…]: remove outputs from the notebooks; with --check only say which have some.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { cleanNotebook } from "./notebook/layout.mjs";
import { root, shown } from "./setup/paths.mjs";
import { writeWhole } from "./setup/stamp.mjs";

const words = process.argv.slice(2);
const check = words.includes("--check");
const named = words.filter((word) => !word.startsWith("--")).map((word) => resolve(word));
let changed = 0;
for (const path of named.length > 0 ? named : learnerNotebooks()) {
  const before = readFileSync(path, "utf8");
  const after = cleanNotebook(before);
  if (after === before) continue;
  changed += 1;
  if (!check) writeWhole(path, after);
  console.log(check ? `${shown(path)} is not clean: run npm run clean` : `cleaned ${shown(path)}`);
}
if (check && changed > 0) process.exitCode = 1;

/** The notebooks to learn from. Those in solutions/ keep their outputs: they are there to be read. */
function learnerNotebooks() {
  const folder = join(root, "notebooks");
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith(".ipynb"));
  return names.sort().map((name) => join(folder, name));
}
