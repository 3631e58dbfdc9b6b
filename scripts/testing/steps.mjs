import { existsSync } from "node:fs";
import { join } from "node:path";
import { listFiles } from "../setup/build.mjs";
import { mustRun } from "../setup/command.mjs";
import { root } from "../setup/paths.mjs";
import { describeFailure, runStep } from "../setup/step.mjs";

const tool = (/** @type {string[]} */ ...path) => join(root, "node_modules", ...path);
const isDone = () => false;

/** Format and lint of every file. */
export const formatStep = {
  isDone,
  act: () =>
    mustRun(
      process.execPath,
      [
        tool("@biomejs", "biome", "bin", "biome"),
        "check",
        "--colors=off",
        "--max-diagnostics=5",
        "--diagnostic-level=warn",
      ],
      { otherwise: "Format or lint is wrong:" },
    ),
};

/** Types of the files that no build compiles: scripts/, bench/ and tests/*.mjs. */
export const scriptTypesStep = {
  isDone,
  act: () =>
    mustRun(
      process.execPath,
      [tool("typescript", "bin", "tsc"), "--project", join(root, "scripts"), "--pretty", "false"],
      {
        otherwise: "The types of scripts/, bench/ or tests/*.mjs are wrong:",
      },
    ),
};

/**
 * Runs one step and prints its line; a failure is printed, not thrown.
 *
 * @param {string} what
 * @param {Parameters<typeof runStep>[1]} step
 * @returns {Promise<boolean>} whether it passed
 */
export async function passes(what, step) {
  try {
    await runStep(what, step, (text) => process.stdout.write(text));
    return true;
  } catch (error) {
    console.error(describeFailure(error, 40));
    return false;
  }
}

/**
 * The compiled test files of some folders of the project. Exits when one was not compiled.
 *
 * @param {readonly string[]} folders
 */
export function compiledTests(folders) {
  const files = folders.flatMap((folder) =>
    listFiles(join(root, folder))
      .filter((path) => path.endsWith(".test.ts"))
      .map((path) => join(root, "build", folder, path.replace(/\.ts$/, ".js"))),
  );
  const missing = files.find((file) => !existsSync(file));
  if (missing === undefined) return files;
  console.error(`${missing} was not compiled: remove build/ and run npm test again`);
  process.exit(1);
}
