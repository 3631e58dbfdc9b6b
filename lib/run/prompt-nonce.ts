import { createHash } from "node:crypto";
import { checkRecord, checkText } from "../statistics/checked-arguments.js";
import type { Case, Trial } from "../types.js";

/**
 * A number of 15 digits, drawn anew for every sending: a pure function of the seed, the plan's entry, the session and how
 * often the entry was sent before. Digits, since vocabularies cut them evenly, so that prompts stay of equal length.
 */
export function promptNonce(seed: number, planIndex: number, session: number, attempt: number): string {
  const digest = createHash("sha256").update(`${seed}/prompt nonce/${planIndex}/${session}/${attempt}`).digest();
  return String(digest.readBigUInt64BE(0) % 10n ** 15n).padStart(15, "0");
}

/**
 * The prompt and system message as they were sent in a trial: those of its case, and where the run asked for `promptNonce`
 * with the trial's nonce before the first of them, so that nothing before it can be found in a prompt cache but what the
 * model's own chat template begins with.
 *
 * @example
 * sentPrompt({ prompt: "Hello", system: null }, { promptNonce: "012345678901234" }).prompt; // => "[012345678901234] Hello"
 * @example
 * sentPrompt({ prompt: "Hello", system: "Be brief." }, { promptNonce: "012345678901234" }).prompt; // => "Hello"
 */
export function sentPrompt(
  one: Pick<Case, "prompt" | "system">,
  trial: Pick<Trial, "promptNonce">,
): Pick<Case, "prompt" | "system"> {
  checkRecord("sentPrompt", "case", one, "a case of the run, one of run.manifest.cases");
  checkText("sentPrompt", "case.prompt", one.prompt);
  checkRecord("sentPrompt", "trial", trial, "one of those that await run.trials() gives");
  const [{ prompt, system }, { promptNonce: nonce }] = [one, trial];
  if (nonce === undefined) return { prompt, system };
  return system === null ? { prompt: `[${nonce}] ${prompt}`, system } : { prompt, system: `[${nonce}] ${system}` };
}
