import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { jupyterData, root, scripts } from "./paths.mjs";
import { readIfThere, writeWhole } from "./stamp.mjs";

const pythonKernel = join(jupyterData, "kernels", "python3"); // comes with JupyterLab; no notebook of ours wants it

/** How Jupyter starts the kernel. Absolute paths: nothing has to be on PATH; made again when the project has moved. */
const kernelspec = {
  argv: [
    process.execPath,
    "--enable-source-maps",
    "--require",
    join(scripts, "kernel.cjs"),
    join(root, "node_modules", "tslab", "bin", "tslab"),
    "kernel",
    "--config-path",
    "{connection_file}",
  ],
  display_name: "TypeScript",
  interrupt_mode: "signal",
  language: "typescript",
};

/** JupyterLab without its news pop-up, which covers the notebook, and with long lines wrapped instead of cut off. */
const labSettings = {
  "@jupyterlab/apputils-extension:notification": {
    checkForUpdates: false,
    doNotDisturbMode: true,
    fetchNews: "false",
  },
  "@jupyterlab/notebook-extension:tracker": { codeCellConfig: { lineWrap: true } },
};

const files = new Map([
  [join(jupyterData, "kernels", "tslab", "kernel.json"), asText(kernelspec)],
  [join(jupyterData, "lab", "settings", "overrides.json"), asText(labSettings)],
]);

/** The TypeScript kernel and JupyterLab's settings, inside .venv. */
export const kernelStep = {
  isDone: () => !existsSync(pythonKernel) && [...files].every(([path, text]) => readIfThere(path) === text),
  act() {
    rmSync(pythonKernel, { recursive: true, force: true });
    for (const [path, text] of files) writeWhole(path, text);
  },
};

/** @param {object} value */
function asText(value) {
  return `${JSON.stringify(value, null, 2)}\n`;
}
