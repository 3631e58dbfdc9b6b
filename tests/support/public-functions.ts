import * as bb from "../../lib/index.js";

/** A function that a notebook can call, and where it is: `summarize`, `figures.latency`. */
export interface PublicFunction {
  readonly name: string;
  readonly value: (...args: readonly unknown[]) => unknown;
}

/** Every function of the public API, at the top level and in its namespaces. */
export function publicFunctions(): readonly PublicFunction[] {
  return Object.entries(bb).flatMap(([name, value]) =>
    typeof value === "function"
      ? [functionOf(name, value)]
      : Object.entries(value).map(([inner, one]) => functionOf(`${name}.${inner}`, one)),
  );
}

function functionOf(name: string, value: unknown): PublicFunction {
  if (typeof value !== "function") throw new Error(`${name} is no function`);
  return { name, value: value as PublicFunction["value"] };
}
