import { createHash } from "node:crypto";
import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { checkPath } from "../../arguments/check-values.js";
import { errorCode } from "../../store/run-folder/files/file-layer.js";
import { parseSafely } from "../../store/run-folder/files/safe-json.js";
import { writeAtomically } from "../../store/run-folder/files/write-atomically.js";
import type { Case, CaseSet, Trial } from "../../types/index.js";
import { failureText } from "../failure-text.js";

/** One result, as its file holds it. */
export interface SavedAnswer {
  readonly model: string;
  readonly prompt: string;
  readonly response: string;
  /** Seconds from sending to the end of the answer. */
  readonly latency_s: number;
}

/** A prompt that a model did not answer, as `failures.json` lists them. */
export interface SavedFailure {
  readonly model: string;
  readonly prompt: string;
  readonly error: string;
}

/** The name of the file that says what failed; it is there only when something did. */
const FAILURES_FILE = "failures.json";

/** The name of the file that says which prompts a folder of results belongs to. */
export const PROMPTS_FILE = "prompts.json";

/**
 * The file of one answer, `<model>_prompt_NN.json`. A model whose name cannot be a file name as it is
 * gets a cleaned one with a short hash of the real name, so that two models never share a file.
 */
export function answerFileName(model: string, promptIndex: number): string {
  const clean = model
    .replace(/[^A-Za-z0-9._-]+/g, "-")
    .replace(/^[.-]+/, "")
    .slice(0, 80);
  const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(clean);
  const hash = createHash("sha256").update(model).digest("hex").slice(0, 8);
  const safe = clean !== "" && clean === model && !reserved ? model : `${clean || "model"}-${hash}`;
  return `${safe}_prompt_${String(promptIndex).padStart(2, "0")}.json`;
}

/** The answered measured trials as results, model by model and prompt by prompt, with the file of each. */
export function savedAnswers(
  trials: readonly Trial[],
  cases: readonly Case[],
  modelOf: (target: string) => string,
): readonly { readonly file: string; readonly result: SavedAnswer }[] {
  return trials.flatMap((trial) => {
    const index = cases.findIndex((one) => one.id === trial.caseId);
    const prompt = cases[index]?.prompt;
    const { outcome } = trial;
    if (trial.phase !== "measured" || trial.repetition > 0 || outcome.kind !== "answered" || prompt === undefined)
      return [];
    const model = modelOf(trial.target);
    const latency_s = (trial.endAtMs - trial.dispatchedAtMs) / 1000;
    return [{ file: answerFileName(model, index), result: { model, prompt, response: outcome.text, latency_s } }];
  });
}

/** The measured trials without an answer, with the file that an answer would have. */
export function savedFailures(
  trials: readonly Trial[],
  cases: readonly Case[],
  modelOf: (target: string) => string,
): readonly { readonly file: string; readonly failure: SavedFailure }[] {
  return trials.flatMap((trial) => {
    const index = cases.findIndex((one) => one.id === trial.caseId);
    const [prompt, error] = [cases[index]?.prompt, failureText(trial)];
    if (trial.phase !== "measured" || trial.repetition > 0 || error === null || prompt === undefined) return [];
    const model = modelOf(trial.target);
    return [{ file: answerFileName(model, index), failure: { model, prompt, error } }];
  });
}

/**
 * Makes the folder ready for results of these prompts, before anything is measured.
 * @throws when it holds results of other prompts, whose comparison with the new ones would mean nothing.
 */
export async function claimFolder(directory: string, { name, version, sha256 }: CaseSet): Promise<void> {
  await mkdir(directory, { recursive: true });
  const path = join(directory, PROMPTS_FILE);
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    if (errorCode(error) === "ENOENT") return null;
    throw error;
  });
  const before = text === null ? null : parseSafely(text);
  if (typeof before === "object" && before !== null && "sha256" in before && before.sha256 !== sha256)
    throw new Error(
      `${directory} holds results of other prompts (${shown(before)}), these are ${name} ${version}: ` +
        "compare only like with like, and give --out another folder",
    );
  await writeAtomically(path, `${JSON.stringify({ name, version, sha256 }, null, 2)}\n`);
}

const shown = (prompts: object) => {
  const { name, version } = prompts as { name?: unknown; version?: unknown };
  return `${String(name ?? "unknown")} ${String(version ?? "")}`.trim();
};

/**
 * Writes each result to its own file and all of them to summary.json; what failed goes to failures.json, and an earlier run's
 * answer to the same prompt is removed. Returns the names of the files.
 */
export async function writeModelFiles(
  directory: string,
  results: readonly { readonly file: string; readonly result: SavedAnswer }[],
  failures: readonly { readonly file: string; readonly failure: SavedFailure }[],
): Promise<readonly string[]> {
  for (const { file } of failures) await rm(join(directory, file), { force: true });
  for (const { file, result } of results) await writeAtomically(join(directory, file), JSON.stringify(result, null, 2));
  const summary = results.map((one) => one.result);
  await writeAtomically(join(directory, "summary.json"), JSON.stringify(summary, null, 2));
  const failed = failures.map((one) => one.failure);
  if (failed.length === 0) await rm(join(directory, FAILURES_FILE), { force: true });
  else await writeAtomically(join(directory, FAILURES_FILE), JSON.stringify(failed, null, 2));
  return [...results.map((one) => one.file), "summary.json", ...(failed.length === 0 ? [] : [FAILURES_FILE])];
}

/** What failed in the run that a folder is of; none where there is no failures.json, as in a folder that another script wrote. */
export async function readModelFailures(directory: string): Promise<readonly SavedFailure[]> {
  const path = join(directory, FAILURES_FILE);
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    if (errorCode(error) === "ENOENT") return "[]";
    throw error;
  });
  const list = parsed(text, path);
  if (!Array.isArray(list)) throw new Error(`expected ${path} to hold a list of failures, got ${typeof list}`);
  return list.map((entry: unknown, index) => {
    const { model, prompt, error } = (entry ?? {}) as Partial<SavedFailure>;
    if (typeof model !== "string" || typeof prompt !== "string" || typeof error !== "string")
      throw new Error(`expected ${path}, failure ${index + 1} to have texts model, prompt and error`);
    return { model, prompt, error };
  });
}

/**
 * Reads the results of a folder that `benchbook harness`, or another script in the same form, wrote.
 * @throws when there is no summary.json, or it is cut off or of another form, naming the file and the entry.
 * @example
 * (await bb.recipes.readAnswers("outputs/benchmark_outputs")).map((answer) => answer.latency_s);
 */
export async function readModelAnswers(directory: string): Promise<readonly SavedAnswer[]> {
  checkPath("readHarnessAnswers", "directory", directory);
  const path = join(directory, "summary.json");
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw new Error(`expected a folder of benchmark outputs with summary.json, got ${directory}: ${errorCode(error)}`);
  });
  const list = parsed(text, path);
  if (!Array.isArray(list)) throw new Error(`expected ${path} to hold a list of results, got ${typeof list}`);
  return list.map((entry: unknown, index) => checkedResult(entry, `${path}, result ${index + 1}`));
}

function parsed(text: string, path: string): unknown {
  try {
    return parseSafely(text);
  } catch (error) {
    throw new Error(`${path} is not whole JSON (was its script interrupted?): ${(error as Error).message}`);
  }
}

function checkedResult(entry: unknown, where: string): SavedAnswer {
  const { model, prompt, response, latency_s } = (entry ?? {}) as Partial<SavedAnswer>;
  if (typeof model !== "string" || typeof prompt !== "string" || typeof response !== "string")
    throw new Error(`expected ${where} to have texts model, prompt and response`);
  if (typeof latency_s !== "number" || !(latency_s >= 0))
    throw new Error(`expected ${where} to have latency_s in seconds, got ${JSON.stringify(latency_s)}`);
  return { model, prompt, response, latency_s };
}
