import * as v from "valibot";
import { checkManifest } from "../../arguments/check-runs.js";
import { isRun } from "../../arguments/describe-value.js";
import { wholeNumber } from "../../arguments/fields.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import { isMeasured } from "../../metrics/sent.js";
import { quantile } from "../../statistics/quantile.js";
import type { Manifest, Run, Target } from "../../types/index.js";
import { aiperfCommand } from "./aiperf.js";
import { guidellmCommand } from "./guidellm.js";
import { type Job, PROMPT_TOKENS, type Said } from "./job.js";
import { llamaBenchCommand } from "./llama-bench.js";
import { vllmBenchCommand } from "./vllm-bench.js";

/** The same job in another tool. */
export interface EquivalentCommand {
  readonly target: string;
  readonly tool: string;
  /** A line for a POSIX shell; null where the tool cannot do it, and `notSaid` is why. */
  readonly command: string | null;
  /** What of this run the command does not say. */
  readonly notSaid: readonly string[];
}

/** What the manifest alone does not hold. */
export interface EquivalentCommandsOptions {
  /** Tokens of a prompt. By default the median that the servers counted, where a run is given; else the reader puts it in. */
  readonly promptTokens?: number;
}

const commandOptions = settings({ promptTokens: v.optional(wholeNumber(1)) });

/** The tools that know a kind of target. */
const TOOLS: Readonly<Record<string, readonly (readonly [string, (job: Job) => Said])[]>> = {
  openai: [
    ["GuideLLM 0.8", guidellmCommand],
    ["AIPerf 0.13", aiperfCommand],
    ["vLLM bench 0.11", vllmBenchCommand],
  ],
  llama: [["llama-bench", llamaBenchCommand]],
};

/**
 * How other tools would be asked for the same measurement: a row for each target and tool, with the command and what it cannot say.
 *
 * Of an OpenAI-compatible server: GuideLLM, AIPerf and `vllm bench serve`; of a GGUF model in the process: llama-bench. Other targets
 * have no row. Secrets are the names of their variables. No tool sends these very prompts in this way, so their numbers are of
 * synthetic prompts of the same length. From a run the median length of its prompts is taken, from a manifest it stays to be put in.
 *
 * @example
 * (await bb.inspect.equivalentCommands(run)).map(({ tool, command }) => [tool, command]);
 */
export async function equivalentCommands(
  source: Run | Manifest,
  options: EquivalentCommandsOptions = {},
): Promise<EquivalentCommand[]> {
  const { promptTokens } = checkedOptions("equivalentCommands", commandOptions, options);
  const manifest: Manifest = isRun(source) ? source.manifest : source;
  checkManifest("equivalentCommands", manifest, ["targets", "load", "generation"]);
  const lengths = isRun(source) && promptTokens === undefined ? await medianLengths(source) : new Map<string, number>();
  return manifest.targets.flatMap((target) => {
    const length = promptTokens ?? lengths.get(target.name) ?? null;
    const job = jobOf(manifest, target, length);
    return (TOOLS[target.kind] ?? []).map(([tool, say]) => rowOf(tool, job, manifest, say(job)));
  });
}

async function medianLengths(run: Run): Promise<ReadonlyMap<string, number>> {
  const trials = (await run.trials()).filter(isMeasured);
  return new Map(
    run.manifest.targets.flatMap(({ name }): [string, number][] => {
      const lengths = trials.flatMap(({ target, usage }) => (target === name ? (usage?.inputTokens ?? []) : []));
      return lengths.length === 0 ? [] : [[name, Math.round(quantile(lengths, 0.5))]];
    }),
  );
}

function jobOf(manifest: Manifest, target: Target, promptTokens: number | null): Job {
  const { load, generation, seed, repetitions, cases, warmups } = manifest;
  return { target, requests: cases.length * repetitions, warmups, load, generation, seed, promptTokens };
}

function rowOf(tool: string, job: Job, manifest: Manifest, { command, notSaid }: Said): EquivalentCommand {
  const own = [
    ...(manifest.targets.length > 1 ? ["that targets take turns: each is measured alone"] : []),
    ...(job.target.kind === "openai" ? ["these very prompts: it makes some of the same length"] : []),
    ...(job.promptTokens === null ? [`how long the prompts are: put a number for ${PROMPT_TOKENS}`] : []),
  ];
  return {
    target: job.target.name,
    tool,
    command: command === null ? null : command.map(quoted).join(" "),
    notSaid: command === null ? notSaid : [...own, ...notSaid],
  };
}

/** A word of a shell's line; a variable stays one. */
const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word)
    ? word
    : /^[\w@%+=:,./-]*\$\w+$/.test(word)
      ? `"${word}"`
      : `'${word.replaceAll("'", `'\\''`)}'`;
