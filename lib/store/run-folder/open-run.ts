import { checkPath } from "../../arguments/check-values.js";
import type { Run } from "../../types/index.js";
import { openRunFolder } from "./open-run-folder.js";
import { shownShortly } from "./run-text.js";

/**
 * Opens a run folder, finished or broken off. What its journal's problems are is in `manifest.warnings`.
 * @throws when the folder holds no run, or one of a newer schema.
 * @example
 * const first = await bb.openRun("outputs/first-20261122-181943-771837cb");
 */
export async function openRun(directory: string): Promise<Run> {
  checkPath("openRun", "directory", directory);
  return shownShortly(await openRunFolder(directory));
}
