import { delimiter } from "node:path";
import { jupyterData } from "../setup/paths.mjs";

/**
 * The environment for Jupyter: our kernel comes first whatever other Jupyter the user has.
 *
 * @param {NodeJS.ProcessEnv} [given]
 * @returns {Record<string, string>}
 */
export function jupyterEnvironment(given = process.env) {
  const path = [jupyterData, given.JUPYTER_PATH].filter(Boolean).join(delimiter);
  return { ...given, JUPYTER_PATH: path, PYTHONUNBUFFERED: "1" };
}
