import { existsSync } from "node:fs";
import { join } from "node:path";
import { buildStep } from "./build.mjs";
import { kernelStep } from "./kernel.mjs";
import { packagesStep } from "./packages.mjs";
import { isPackage, root, weights } from "./paths.mjs";
import { environmentStep, hasLab, labStep, pythonPackagesStep } from "./python.mjs";
import { describeFailure, runStep, StepError } from "./step.mjs";
import { inTurn } from "./turn.mjs";
import { isAtLeast, OLDEST, parseVersion } from "./versions.mjs";
import { MANIFEST, weightsStep } from "./weights.mjs";

/** @typedef {"lab"} Part what not everyone needs: "lab" is JupyterLab */
/** @typedef {(text: string) => void} Write */

/**
 * Everything the project needs, inside its own folder: packages, Python environment, kernel, weights, build. Each step prints
 * one line, is passed over when it is done, and may be interrupted at any moment.
 *
 * @param {{ parts?: Part[], write?: Write }} [options]
 * @throws {StepError} when a step failed; the message says what to do
 */
export async function setUp({ parts = [], write = (text) => process.stdout.write(text) } = {}) {
  checkNode(process.versions.node);
  const steps = stepsFor({ lab: parts.includes("lab") || hasLab() });
  const turn = join(weights, ".set-up-running");
  const onWait = (/** @type {string} */ holder) =>
    write(`waiting for another set-up of this folder, process ${holder}\n`);
  const work = async () => {
    for (const [what, step] of steps) await runStep(what, step, write);
  };
  await inTurn(turn, work, onWait);
}

/**
 * Set up, or say in one line what to do and end this process with exit code 1.
 *
 * @param {{ parts?: Part[], write?: Write }} [options]
 */
export async function setUpOrExit(options) {
  try {
    await setUp(options);
  } catch (error) {
    console.error(describeFailure(error));
    process.exit(1);
  }
}

/** @typedef {[string, { isDone: () => boolean | Promise<boolean>, act: () => unknown }]} NamedStep */

/**
 * The steps in their order: each may rely on those before it.
 *
 * @param {{ lab: boolean }} wanted
 * @returns {NamedStep[]}
 */
function stepsFor({ lab }) {
  return [
    ...(isPackage ? [] : [/** @type {NamedStep} */ (["npm packages", packagesStep])]),
    ["Python environment", environmentStep],
    ["Python packages", pythonPackagesStep],
    ...(lab ? [/** @type {NamedStep} */ (["JupyterLab", labStep])] : []),
    ["TypeScript kernel", kernelStep],
    ...MANIFEST.filter(isUsed).map((model) => /** @type {NamedStep} */ ([`weights ${model.name}`, weightsStep(model)])),
    ...(isPackage ? [] : [/** @type {NamedStep} */ (["library", buildStep])]),
  ];
}

/**
 * A project that has not the engine of a model does not need its weights.
 *
 * @param {import("./weights.mjs").Weights} model
 */
const isUsed = ({ engine }) => existsSync(join(root, "node_modules", engine)) || !isPackage;

/** @param {string} running version of Node */
export function checkNode(running) {
  const version = parseVersion(running);
  if (version !== null && isAtLeast(version, OLDEST.node)) return;
  throw new StepError(
    `Node ${OLDEST.node.join(".")} or newer is needed, this is ${running}: install a newer one, then run this again.`,
  );
}
