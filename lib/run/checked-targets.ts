import { describeValue } from "../arguments/describe-value.js";
import { computesInProcess } from "../metrics/client/client-targets.js";
import type { Target } from "../types/index.js";
import { notPlain } from "./not-plain.js";

/** @throws when these are no targets, two share a name, or one cannot be sent to from several processes. */
export function checkedTargets(caller: string, targets: readonly Target[], processes: number): readonly Target[] {
  if (!Array.isArray(targets) || targets.length === 0)
    throw new Error(`${caller} expected targets to be a list of at least one target, got ${describeValue(targets)}`);
  const names = new Set<string>();
  for (const target of targets) {
    if (typeof target?.kind !== "string" || typeof target.name !== "string" || target.name === "")
      throw new Error(`${caller} expected targets made by llamaTarget, openaiTarget, …, got ${describeValue(target)}`);
    if (names.has(target.name))
      throw new Error(`two targets are called "${target.name}": give one of them another name, as in { name: "b" }`);
    if (processes > 1 && computesInProcess(target))
      throw new Error(
        `target "${target.name}" runs in the measuring process itself: ${processes} processes would load and share the ` +
          "machine between as many engines; leave processes out, or measure it behind a server",
      );
    names.add(target.name);
    const strange = notPlain(target);
    if (strange !== null)
      throw new Error(`${caller} expected target "${target.name}" to be plain data, got ${strange}`);
  }
  return targets;
}
