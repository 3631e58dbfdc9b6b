import { createHash } from "node:crypto";
import * as v from "valibot";
import { checkRecord } from "../../arguments/check-values.js";
import { target, text, wholeNumber, wholeSeed } from "../../arguments/fields.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import type { RunOptions } from "../../run/options.js";
import { runBenchmark } from "../../run/run-benchmark.js";
import { runFields } from "../../run/settings.js";
import type { Case, Target } from "../../types/index.js";
import { caseSet } from "../../workload/case-file/case-set.js";
import type { Scorer } from "../scorer.js";
import { type JudgeOptions, judge as judgeByAsking, rubric } from "./judge.js";

/** A target as the judge. */
export interface TargetJudgeOptions {
  readonly target: Target;
  /** What a good answer is, in a sentence or a few. */
  readonly rubric: string;
  /** Decides which of the two orders comes first; 1 by default. */
  readonly seed?: number;
  /** The scorer's name in tables and files; `judge` by default. */
  readonly name?: string;
  /** How long a reply may be; 128 tokens by default. The verdict has to come within them. */
  readonly maxTokens?: number;
  /** Where the folder of the judging run is made. @default outputs/ of the project */
  readonly directory?: string;
  readonly onProgress?: RunOptions["onProgress"];
}

const targetJudgeOptions = settings({
  target,
  rubric,
  seed: v.optional(wholeSeed, 1),
  name: v.optional(text, "judge"),
  maxTokens: v.optional(wholeNumber(1), 128),
  directory: runFields.directory,
  onProgress: runFields.onProgress,
});

/**
 * A scorer that lets a target judge answers by a rubric, twice each, the labels exchanged the second time.
 *
 * The questions of all answers are sent in one run of the target at temperature 0, whose folder keeps every reply, so a
 * judgment can be looked up. 1 and 0 are two verdicts that agree, 0.5 two that contradict each other, null a reply without
 * a strict verdict, which is common with small models; `judgeAgreement` counts them. With `ask` in place of `target` any
 * function of a prompt is the judge.
 *
 * `const scores = await bb.scoreRun(run, [bb.judge({ target: bb.llamaTarget({ model }), rubric: "The answer is right." })]);`
 * @throws when the rubric is empty; while scoring, when the target cannot be opened.
 * @example
 * await bb.scoreRun(run, [bb.judge({ target, rubric: "The answer is right and short." })]);
 */
export function judge(options: JudgeOptions | TargetJudgeOptions): Scorer {
  checkRecord("judge", "settings", options, 'in braces, as in { target, rubric: "The answer is right." }');
  if (!("target" in options)) return judgeByAsking(options);
  const checked = checkedOptions("judge", targetJudgeOptions, options);
  const { rubric, seed, name } = checked;
  const replies = new Map<string, string | null>();
  const prepare = async (prompts: readonly string[]) => {
    const unknown = [...new Set(prompts)].filter((prompt) => !replies.has(prompt));
    if (unknown.length === 0) return;
    for (const [prompt, reply] of await repliesOf(unknown, checked)) replies.set(prompt, reply);
  };
  const ask = async (prompt: string) => {
    await prepare([prompt]);
    return replies.get(prompt) ?? null;
  };
  return judgeByAsking({ rubric, seed, name, ask, prepare });
}

type JudgingTarget = v.InferOutput<typeof targetJudgeOptions>;

/** Sends prompts to the judge in a run of its own; null for one that it did not answer. */
async function repliesOf(prompts: readonly string[], options: JudgingTarget): Promise<Map<string, string | null>> {
  const { target, name, seed, maxTokens, directory, onProgress } = options;
  const cases = prompts.map(questionCase);
  const run = await runBenchmark({
    name: `judging-by-${target.name}`.slice(0, 60),
    targets: [target],
    cases: caseSet({ name, cases }),
    warmups: 0,
    repetitions: 1,
    generation: { maxTokens, temperature: 0, seed },
    errorBudget: 1,
    telemetry: false,
    seed,
    ...(directory === undefined ? {} : { directory }),
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  const answered = new Map(
    (await run.trials()).map(({ caseId, outcome }) => [caseId, outcome.kind === "answered" ? outcome.text : null]),
  );
  return new Map(prompts.map((prompt, index) => [prompt, answered.get(cases[index]?.id ?? "") ?? null]));
}

function questionCase(prompt: string): Case {
  const id = `question-${createHash("sha256").update(prompt).digest("hex").slice(0, 16)}`;
  return { id, kind: "judging", prompt, system: null, expected: null, checks: [], maxTokens: null };
}
