// npm run variants: makes F16, Q8_0 and Q4_0 of the shipped weights, for the seed that compares them. What is there is passed over.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { shown, venvPython, weights } from "./setup/paths.mjs";
import { pythonPackagesStep } from "./setup/python.mjs";
import { describeFailure, runStep, StepError } from "./setup/step.mjs";
import { inTurn } from "./setup/turn.mjs";
import { SOURCE, VARIANTS, variantStep } from "./setup/variants.mjs";

if (process.argv.length > 2) {
  console.error(`expected nothing, got ${process.argv[2]}: npm run variants makes all three`);
  process.exit(2);
}
const write = (/** @type {string} */ text) => process.stdout.write(text);
try {
  for (const needed of [venvPython, join(weights, SOURCE)])
    if (!existsSync(needed)) throw new StepError(`${shown(needed)} is not there: run "npm run setup" first.`);
  const onWait = (/** @type {string} */ holder) =>
    write(`waiting for another set-up of this folder, process ${holder}\n`);
  await inTurn(join(weights, ".set-up-running"), makeAll, onWait);
} catch (error) {
  console.error(describeFailure(error));
  process.exit(1);
}

async function makeAll() {
  const left = [];
  for (const variant of VARIANTS) if (!(await variantStep(variant).isDone())) left.push(variant);
  if (left.length > 0) await runStep("Python packages", pythonPackagesStep, write);
  for (const variant of VARIANTS)
    await runStep(`weights ${variant.path} (${variant.kind})`, variantStep(variant), write);
}
