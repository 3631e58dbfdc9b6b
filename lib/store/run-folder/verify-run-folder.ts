import { lstat, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { SealedFile } from "../../types/index.js";
import { planSha256 } from "../../workload/sealed-plan.js";
import { allDerivations, type Derivations, type Derive, readContent } from "./derived-files.js";
import { expectFile } from "./files/expect-file.js";
import { errorText } from "./files/file-layer.js";
import { digestFiles, listRunFiles } from "./list-files.js";
import { MANIFEST_FILE, readManifest } from "./manifest-file.js";
import { openRunFolder, shrunken } from "./open-run-folder.js";
import { firstDifference } from "./same-numbers.js";

/** What a verification found. */
export interface Verification {
  /** True when every check passed. */
  readonly ok: boolean;
  /** One line for each thing that is wrong. */
  readonly problems: readonly string[];
  /** One line for each thing that was checked and is right. */
  readonly checked: readonly string[];
  /** Files in the folder that the manifest does not know and that no part of Benchbook writes. */
  readonly unknownFiles: readonly string[];
  /** Pages that another Benchbook wrote: their bytes were checked against their hashes, and they were not written again. */
  readonly notMadeAgain: readonly string[];
}

/** What {@link verifyRunFolder} makes again. */
export interface VerifyOptions {
  /** Files that publish numbers. They are always recomputed, no matter which version wrote them. */
  readonly derive?: Derivations;
  /** Pages: numbers in words, whose wording changes from version to version. Only the version that wrote them can rewrite them. */
  readonly pages?: Derivations;
  /** Keys of what is judged by rules, which change from version to version as wording does: of what another Benchbook made they are not held to today's. */
  readonly judgments?: readonly string[];
  /** Which Benchbook this is, as it names itself when it seals a run. */
  readonly buildId?: string;
}

const OWN_FILE = /^((journal|samples|scores)\.jsonl|trials\.csv|summary\.json|report\.(md|html)|figures\/.*)$/;

/**
 * Checks a run folder against itself: the manifest's own hash, the hash of every file that it names, every line of the
 * journal, and every derived file recomputed from the journal (`trials.csv`, and what `derive` and `pages` name). What this
 * very Benchbook made must come out byte for byte. Of what another one made, every published number and text of `derive` but its
 * `judgments` must come out, and `pages` are held to their hashes alone, since their wording may have changed. One changed byte anywhere is a problem. It shows that nothing was changed by accident or in one
 * place; who rewrites everything with its hashes is not found out. Does not throw for a bad folder: that is a finding.
 */
export async function verifyRunFolder(directory: string, options: VerifyOptions = {}): Promise<Verification> {
  const folder = resolve(directory);
  const problems: string[] = [];
  const checked: string[] = [];
  const unknownFiles: string[] = [];
  const check = async (what: string, task: () => Promise<readonly string[]>) => {
    const wrong = await task().catch((error: unknown) => [errorText(error)]);
    if (wrong.length === 0) checked.push(what);
    problems.push(...wrong.map((text) => `${what}: ${text}`));
  };
  await check(`${MANIFEST_FILE} is as it was written`, () => manifestProblems(folder));
  await check("every file has its hash", async () => {
    const { wrong, right, unknown } = await hashProblems(folder);
    checked.push(...right.map((path) => `${path} has its hash`));
    unknownFiles.push(...unknown);
    return wrong;
  });
  await check("every row of the journal is whole", () => rowProblems(folder));
  for (const [name, derive] of Object.entries(allDerivations(options.derive ?? {}))) {
    await check(`${name} follows from the journal`, () => derivedProblems(folder, name, derive, options));
  }
  const notMadeAgain: string[] = [];
  for (const [name, derive] of Object.entries(options.pages ?? {})) {
    const page = await sealedFile(folder, name);
    if (page !== undefined && page.madeBy !== options.buildId) notMadeAgain.push(name);
    else if (page !== undefined)
      await check(`${name} follows from the journal`, () => derivedProblems(folder, name, derive, options));
  }
  return { ok: problems.length === 0, problems, checked, unknownFiles, notMadeAgain };
}

async function manifestProblems(folder: string): Promise<string[]> {
  const { manifest, intact } = await readManifest(folder);
  const problems = intact ? [] : ["its bytes do not fit the hash at its end"];
  if (manifest.sealedPlan && planSha256(manifest.sealedPlan) !== manifest.sealedPlan.sha256)
    problems.push("its sealed plan does not fit that plan's own hash");
  if (manifest.state === "running") problems.push("the run was never sealed");
  return problems;
}

async function hashProblems(folder: string) {
  const { manifest } = await readManifest(folder);
  const present = new Set(await listRunFiles(folder));
  const wrong: string[] = [];
  const right: string[] = [];
  for (const [path, expected] of Object.entries(manifest.files)) {
    if (!present.delete(path)) {
      wrong.push(`${path} is missing`);
      continue;
    }
    if ((await lstat(join(folder, path))).isSymbolicLink()) {
      wrong.push(`${path} is a link: the run does not hold this file itself`);
      continue;
    }
    const found = (await digestFiles(folder, [path]))[path];
    if (found?.sha256 === expected.sha256 && found.bytes === expected.bytes) right.push(path);
    else wrong.push(`${path} was changed: ${expected.bytes} bytes sealed, ${found?.bytes} found, another hash`);
  }
  const unsealed = [...present].filter((path) => OWN_FILE.test(path));
  wrong.push(...unsealed.map((path) => `${path} is not in the manifest`));
  return { wrong, right, unknown: [...present].filter((path) => !OWN_FILE.test(path)) };
}

/** Problems of the rows that the sealed manifest does not tell already. */
async function rowProblems(folder: string): Promise<string[]> {
  const { manifest: sealed } = await readManifest(folder);
  const { manifest } = await openRunFolder(folder);
  const told = new Set([...sealed.warnings, ...(await shrunken(folder, sealed))]); // what is gone does not have its hash
  return manifest.warnings.filter((warning) => !told.has(warning) && !warning.startsWith(MANIFEST_FILE));
}

/** What the manifest says of a file; nothing when there is no manifest, which is a problem of its own. */
const sealedFile = (folder: string, name: string): Promise<SealedFile | undefined> =>
  readManifest(folder).then(
    ({ manifest }) => manifest.files[name],
    () => undefined,
  );

async function derivedProblems(
  folder: string,
  name: string,
  derive: Derive,
  { buildId, judgments }: VerifyOptions,
): Promise<string[]> {
  const expected = Buffer.from(await derive(await readContent(folder)), "utf8");
  await expectFile(join(folder, name));
  const found = await readFile(join(folder, name));
  if (expected.equals(found)) return [];
  const madeBy = (await sealedFile(folder, name))?.madeBy;
  if (madeBy !== undefined && madeBy === buildId) return ["recomputed from the journal it has other bytes"];
  const difference = firstDifference(name, found.toString("utf8"), expected.toString("utf8"), judgments);
  return difference === null ? [] : [difference];
}
