// npm run lab [-- notebooks/x.ipynb] [--no-browser …]: the notebooks in JupyterLab, which is installed the first time.
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { FIRST_NOTEBOOK, startLab } from "./notebook/lab.mjs";
import { root } from "./setup/paths.mjs";
import { setUpOrExit } from "./setup/set-up.mjs";

const words = process.argv.slice(2);
const notebook = words.find((word) => !word.startsWith("-")) ?? FIRST_NOTEBOOK;
if (!existsSync(resolve(root, notebook))) {
  console.error(`expected a notebook, found no file ${notebook}`);
  process.exit(2);
}
await setUpOrExit({ parts: ["lab"] });
const server = startLab(notebook, { options: words.filter((word) => word.startsWith("-")) });
process.on("SIGINT", () => {}); // Ctrl-C reaches the server too, which asks before it stops
for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => server.kill("SIGTERM"));
server.on("exit", (code) => process.exit(code ?? 0));
