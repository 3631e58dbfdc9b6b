import type { Target } from "../types/index.js";
import { isRecord } from "./describe-value.js";

/**
 * Whether a value is a target: the `inner` of a target that wraps another one, for example.
 *
 * @example isTarget({ kind: "ollama" }); // => false
 */
export function isTarget(value: unknown): value is Target {
  return isRecord(value) && typeof value.kind === "string" && typeof value.name === "string";
}
