import * as v from "valibot";
import { oneOf, wholeNumber, wholeSeed } from "../arguments/fields.js";
import { checkedOptions, settings } from "../arguments/options.js";
import type { CaseSet } from "../types/index.js";
import { caseSet } from "./case-file/case-set.js";
import { randomStream } from "./random.js";
import { arithmetic } from "./tasks/arithmetic.js";
import { compare } from "./tasks/compare.js";
import { copy } from "./tasks/copy.js";
import { count as counting } from "./tasks/count.js";
import { extract } from "./tasks/extract.js";
import { sort } from "./tasks/sort.js";
import type { Difficulty, MakeTask, Task } from "./tasks/task.js";

/** What `syntheticTasks` makes: sums, facts as JSON, a sorted list, how often a word occurs, the larger number, words repeated. */
export type TaskKind = "arithmetic" | "extract" | "sort" | "count" | "compare" | "copy";

/** What `syntheticTasks` takes. */
export interface TaskOptions {
  readonly kind: TaskKind;
  /** How many tasks, all different. */
  readonly count: number;
  readonly seed: number;
  /** `easy` is fit for models of 0.1 billion parameters, `hard` for large ones. @default "easy" */
  readonly difficulty?: Difficulty;
}

const makers: Readonly<Record<TaskKind, MakeTask>> = { arithmetic, extract, sort, count: counting, compare, copy };

const caller = "syntheticTasks";
const taskOptions = settings({
  kind: oneOf("arithmetic", "extract", "sort", "count", "compare", "copy"),
  count: wholeNumber(1, 100_000),
  seed: wholeSeed,
  difficulty: v.optional(oneOf("easy", "medium", "hard"), "easy"),
});

/**
 * A seeded case set of small tasks, each with the one right answer to it: for measuring how often a model is right where nobody may
 * have seen the tasks before, free of any license.
 *
 * Each prompt shows another task of the same sort with its answer before it asks: without an example the smallest models talk about
 * the task and do not do it. They go on after the answer, too; `generation: { stop: ["\n\n"] }` ends it there.
 *
 * Each case has its answer in `expected` and checks that need no judge. No task occurs twice, and a larger set begins with the smaller
 * one of the same seed. How long an answer may be is left to the run's `generation.maxTokens`.
 *
 * Throws when a setting is wrong, and when there are fewer different tasks of that kind and difficulty.
 *
 * @example
 * bb.syntheticTasks({ kind: "arithmetic", count: 3, seed: 1 }).cases[0].expected; // => "11"
 */
export function syntheticTasks(options: TaskOptions): CaseSet {
  const { kind, count, seed, difficulty } = checkedOptions(caller, taskOptions, options);
  const tasks = differentTasks(makers[kind], difficulty, count, seed, kind);
  if (tasks.length < count)
    throw new Error(
      `${caller} found ${tasks.length} different tasks of kind "${kind}" that are ${difficulty}, got count ${count}: ` +
        `ask for fewer${difficulty === "hard" ? "" : " or for a higher difficulty"}`,
    );
  const cases = tasks.map(({ question, expected, checks }, at) => ({
    ...{ id: `${kind}-${String(at + 1).padStart(3, "0")}`, kind, expected, checks },
    prompt: promptOf(question, makers[kind](randomStream(seed, `example ${kind} ${difficulty} ${at}`), difficulty)),
  }));
  return caseSet({ name: `tasks-${kind}-${difficulty}`, version: "1", cases });
}

const promptOf = (question: string, example: Task) =>
  `Question: ${example.question}\nAnswer: ${example.expected}\n\nQuestion: ${question}\nAnswer:`;

/** When this many draws in a row give nothing new, there is hardly anything new. */
const mostRepeats = 1000;

function differentTasks(make: MakeTask, difficulty: Difficulty, count: number, seed: number, kind: string) {
  const random = randomStream(seed, `tasks ${kind} ${difficulty}`);
  const tasks = new Map<string, Task>();
  for (let repeats = 0; tasks.size < count && repeats < mostRepeats; repeats++) {
    const task = make(random, difficulty);
    if (tasks.has(task.question)) continue;
    tasks.set(task.question, task);
    repeats = 0;
  }
  return [...tasks.values()];
}
