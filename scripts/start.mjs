// npm start [-- notebooks/x.ipynb… [name=value…]]: set up what is missing, run the notebooks in order, say where the results are.

import { describeResults } from "./notebook/results.mjs";
import { runNotebook } from "./notebook/run.mjs";
import { parseCommandLine } from "./notebook/settings.mjs";
import { setUpOrExit } from "./setup/set-up.mjs";

/** The main job: does it work here, what happens in one answer, how sure are we after many. */
const MAIN_JOB = ["notebooks/00-setup.ipynb", "notebooks/01-one-answer.ipynb", "notebooks/02-many-answers.ipynb"];

const { notebooks, settings } = readCommandLine();
await setUpOrExit();
for (const notebook of notebooks) {
  const code = await runNotebook(notebook, { settings });
  if (code !== 0) process.exit(code);
}
console.log(`\n${describeResults()}`);

function readCommandLine() {
  try {
    const given = parseCommandLine(process.argv.slice(2));
    if (given.notebooks.length > 0) return given;
    if (Object.keys(given.settings).length === 0) return { notebooks: MAIN_JOB, settings: {} };
    throw new Error(
      "expected a notebook before its settings: npm start -- notebooks/02-many-answers.ipynb repetitions=3",
    );
  } catch (error) {
    console.error(error.message);
    process.exit(2);
  }
}
