import { checkedOptions } from "../../arguments/options.js";
import { type AnswersCompared, answersCompared } from "../../comparison/answers-compared.js";
import { answerKey } from "../../metrics/paired-cases.js";
import { scoreRun } from "../../scoring/score-run.js";
import { mcNemarExact } from "../../statistics/significance/mcnemar-exact.js";
import type { Run, Score, Trial } from "../../types/index.js";
import { wholeCases } from "../../workload/case-file/case-set.js";
import { closedLoop } from "../../workload/loads.js";
import { givenOf } from "../job-settings.js";
import { finishedPart } from "../part-run.js";
import { keepResult, partsFolder } from "../parts-folder.js";
import { type SameAnswersOptions, type SameAnswersSettings, sameAnswersOptions } from "./settings.js";

/** How a scorer's verdicts changed against those alone. */
export interface ScoreChange {
  readonly scorer: string;
  /** Answers that passed alone and not here, and the other way round. */
  readonly lost: number;
  readonly gained: number;
  /** Exact McNemar test, two-sided. */
  readonly p: number;
}

/** The answers with this number of requests in flight, compared with the first run with one. */
export interface SameAnswersLevel extends AnswersCompared {
  readonly concurrency: number;
  /** One request in flight a second time: what differs here does not come from the load. */
  readonly isControl: boolean;
  readonly scores: readonly ScoreChange[];
  readonly directory: string;
}

/** Whether answers stay the same under load. */
export interface SameAnswers {
  readonly kind: "same-answers";
  readonly target: string;
  readonly confidence: number;
  /** The control first. */
  readonly levels: readonly SameAnswersLevel[];
  /** What was seen, in a sentence. */
  readonly finding: string;
  /** Holds a run folder for each level, and this as `same-answers.json`. */
  readonly directory: string;
}

/**
 * Do answers stay the same under load? At temperature 0 the same cases are asked alone, alone again, and with more in flight.
 *
 * Each level is an ordinary run in a closed loop. Answers are compared with the first run alone: the share of cases whose answers are all
 * identical, where each differing one leaves the other, and with `scorers` whether more answers became wrong than right. The second run
 * alone is the control: what differs there is not the load's doing. Give a stopped one its folder as `resume`, and it continues.
 * @throws before anything is sent, when an option is wrong or a temperature above 0 is given.
 *
 * Source: McNemar (1947), Psychometrika 12(2), 153-157, exact form.
 *
 * @example
 * const { levels, finding } = await bb.sameAnswers({ target, cases, concurrency: [1, 4] });
 */
export async function sameAnswers(options: SameAnswersOptions): Promise<SameAnswers> {
  const given = checkedOptions("sameAnswers", sameAnswersOptions, options);
  if ((given.generation?.temperature ?? 0) !== 0)
    throw new RangeError(
      `sameAnswers expected temperature 0, got ${given.generation?.temperature}: drawn answers differ by themselves`,
    );
  const cases = wholeCases("sameAnswers", given.cases);
  const folder = await partsFolder("same-answers", given);
  const measure = (name: string, concurrency: number) =>
    finishedPart("sameAnswers", { folder, options: { ...runOptions(given, name, concurrency), cases } });
  const alone = await answersOf(await measure("reference", 1), given);
  const others = [...new Set(given.concurrency)].filter((one) => one > 1).sort((a, b) => a - b);
  const levels: SameAnswersLevel[] = [];
  for (const concurrency of [1, ...others]) {
    const isControl = concurrency === 1;
    const run = await measure(isControl ? "control" : `with-${concurrency}`, concurrency);
    levels.push({
      concurrency,
      isControl,
      ...compared(alone, await answersOf(run, given), given),
      directory: run.directory,
    });
  }
  const found: SameAnswers = {
    ...{ kind: "same-answers", target: given.target.name, confidence: given.confidence, levels },
    ...{ finding: findingOf(levels), directory: folder },
  };
  await keepResult(folder, "same-answers.json", found);
  return found;
}

function runOptions(settings: SameAnswersSettings, name: string, concurrency: number) {
  const { target, repetitions, seed } = settings;
  return {
    ...{ name, targets: [target], repetitions, seed, load: closedLoop({ concurrency }) },
    ...givenOf(settings, ["warmups", "timeouts", "onProgress", "signal"]),
    generation: { ...settings.generation, temperature: 0 },
  };
}

interface Answers {
  readonly trials: readonly Trial[];
  readonly scores: readonly Score[];
}

async function answersOf(run: Run, { scorers }: SameAnswersSettings): Promise<Answers> {
  const trials = await run.trials();
  return { trials, scores: scorers.length === 0 ? [] : await scoreRun(run, scorers) };
}

function compared(alone: Answers, among: Answers, { confidence, scorers }: SameAnswersSettings) {
  return {
    ...answersCompared(alone.trials, among.trials, { confidence }),
    scores: scorers.map(({ name }) => scoreChange(name, alone, among)),
  };
}

function scoreChange(scorer: string, alone: Answers, among: Answers): ScoreChange {
  const before = passedBy(scorer, alone);
  let [lost, gained] = [0, 0];
  for (const [key, passed] of passedBy(scorer, among)) {
    const was = before.get(key);
    if (was === true && !passed) lost++;
    if (was === false && passed) gained++;
  }
  return { scorer, lost, gained, p: mcNemarExact(lost, gained).p };
}

/** By case, repetition and turn: whether the scorer passed the answer; answers that it did not judge are not there. */
function passedBy(scorer: string, { trials, scores }: Answers): ReadonlyMap<string, boolean> {
  const passed = new Map(
    scores.flatMap((one) => (one.scorer === scorer && one.passed !== null ? [[one.planIndex, one.passed]] : [])),
  );
  return new Map(
    trials.flatMap((trial): [string, boolean][] => {
      const own = passed.get(trial.planIndex);
      return own === undefined ? [] : [[answerKey(trial), own]];
    }),
  );
}

function findingOf(levels: readonly SameAnswersLevel[]): string {
  const [control, ...loaded] = levels;
  if (control === undefined || control.share === null) return "no case was answered alone twice, so nothing is known";
  if (control.share < 1)
    return `${control.cases - control.identical} of ${control.cases} cases differ between two runs alone: answers depend on something besides the load`;
  const changed = loaded.filter(({ share }) => share !== null && share < 1);
  if (loaded.length === 0) return "two runs alone gave the same answers";
  if (changed.length === 0)
    return `all answers with ${loaded.map(({ concurrency }) => concurrency).join(", ")} at once are those alone`;
  const words = changed.map(
    ({ cases, identical, concurrency }) => `${cases - identical} of ${cases} cases with ${concurrency} at once`,
  );
  return `answers depend on the load: ${words.join(", ")} differ from those alone, which are repeatable`;
}
