import { stat } from "node:fs/promises";
import path from "node:path";
import { benchbookVersion, projectRoot, weightsDirectory } from "../project.js";
import { inNotebook } from "./kernel.js";

/** One part of what Benchbook needs, and what to do where it is missing. */
export interface SetupPart {
  readonly part: string;
  readonly state: "in place" | "missing";
  readonly detail: string;
  /** Empty when nothing needs doing. */
  readonly todo: string;
}

const leastNode = [20, 19] as const; // the first that can require an ES module, as cells do

/**
 * What Benchbook needs on this machine, part by part, and what to do where something is missing. Never throws.
 *
 * @example
 * bb.showTable(await bb.checkSetup());
 */
export const checkSetup = (): Promise<readonly SetupPart[]> =>
  setupParts({ projectRoot, weightsDirectory, benchbookVersion: benchbookVersion() });

/** Where the parts are. */
export interface SetupPlaces {
  readonly projectRoot: string;
  readonly weightsDirectory: string;
  readonly benchbookVersion: string;
}

/** Looks at every part in these places, and never throws: what is missing is a row. */
export async function setupParts({
  projectRoot,
  weightsDirectory,
  benchbookVersion,
}: SetupPlaces): Promise<readonly SetupPart[]> {
  const virtualEnvironment = path.join(projectRoot, ".venv", process.platform === "win32" ? "Scripts" : "bin");
  const again = "run: npm run setup";
  return [
    nodePart(),
    part(
      "notebook kernel",
      inNotebook(),
      inNotebook() ? "tslab" : "this is not a notebook",
      "open it with: npm run lab",
    ),
    part("Benchbook", true, benchbookVersion, ""),
    await filePart(
      "Python side",
      path.join(virtualEnvironment, process.platform === "win32" ? "python.exe" : "python"),
      again,
    ),
    await filePart("language model", path.join(weightsDirectory, "smollm2-135m-instruct-q4_1.gguf"), again),
    await filePart("sentence encoder", path.join(weightsDirectory, "all-MiniLM-L6-v2", "onnx", "model.onnx"), again),
    await filePart("folder for results", path.join(projectRoot, "outputs"), "make a folder called outputs"),
  ];
}

const part = (name: string, isThere: boolean, detail: string, todo: string): SetupPart => ({
  part: name,
  state: isThere ? "in place" : "missing",
  detail,
  todo: isThere ? "" : todo,
});

function nodePart(): SetupPart {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const enough = major > leastNode[0] || (major === leastNode[0] && minor >= leastNode[1]);
  return part("Node", enough, process.versions.node, `install Node ${leastNode.join(".")} or newer`);
}

async function filePart(name: string, file: string, todo: string): Promise<SetupPart> {
  const found = await stat(file).catch(() => null);
  const isLarge = found !== null && found.size >= 1e5;
  const size = found?.isFile() ? (isLarge ? `${(found.size / 1e6).toFixed(1)} MB` : "file") : "folder";
  return part(name, found !== null, found ? size : `not at ${file}`, todo);
}
