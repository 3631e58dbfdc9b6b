import { shortName } from "../../text/label-text.js";
import { type Drawn, firstDrawn, firstOf } from "../../text/list-text.js";
import { countText } from "../../text/number-text.js";
import type { ArmMetrics } from "./arms.js";
import type { Improvement } from "./improvements.js";

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

/** What each figure is drawn from: the baseline first, then the optimized arms. */
export interface BaselineFigureInput {
  readonly arms: readonly ArmMetrics[];
  readonly improvements: readonly Improvement[];
  /** Null or left out where the memory was not read. */
  readonly memory?: BaselineMemoryReading | null;
  /** Sentences for the end of every caption, such as how the arms were run. */
  readonly notes?: readonly string[];
}

/** Arms that one figure draws, the baseline among them. */
const MOST_ARMS = 8;

/** The baseline and the first of the optimized arms, with the sentence that counts the rest. */
export const firstArms = (arms: readonly ArmMetrics[]): Drawn<ArmMetrics> => firstDrawn(arms, MOST_ARMS, "arm");

/** `9 of 10 answers failed`, or that all did; null where none did. */
export function failureOf({ answered, failed }: ArmMetrics): string | null {
  if (failed === 0) return null;
  return answered === 0
    ? `all ${countText(failed, "answer")} failed`
    : `${failed} of ${answered + failed} answers failed`;
}

/** What failed, arm by arm, for the caption of every figure; nothing where all was answered. */
export function failureNotes(arms: readonly ArmMetrics[]): readonly string[] {
  const failures = arms.flatMap((arm) => {
    const words = failureOf(arm);
    return words === null ? [] : [`${shortName(arm.name)}: ${words}`];
  });
  return failures.length === 0 ? [] : [`${firstOf(failures)}; a number over all prompts needs every prompt answered.`];
}
