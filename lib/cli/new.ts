import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { benchbookVersion, projectFile, projectRoot } from "../project.js";
import { type AddCommand, doing, exitCodes } from "./command.js";

interface Given {
  readonly arguments: readonly [string];
  readonly with: string;
  readonly from?: string;
}

/** `benchbook new FOLDER`: a new project, with a notebook and a run to begin with. */
export const addNew: AddCommand = (program) => {
  program
    .command("new")
    .description("make a project with a notebook, cases and a run to begin with")
    .argument("<folder>", "where it goes; must not exist, or be empty")
    .option("--with <packages>", `engines and extras, separated by commas, or "none"`, ENGINE)
    .option("--from <spec>", "where the project gets Benchbook from, as in package.json (default: a copy of this one)")
    .addHelpText("after", "\nExample:\n  npx benchbook new mine && cd mine && npm start")
    .addHelpText("after", exitCodes("the project could not be made"))
    .action(doing<Given>(newProject));
};

interface OwnPackage {
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly overrides: Readonly<Record<string, unknown>>;
}

async function newProject({ arguments: [given], with: extras, from }: Given) {
  const folder = path.resolve(given);
  if (existsSync(folder)) throw new Error(`expected a folder that does not exist, got ${folder}: name another one`);
  const own = JSON.parse(await readFile(projectFile("package.json"), "utf8")) as OwnPackage;
  const wanted = extras === "none" ? [] : extras.split(",").map((name) => name.trim());
  const unknown = wanted.filter((name) => own.peerDependencies[name] === undefined);
  if (unknown.length > 0)
    throw new Error(
      `--with expected any of ${Object.keys(own.peerDependencies).join(", ")}, or none, got ${unknown.join(", ")}`,
    );
  await cp(projectFile("data/new-project"), folder, { recursive: true });
  await rename(path.join(folder, "gitignore"), path.join(folder, ".gitignore"));
  await fillIn(folder, wanted.includes(ENGINE));
  const spec = from ?? (await packedInto(folder));
  await writeFile(path.join(folder, "package.json"), packageText(path.basename(folder), spec, wanted, own));
  const text = `made ${given}\nnext: cd ${given} && npm start`;
  return { text, json: { folder, benchbook: spec, with: wanted }, good: true };
}

const ENGINE = "node-llama-cpp";
const MODEL = "smollm2-135m-instruct-q4_1";

/** Replaces what depends on the target and on the project's name. */
async function fillIn(folder: string, hasEngine: boolean): Promise<void> {
  const values: Readonly<Record<string, string>> = {
    name: path.basename(folder),
    target: hasEngine
      ? `kind = "llama"\nmodel = "${MODEL}"`
      : 'kind = "simulated"\nname = "simulated"\ntimeToFirstTokenMs = 50\ngapMs = 5\ntokens = 40',
    expression: hasEngine
      ? `bb.llamaTarget({ model: \\"${MODEL}\\" })`
      : 'bb.simulatedTarget({ name: \\"simulated\\", timeToFirstTokenMs: 50, gapMs: 5, tokens: 40 })',
  };
  for (const file of ["README.md", "first.toml", "notebooks/first.ipynb"]) {
    const place = path.join(folder, file);
    const text = await readFile(place, "utf8");
    await writeFile(
      place,
      text.replaceAll(/\{\{(\w+)\}\}/g, (_, name) => values[name] ?? ""),
    );
  }
}

/** Puts a copy of this very Benchbook into the project, so that it does not depend on where it came from. */
async function packedInto(folder: string): Promise<string> {
  await mkdir(path.join(folder, "packages"));
  const args = ["pack", "--silent", "--ignore-scripts", "--pack-destination", path.join(folder, "packages")];
  await promisify(execFile)("npm", args, { cwd: projectRoot, shell: process.platform === "win32" });
  return `file:packages/benchbook-${benchbookVersion()}.tgz`;
}

const INSTALL = "npm install --no-audit --no-fund --loglevel=error";
const SCRIPTS = "node node_modules/benchbook/scripts";

function packageText(name: string, spec: string, wanted: readonly string[], own: OwnPackage): string {
  const hasEngine = wanted.includes(ENGINE);
  const versions = Object.fromEntries(["tslab", ...wanted].map((one) => [one, own.peerDependencies[one]]));
  const manifest = {
    ...{ name: name.toLowerCase().replaceAll(/[^a-z0-9._-]+/g, "-"), private: true },
    scripts: {
      start: `${INSTALL}${hasEngine ? ` && ${SCRIPTS}/setup.mjs` : ""} && benchbook run first.toml`,
      test: `${INSTALL} && ${SCRIPTS}/setup.mjs && ${SCRIPTS}/run-notebook.mjs notebooks/first.ipynb`,
      lab: `${INSTALL} && ${SCRIPTS}/lab.mjs notebooks/first.ipynb`,
    },
    dependencies: { benchbook: spec, ...versions },
    overrides: own.overrides,
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
