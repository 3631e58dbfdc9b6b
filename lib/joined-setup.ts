// Part of the door: joins what the set-up left behind with the notebook that looks at it.
import { checkSetup as check, type SetupPart } from "./notebook/check-setup.js";
import { benchbookVersion, projectRoot, weightsDirectory } from "./project-root.js";

/**
 * What Benchbook needs on this machine, part by part, and what to do where something is missing. Never throws.
 *
 * @example
 * showTable(await checkSetup());
 */
export const checkSetup = (): Promise<readonly SetupPart[]> =>
  check({ projectRoot, weightsDirectory, benchbookVersion: benchbookVersion() });
