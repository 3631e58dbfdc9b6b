import { checkOptions } from "../../arguments/options.js";
import { numberWithin, positiveInteger, wholeNumber } from "../settings.js";
import type { EngineFailure, EngineSettings, Freeze } from "./engine-settings.js";
import { failureClasses, isFailureClass } from "./failure-classes.js";

// The settings that are objects or lists of objects.

/** Who is named in the errors. */
export const caller = "simulatedTarget";

type Part = Readonly<Record<string, unknown>>;

/** The fields of a setting that is an object, or null when it was left out. Throws for anything else, and for a field unknown. */
function fieldsOf(name: string, value: unknown, known: readonly string[]): Part | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== "object" || Array.isArray(value))
    throw new Error(`${caller} expected ${name} to be an object of ${known.join(", ")}, got ${JSON.stringify(value)}`);
  checkOptions(`${caller}, ${name},`, value, Object.fromEntries(known.map((field) => [field, true])));
  return { ...value };
}

const within = (name: string, value: unknown, low: number, high?: number) =>
  numberWithin(caller, name, value, low, high);

/** Pauses before single tokens. */
export function readStall(value: unknown): EngineSettings["stall"] {
  const stall = fieldsOf("stall", value, ["probability", "ms"]);
  return (
    stall && { probability: within("stall.probability", stall.probability, 0, 1), ms: within("stall.ms", stall.ms, 0) }
  );
}

/** Answers that break off: one sort, or a list of them. */
export function readFailures(value: unknown): readonly EngineFailure[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const failures = list.map((one, at) => readFailure(Array.isArray(value) ? `failures[${at}]` : "failures", one));
  const known = failures.filter((failure) => failure !== null);
  const sum = known.reduce((total, failure) => total + failure.probability, 0);
  if (sum > 1 + 1e-9)
    throw new Error(`${caller} expected the probabilities of failures to sum to at most 1, got ${sum}`);
  return known;
}

function readFailure(name: string, value: unknown): EngineFailure | null {
  const failure = fieldsOf(name, value, ["probability", "class", "afterTokens"]);
  if (failure === null) return null;
  const named = failure.class ?? "http_5xx";
  if (!isFailureClass(named))
    throw new Error(
      `${caller} expected ${name}.class to be one of ${failureClasses.join(", ")}, got ${JSON.stringify(named)}`,
    );
  return {
    probability: within(`${name}.probability`, failure.probability, 0, 1),
    class: named,
    afterTokens: wholeNumber(caller, `${name}.afterTokens`, failure.afterTokens ?? 0),
  };
}

/** The slow beginning of a cold engine. */
export function readWarmUp(value: unknown): EngineSettings["warmUp"] {
  const warmUp = fieldsOf("warmUp", value, ["answers", "factor"]);
  return (
    warmUp && {
      answers: positiveInteger(caller, "warmUp.answers", warmUp.answers),
      factor: within("warmUp.factor", warmUp.factor, 1),
    }
  );
}

/** The memory for beginnings of prompts. */
export function readPrefixCache(value: unknown): EngineSettings["prefixCache"] {
  const cache = fieldsOf("prefixCache", value, ["prompts", "saves"]);
  return (
    cache && {
      prompts: positiveInteger(caller, "prefixCache.prompts", cache.prompts),
      saves: within("prefixCache.saves", cache.saves ?? 0.9, 0, 1),
    }
  );
}

/** Token counts that are not what was sent. */
export function readMiscount(value: unknown): EngineSettings["miscount"] {
  const miscount = fieldsOf("miscount", value, ["tokens", "probability"]);
  if (miscount === null) return null;
  const { tokens } = miscount;
  if (typeof tokens !== "number" || !Number.isSafeInteger(tokens))
    throw new Error(`${caller} expected miscount.tokens to be a whole number, got ${JSON.stringify(tokens)}`);
  return { tokens, probability: within("miscount.probability", miscount.probability ?? 1, 0, 1) };
}

/** Freezes in ascending order, none touching another. */
export function readFreezes(value: unknown): readonly Freeze[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value))
    throw new Error(`${caller} expected freezes to be a list of { fromMs, toMs }, got ${JSON.stringify(value)}`);
  let earliest = 0;
  return value.map((one: unknown, at) => {
    const name = `freezes[${at}]`;
    const freeze = fieldsOf(name, one, ["fromMs", "toMs"]);
    if (freeze === null) throw new Error(`${caller} expected ${name} to be { fromMs, toMs }, got nothing`);
    const fromMs = within(`${name}.fromMs`, freeze.fromMs, earliest);
    const toMs = within(`${name}.toMs`, freeze.toMs, 0);
    if (toMs <= fromMs)
      throw new Error(`${caller} expected ${name}.toMs to be later than its fromMs ${fromMs}, got ${toMs}`);
    earliest = toMs;
    return { fromMs, toMs };
  });
}
