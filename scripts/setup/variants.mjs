import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { mustRun } from "./command.mjs";
import { scripts, shown, venvPython, weights } from "./paths.mjs";
import { fileDigest, stampAt } from "./stamp.mjs";
import { StepError } from "./step.mjs";

/** @typedef {{ kind: "F16" | "Q8_0" | "Q4_0", path: string, bytes: number, sha256: string }} Variant */

/** The file that every variant is made from. */
export const SOURCE = "smollm2-135m-instruct-q4_1.gguf";

/**
 * The variants of the shipped weights. The hashes hold on every machine: each weight is rounded by itself.
 *
 * @type {readonly Variant[]}
 */
export const VARIANTS = [
  {
    kind: "F16",
    path: "smollm2-135m-instruct-f16.gguf",
    bytes: 270885952,
    sha256: "bf96b6ccd3424db8cd70940c4fed41eba58a605ac2cb3e9dea76b5d81143cdc6",
  },
  {
    kind: "Q8_0",
    path: "smollm2-135m-instruct-q8_0.gguf",
    bytes: 144811072,
    sha256: "2bee9587dc93d258aac88b8abefe479bea465140b6a6ca5da1eba52463be2c3d",
  },
  {
    kind: "Q4_0",
    path: "smollm2-135m-instruct-q4_0.gguf",
    bytes: 91726912,
    sha256: "99789ae88a5aeda1afeafbcc1cdbb32c9de83f35979fe662ee7f2417a9a1c53c",
  },
];

/**
 * The step that makes one variant from the shipped weights, which takes some twenty seconds. It is made under another name and
 * moved to its place whole, and counts as done when its hash is right.
 *
 * @param {Variant} variant
 * @param {{ folder?: string, source?: string }} [options] other places, for tests
 */
export function variantStep(variant, { folder = weights, source = join(weights, SOURCE) } = {}) {
  const file = join(folder, variant.path);
  const stamp = stampAt(join(folder, ".verified", variant.path));
  return {
    async isDone() {
      if (stamp.matches(stateOf(file, variant))) return true;
      if (statSync(file, { throwIfNoEntry: false })?.size !== variant.bytes) return false;
      if ((await fileDigest(file)) !== variant.sha256) return false;
      stamp.write(stateOf(file, variant));
      return true;
    },
    async act() {
      stamp.remove();
      mkdirSync(folder, { recursive: true });
      await mustRun(venvPython, [join(scripts, "python", "requantize.py"), source, file, variant.kind], {
        otherwise: `${shown(file)} could not be made: see below. "npm run setup" brings what it needs; then run the same command again.`,
      });
      const found = await fileDigest(file);
      if (found !== variant.sha256)
        throw new StepError(
          `${shown(file)} is not the expected file: expected sha256 ${variant.sha256}, got ${found}. Run "npm run setup", then the same command again.`,
        );
      stamp.write(stateOf(file, variant));
    },
  };
}

/**
 * Size and time of the file: as long as these stay, the hash need not be computed again.
 *
 * @param {string} file
 * @param {Variant} variant
 */
function stateOf(file, { sha256 }) {
  const stat = statSync(file, { throwIfNoEntry: false });
  return `${sha256} ${stat?.size} ${stat?.mtimeMs}`;
}
