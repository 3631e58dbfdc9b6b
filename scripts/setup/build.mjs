import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { mustRun } from "./command.mjs";
import { root } from "./paths.mjs";
import { stampAt, writeWhole } from "./stamp.mjs";

const tsc = join(root, "node_modules", "typescript", "bin", "tsc");

/** lib/ compiled into lib/dist/, without its tests. */
export const buildStep = compiling({
  project: "tsconfig.json",
  compiled: join(root, "lib", "dist"),
  sources: [["lib", ""]],
  isSource: (path) => path.endsWith(".ts") && !path.endsWith(".test.ts"),
  otherwise: "The library does not compile: mend the errors below, then run the same command again.",
});

/** lib/ with its tests and tests/ compiled into build/. */
export const testBuildStep = compiling({
  project: "tests/tsconfig.json",
  compiled: join(root, "build"),
  sources: [
    ["lib", "lib"],
    ["tests", "tests"],
  ],
  isSource: (path) => path.endsWith(".ts"),
  otherwise: "The tests do not compile: mend the errors below, then run the same command again.",
});

/**
 * One project of the compiler as a step of the set-up.
 *
 * @param {{ project: string, compiled: string, sources: [string, string][], isSource: (path: string) => boolean, otherwise: string }} options
 *   `sources` are folders of the project, each with the folder of `compiled` that it goes to
 */
function compiling({ project, compiled, sources, isSource, otherwise }) {
  const stamp = stampAt(join(compiled, ".benchbook-build"));
  const fingerprint = () => fingerprintOf(project, sources, isSource);
  return {
    isDone: () => stamp.matches(fingerprint()),
    async act() {
      const before = fingerprint();
      stamp.remove();
      for (const [from, to] of sources) removeStale(join(root, from), join(compiled, to), isSource);
      writeWhole(join(compiled, "package.json"), '{ "type": "module" }\n');
      await mustRun(process.execPath, [tsc, "--project", join(root, project), "--pretty", "false"], { otherwise });
      stamp.write(before); // a file saved meanwhile makes it old at once, as it should
    },
  };
}

/**
 * Everything that the result depends on: each source by size and time, the settings and the compiler by content.
 *
 * @param {string} project
 * @param {[string, string][]} sources
 * @param {(path: string) => boolean} isSource
 */
function fingerprintOf(project, sources, isSource) {
  const lines = sources.flatMap(([folder]) =>
    listFiles(join(root, folder))
      .filter(isSource)
      .map((path) => {
        const { size, mtimeMs } = statSync(join(root, folder, path));
        return `${folder}/${path} ${size} ${mtimeMs}`;
      }),
  );
  const settings = [...new Set(["tsconfig.json", project, "lib/package.json", "package-lock.json"])];
  return [...lines, ...settings.map((name) => readFileSync(join(root, name), "utf8"))].join("\n");
}

/**
 * Remove what was compiled from sources that are gone: else their tests would still run, and imports of them still work.
 *
 * @param {string} sources folder of .ts files
 * @param {string} compiled folder of what tsc made of them
 * @param {(path: string) => boolean} [isSource] which sources are compiled at all
 * @returns {string[]} the removed files
 */
export function removeStale(sources, compiled, isSource = () => true) {
  const made = listFiles(compiled).filter((path) => /\.(d\.ts|js|js\.map)$/.test(path));
  const stale = made.filter((path) => {
    const source = path.replace(/\.(d\.ts|js|js\.map)$/, ".ts");
    return !isSource(source) || !existsSync(join(sources, source));
  });
  for (const path of stale) rmSync(join(compiled, path));
  return stale;
}

/**
 * The files under a folder, sorted, by their path in it; compiled and installed ones are passed over.
 *
 * @param {string} folder
 * @returns {string[]}
 */
export function listFiles(folder) {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    if (!entry.isDirectory()) return [entry.name];
    if (entry.name === "dist" || entry.name === "node_modules") return [];
    return listFiles(join(folder, entry.name)).map((path) => join(entry.name, path));
  });
}
