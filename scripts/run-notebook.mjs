// node scripts/run-notebook.mjs notebooks/x.ipynb [name=value…]: run one notebook in a fresh kernel. For everything in one
// command, set-up included, use npm start.
import { runNotebook } from "./notebook/run.mjs";
import { parseCommandLine } from "./notebook/settings.mjs";

const { notebooks, settings } = parseCommandLine(process.argv.slice(2));
if (notebooks.length !== 1) {
  console.error("expected one notebook: node scripts/run-notebook.mjs notebooks/01-one-answer.ipynb [name=value…]");
  process.exit(2);
}
process.exitCode = await runNotebook(notebooks[0], { settings });
