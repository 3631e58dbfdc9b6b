import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { startLab } from "../notebook/lab.mjs";
import { writeWhole } from "../setup/stamp.mjs";
import { tail } from "../setup/step.mjs";

const START_MS = 60_000;

/**
 * JupyterLab for a check: own port, own token, nothing of the user's settings, and no saving of the notebook on its own.
 *
 * @param {string} notebook from the project's folder
 * @param {NodeJS.ProcessEnv} env
 */
export async function serveLab(notebook, env) {
  const home = mkdtempSync(join(tmpdir(), "benchbook-lab-"));
  const port = await freePort();
  const token = randomBytes(16).toString("hex");
  const options = ["--no-browser", `--ServerApp.port=${port}`, "--ServerApp.port_retries=0"];
  options.push(`--IdentityProvider.token=${token}`, "--LabApp.expose_app_in_browser=True");
  const server = startLab(notebook, { options, env: privateSettings(home, env), stdio: "pipe" });
  let said = "";
  for (const stream of [server.stdout, server.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      said = (said + text).slice(-20_000);
    });
  }
  const close = async () => {
    if (server.exitCode === null && server.signalCode === null) {
      const ended = once(server, "exit");
      server.kill("SIGTERM");
      if (await Promise.race([ended.then(() => false), wait(10_000, true, { ref: false })])) server.kill("SIGKILL");
    }
    rmSync(home, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${port}`;
  try {
    await answers(`${url}/api/status?token=${token}`, () => server.exitCode !== null);
  } catch (error) {
    await close();
    throw new Error(`JupyterLab did not start: ${error.message}\n${tail(said)}`);
  }
  const path = notebook.split("/").map(encodeURIComponent).join("/");
  return { address: `${url}/lab/tree/${path}?token=${token}`, close };
}

/**
 * @param {string} home an empty folder
 * @param {NodeJS.ProcessEnv} env
 */
function privateSettings(home, env) {
  const settings = join(home, "settings");
  const documents = join(settings, "@jupyterlab", "docmanager-extension", "plugin.jupyterlab-settings");
  writeWhole(documents, JSON.stringify({ autosave: false }));
  return {
    ...env,
    IPYTHONDIR: join(home, "ipython"),
    JUPYTER_CONFIG_DIR: join(home, "config"),
    JUPYTER_DATA_DIR: join(home, "data"),
    JUPYTER_RUNTIME_DIR: join(home, "runtime"),
    JUPYTERLAB_SETTINGS_DIR: settings,
    JUPYTERLAB_WORKSPACES_DIR: join(home, "workspaces"),
  };
}

/** @returns {Promise<number>} */
async function freePort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  if (address === null || typeof address === "string") throw new Error("no free port on 127.0.0.1");
  return address.port;
}

/**
 * @param {string} url
 * @param {() => boolean} isOver
 */
async function answers(url, isOver) {
  for (const start = Date.now(); Date.now() - start < START_MS; await wait(100)) {
    if (isOver()) throw new Error("it ended at once");
    const response = await fetch(url).catch(() => null);
    if (response?.ok) return;
  }
  throw new Error(`no answer in ${START_MS / 1000} s`);
}
