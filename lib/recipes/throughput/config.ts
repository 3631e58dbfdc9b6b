import { readFile } from "node:fs/promises";
import { parse, TomlError } from "smol-toml";
import { describeValue } from "../../arguments/describe-value.js";

/** How text is generated in `benchbook infer`. */
export interface ThroughputGeneration {
  /** Of the sampler; every iteration starts from it. Null leaves it to the engine. */
  readonly seed: number | null;
  /** True demands the same tokens in every iteration, and the result is bad when they differ. */
  readonly deterministic: boolean;
  /** 0 always takes the likeliest token. */
  readonly temperature: number;
  /** The number of likeliest tokens to draw from; 0 draws from all. */
  readonly topK: number;
  readonly topP: number;
  /** 1 is no penalty. */
  readonly repetitionPenalty: number;
  /** False evaluates the whole text again for every token. */
  readonly useKvCache: boolean;
}

interface Expected {
  readonly what: string;
  readonly holds: (value: unknown) => boolean;
}

const isNumber = (value: unknown, low: number, high = Infinity): value is number =>
  typeof value === "number" && Number.isFinite(value) && value >= low && value <= high;
const wholeFromZero: Expected = {
  what: "a whole number of at least 0",
  holds: (value) => Number.isSafeInteger(value) && isNumber(value, 0),
};
const trueOrFalse: Expected = { what: "true or false", holds: (value) => typeof value === "boolean" };

const expected: Readonly<Record<keyof ThroughputGeneration, Expected>> = {
  seed: wholeFromZero,
  deterministic: trueOrFalse,
  temperature: { what: "a number of at least 0", holds: (value) => isNumber(value, 0) },
  topK: { ...wholeFromZero, what: `${wholeFromZero.what} (0 draws from all tokens)` },
  topP: { what: "a number above 0 and up to 1", holds: (value) => isNumber(value, 0, 1) && value > 0 },
  repetitionPenalty: { what: "a number above 0 (1 is no penalty)", holds: (value) => isNumber(value, 0) && value > 0 },
  useKvCache: trueOrFalse,
};

/** A setting's name in a configuration file and in the JSON: `top_k` for `topK`. */
const nameInFile = (key: string) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const keys = Object.keys(expected) as readonly (keyof ThroughputGeneration)[];

/**
 * Checks settings of a generation that a caller gives: every key known, every value of its type and range.
 * @throws naming the first key that is wrong, what was expected and what came.
 */
export function checkThroughputGeneration(given: Partial<ThroughputGeneration>): Partial<ThroughputGeneration> {
  return checked(given, (key) => key, "generation");
}

/**
 * Reads the `[generation]` section of a TOML file: `seed`, `deterministic`, `temperature`, `top_k`, `top_p`,
 * `repetition_penalty`, `use_kv_cache`. Other sections belong to other programs (a training script keeps its own in the
 * same file) and are not looked at.
 * @throws when the file cannot be read, is not TOML, has no such section, or holds a key that is unknown or of a wrong type.
 */
export async function readThroughputConfig(file: string): Promise<Partial<ThroughputGeneration>> {
  const config = parsed(await text(file), file);
  const astray = keys.map(nameInFile).find((key) => Object.hasOwn(config, key));
  if (astray !== undefined) throw new Error(`${file}: expected ${astray} inside [generation], got it outside`);
  const { generation } = config;
  if (generation === undefined)
    throw new Error(`${file}: expected a section [generation], got ${Object.keys(config).join(", ") || "nothing"}`);
  if (!isTable(generation))
    throw new Error(`${file}: expected [generation] to be a section, got ${describeValue(generation)}`);
  return checked(generation, nameInFile, `${file}, [generation]`);
}

/** The given values under their own keys, undefined ones left out; `nameOf` says what the giver calls them. */
function checked(given: object, nameOf: (key: string) => string, where: string): Partial<ThroughputGeneration> {
  const said = Object.entries(given).filter(([, value]) => value !== undefined);
  const entries = said.map(([name, value]) => {
    const key = keys.find((one) => nameOf(one) === name);
    if (key === undefined) throw new Error(`${where}: unknown key "${name}"; known are ${keys.map(nameOf).join(", ")}`);
    if (!expected[key].holds(value))
      throw new Error(`${where}: expected ${name} to be ${expected[key].what}, got ${describeValue(value)}`);
    return [key, value];
  });
  return Object.fromEntries(entries);
}

async function text(file: string): Promise<string> {
  return readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new Error(
      `the configuration ${file} cannot be read: ${error.code === "ENOENT" ? "no such file" : error.code}`,
    );
  });
}

function parsed(content: string, file: string): Readonly<Record<string, unknown>> {
  try {
    return parse(content);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    throw new Error(`${file}: not valid TOML in line ${error.line}: ${error.message.split("\n")[0]}`);
  }
}

const isTable = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
