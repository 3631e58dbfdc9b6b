import { readFile } from "node:fs/promises";
import path from "node:path";
import { parse } from "smol-toml";
import { checkPath } from "../arguments/check-values.js";
import { describeValue, isRecord } from "../arguments/describe-value.js";
import { llamaTarget } from "../targets/llama-target.js";
import { moduleTarget } from "../targets/module-target.js";
import { ollamaTarget } from "../targets/ollama-target.js";
import { openaiTarget } from "../targets/openai-target.js";
import { simulatedTarget } from "../targets/simulated-target.js";
import { transformersTarget } from "../targets/transformers-target.js";
import { messageOf } from "../text/error-message.js";
import type { CaseSet, Target } from "../types/index.js";
import { checkLoad } from "../workload/check-load.js";
import { loadCases } from "../workload/load-cases.js";
import type { RunOptions } from "./options.js";

type Table = Readonly<Record<string, unknown>>;

/** What each `kind` of target is made with. The factories check the settings; a cast hands them over unread. */
const targetFactories: Readonly<Record<string, (settings: never) => Target>> = {
  llama: llamaTarget,
  openai: openaiTarget,
  ollama: ollamaTarget,
  transformers: transformersTarget,
  simulated: simulatedTarget,
  module: moduleTarget,
};

/** Settings that make no sense in a file. */
const onlyInCode = ["onProgress", "signal"];

/**
 * Reads the options of {@link runBenchmark} from a file, TOML or JSON: `cases` is the path of a case file, or
 * `{ file, columns, format }` with the options of `loadCases`; `targets` is a list of `{ kind, … }` with the settings of `llamaTarget`
 * and its kin, `load` has the fields of a `Load`, and everything else is named as in `RunOptions`. In `generation` the text `"unset"` is
 * null, which TOML has not. Paths are relative to the file: `cases`, `directory`, `plan`, a driver's `module`, and a `model` or
 * `tokenizer` that begins with a dot.
 * @throws when the file cannot be read, is no TOML or JSON, or a setting is missing, unknown or of the wrong type, naming it.
 * @example
 * await bb.runBenchmark(await bb.readRunConfig("first.toml"));
 */
export async function readRunConfig(file: string): Promise<RunOptions> {
  checkPath("readRunConfig", "file", file);
  const config = await parsed(file);
  const beside = (name: string) => path.resolve(path.dirname(file), name);
  try {
    const { cases, targets, load, generation, directory, plan, ...rest } = config;
    const misplaced = onlyInCode.find((key) => key in rest);
    if (misplaced !== undefined) throw new Error(`${misplaced} is a function's setting: it has no place in a file`);
    return {
      ...rest,
      cases: await casesOf(cases, beside),
      targets: tables("targets", targets).map((target, at) => targetFrom(target, `targets[${at}]`, beside)),
      ...(generation === undefined ? {} : { generation: withoutUnset(table("generation", generation)) }),
      ...(load === undefined ? {} : { load: checkLoad(table("load", load) as never) }),
      ...(directory === undefined ? {} : { directory: beside(text("directory", directory)) }),
      ...(plan === undefined ? {} : { plan: beside(text("plan", plan)) }),
    };
  } catch (error) {
    throw new Error(`${file}: ${messageOf(error)}`);
  }
}

/** A case file by its path, or as `{ file, columns, format }`. */
function casesOf(cases: unknown, beside: (name: string) => string): Promise<CaseSet> {
  if (!isRecord(cases)) return loadCases(beside(text("cases", cases)));
  const { file, ...options } = cases;
  return loadCases(beside(text("cases.file", file)), options);
}

async function parsed(file: string): Promise<Table> {
  const content = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    const why = error.code === "ENOENT" ? "no such file" : error.code === "EISDIR" ? "it is a folder" : error.code;
    throw new Error(`the configuration ${file} cannot be read: ${why}`);
  });
  const json = file.toLowerCase().endsWith(".json");
  try {
    return table("the file", json ? JSON.parse(content) : parse(content));
  } catch (error) {
    const [why] = messageOf(error).split("\n");
    throw new Error(`${file}: expected ${json ? "JSON" : "TOML (or a name that ends in .json)"}: ${why}`);
  }
}

function targetFrom(given: Table, where: string, beside: (name: string) => string): Target {
  const { kind, ...settings } = given;
  const make = typeof kind === "string" && Object.hasOwn(targetFactories, kind) ? targetFactories[kind] : undefined;
  if (make === undefined)
    throw new Error(
      `expected ${where}.kind to be one of ${Object.keys(targetFactories).join(", ")}, got ${describeValue(kind)}`,
    );
  const { model, module, tokenizer } = settings;
  return make({
    ...settings,
    ...(typeof model === "string" && /^\.\.?[/\\]/.test(model) ? { model: beside(model) } : {}),
    ...(typeof tokenizer === "string" && /^\.\.?[/\\]/.test(tokenizer) ? { tokenizer: beside(tokenizer) } : {}),
    ...(typeof module === "string" ? { module: beside(module) } : {}),
  } as never);
}

/** A setting that is `"unset"` is left to the engine. */
const withoutUnset = (generation: Table): Table =>
  Object.fromEntries(Object.entries(generation).map(([name, value]) => [name, value === "unset" ? null : value]));

function text(name: string, value: unknown): string {
  if (typeof value === "string" && value.trim() !== "") return value;
  throw new Error(`expected ${name} to be a path, got ${describeValue(value)}`);
}

function table(name: string, value: unknown): Table {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Table;
  throw new Error(`expected ${name} to be a table of settings, got ${describeValue(value)}`);
}

function tables(name: string, value: unknown): readonly Table[] {
  if (Array.isArray(value) && value.length > 0) return value.map((one, at) => table(`${name}[${at}]`, one));
  throw new Error(`expected ${name} to be a list of at least one table, got ${describeValue(value)}`);
}
