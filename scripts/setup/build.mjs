import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { mustRun } from "./command.mjs";
import { root } from "./paths.mjs";
import { stampAt } from "./stamp.mjs";

const lib = join(root, "lib");
const dist = join(lib, "dist");
const stamp = stampAt(join(dist, ".benchbook-build"));

/** lib/ compiled into lib/dist/. */
export const buildStep = {
  isDone: () => stamp.matches(fingerprint()),
  async act() {
    const before = fingerprint();
    stamp.remove();
    removeStale(lib, dist);
    await mustRun(process.execPath, [join(root, "node_modules", "typescript", "bin", "tsc"), "--pretty", "false"], {
      otherwise: "The library does not compile: mend the errors below, then run the same command again.",
    });
    stamp.write(before); // a file saved meanwhile makes it old at once, as it should
  },
};

/** Everything that the result depends on: each source by size and time, the settings and the compiler by content. */
function fingerprint() {
  const sources = listFiles(lib).filter((path) => path.endsWith(".ts"));
  const lines = sources.map((path) => {
    const { size, mtimeMs } = statSync(join(lib, path));
    return `${path} ${size} ${mtimeMs}`;
  });
  const settings = ["tsconfig.json", "lib/package.json", "package-lock.json"];
  return [...lines, ...settings.map((name) => readFileSync(join(root, name), "utf8"))].join("\n");
}

/**
 * Remove what was compiled from sources that are gone: else their tests would still run, and imports of them still work.
 *
 * @param {string} sources folder of .ts files
 * @param {string} compiled folder of what tsc made of them
 * @returns {string[]} the removed files
 */
export function removeStale(sources, compiled) {
  const made = listFiles(compiled).filter((path) => /\.(d\.ts|js|js\.map)$/.test(path));
  const stale = made.filter((path) => !existsSync(join(sources, path.replace(/\.(d\.ts|js|js\.map)$/, ".ts"))));
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
