import { shortName } from "../../text/label-text.js";
import { type Drawn, firstDrawn, firstOf } from "../../text/list-text.js";
import { countText } from "../../text/number-text.js";

/** One arm as the figures of seed 003 need it. Null is what was not observed. */
export interface BaselineArm {
  readonly name: string;
  readonly answered: number;
  readonly failed: number;
  readonly totalSeconds: number | null;
  readonly passSeconds: readonly number[];
  readonly tokensPerSecond: number | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly totalTokens: number | null;
  readonly peakMemoryMb: number | null;
  readonly meanMemoryMb: number | null;
  readonly tokensPerMb: number | null;
  readonly responseLength: number | null;
  readonly prompts: readonly {
    readonly promptId: string;
    readonly meanSeconds: number | null;
    readonly leastSeconds: number | null;
    readonly mostSeconds: number | null;
  }[];
}

/** One improvement on the baseline; positive per cent is better. */
export interface BaselineImprovement {
  readonly arm: string;
  readonly metric: string;
  readonly percent: number | null;
  readonly byPrompt: {
    readonly medianPercent: number;
    readonly lowPercent: number | null;
    readonly highPercent: number | null;
    readonly prompts: number;
  } | null;
}

/** How the memory of the arms was read, for the caption: all of it from the manifest and the samples of the run that read it. */
export interface BaselineMemoryReading {
  /** `target`: each arm was alone in a process; `run`: the arms shared one, and its memory. */
  readonly isolation: "run" | "target";
  readonly intervalMs: number | null;
  /** How many prompts each arm answered meanwhile. */
  readonly prompts: number;
  /** Readings of each arm. */
  readonly readings: readonly number[];
  /** What is subtracted: the resident memory of a process without an engine. */
  readonly beforeLoadMb: number | null;
}

/** What a figure of seed 003 is drawn from: the baseline first, then the optimised arms. */
export interface BaselineFigureInput {
  readonly arms: readonly BaselineArm[];
  readonly improvements: readonly BaselineImprovement[];
  /** Null or left out where the memory was not read. */
  readonly memory?: BaselineMemoryReading | null;
  /** Sentences for the end of every caption, such as how the arms were run. */
  readonly notes?: readonly string[];
}

/** Arms that one figure draws, the baseline among them. */
const MOST_ARMS = 8;

/** The baseline and the first of the optimised arms, with the sentence that counts the rest. */
export const firstArms = (arms: readonly BaselineArm[]): Drawn<BaselineArm> => firstDrawn(arms, MOST_ARMS, "arm");

/** `9 of 10 answers failed`, or that all did; null where none did. */
export function failureOf({ answered, failed }: BaselineArm): string | null {
  if (failed === 0) return null;
  return answered === 0
    ? `all ${countText(failed, "answer")} failed`
    : `${failed} of ${answered + failed} answers failed`;
}

/** What failed, arm by arm, for the caption of every figure; nothing where all was answered. */
export function failureNotes(arms: readonly BaselineArm[]): readonly string[] {
  const failures = arms.flatMap((arm) => {
    const words = failureOf(arm);
    return words === null ? [] : [`${shortName(arm.name)}: ${words}`];
  });
  return failures.length === 0 ? [] : [`${firstOf(failures)}; a number over all prompts needs every prompt answered.`];
}
