import type { Generation, Load, Target } from "../../types/index.js";

/** What another tool would have to do: one target of a run, without what only Benchbook does. */
export interface Job {
  readonly target: Target;
  /** Measured requests to this target. */
  readonly requests: number;
  readonly warmups: number;
  readonly load: Load;
  readonly generation: Generation;
  readonly seed: number;
  /** Median tokens of a prompt; null where it is not known. */
  readonly promptTokens: number | null;
}

/** A command, or null where the tool cannot do the job at all, and what it does not say. */
export interface Said {
  readonly command: readonly string[] | null;
  readonly notSaid: readonly string[];
}

/** The word in a command that the reader replaces by a number. */
export const PROMPT_TOKENS = "PROMPT_TOKENS";

/** The address without the version, to which these tools add their own. */
export const originOf = (target: Target): string => String(target.baseUrl).replace(/\/v1\/?$/, "");

/** The answer of a tool that cannot do the job at all. */
export const cannot = (reason: string): Said => ({ command: null, notSaid: [reason] });

/** The settings of a generation that a command has no word for, by their names. */
export function unsaidSettings(generation: Generation, said: readonly (keyof Generation)[]): string[] {
  const names = ["temperature", "topK", "topP", "repetitionPenalty", "seed"] as const;
  const unsaid = names.filter((name) => generation[name] !== null && !said.includes(name));
  const stop = generation.stop.length > 0 ? ["stop"] : [];
  return [...unsaid, ...stop].map((name) => `the setting ${name}`);
}
