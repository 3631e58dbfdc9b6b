import { checkTarget } from "../arguments/check-runs.js";
import type { Target } from "../types/index.js";

/**
 * Another target, whose prompts are compressed on their way to it: courtesies and filler dropped, see `compressPrompt`. The
 * engine counts the tokens of what it gets, so a saving is measured and not claimed. Results are called by the other's name.
 * @throws when it is given no target.
 * @example
 * bb.compressingTarget({ kind: "llama", name: "a", model: "a.gguf" }).name; // => "a"
 */
export function compressingTarget(inner: Target): Target {
  checkTarget("compressingTarget", "inner", inner);
  return { kind: "compressing", name: inner.name, inner };
}
