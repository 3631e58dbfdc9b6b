import { Option } from "commander";
import { recipes, type ThroughputOptions, type ThroughputReport } from "../index.js";
import { type AddCommand, doing, exitCodes, numberFrom, say, wholeNumber } from "./command.js";

const flashAttentions = { auto: "auto", on: true, off: false } as const;

interface InferFlags {
  readonly source: "local" | "hf";
  readonly checkpoint?: string;
  readonly repoId?: string;
  readonly config?: string;
  readonly meta?: string;
  readonly tokenizer?: string;
  readonly device: "cpu" | "cuda" | "auto";
  readonly threads?: number;
  readonly flashAttention?: keyof typeof flashAttentions;
  readonly prompt?: string;
  readonly warmupTokens: number;
  readonly genTokens: number;
  readonly iters: number;
  readonly temperature?: number;
  readonly topK?: number;
  readonly topP?: number;
  readonly repetitionPenalty?: number;
  readonly seed?: number;
  /** True when it was not given; commander has no third state for a `--no-` flag. */
  readonly kvCache: boolean;
  readonly jsonOut?: string;
  readonly mdOut?: string;
  readonly out?: string;
}

/** `benchbook infer`: tokens per second over a fixed number of generated tokens, as JSON and as a row of the community table. */
export const addInfer: AddCommand = (program) => {
  program
    .command("infer")
    .description("measure tokens per second of one model over a fixed number of generated tokens, after a warm-up")
    .addOption(new Option("--source <source>", "where the model is").choices(["local", "hf"]).default("local"))
    .option(
      "--checkpoint <path>",
      "a GGUF file, the folder of an ONNX model, or a known name (default: the embedded model)",
    )
    .option(
      "--repo-id <id>",
      "owner/name of a repository, for --source hf; owner/name:Q8_0 for one of its quantizations",
    )
    .option("--config <file>", "TOML file whose [generation] sets what no flag sets")
    .option("--meta <path>", "accepted and ignored: a model file contains its own metadata")
    .option("--tokenizer <name>", "accepted and ignored: a model file contains its own tokenizer")
    .addOption(new Option("--device <device>", "what computes").choices(["cpu", "cuda", "auto"]).default("cpu"))
    .option("--threads <count>", "threads of the engine (default: one less than the number of cores)", wholeNumber(1))
    .addOption(
      new Option("--flash-attention <choice>", "of a GGUF model (default: auto, the engine's own choice)").choices(
        Object.keys(flashAttentions),
      ),
    )
    .option("--prompt <text>", "the text to continue")
    .option("--warmup-tokens <count>", "tokens generated first and not counted; 0 for none", wholeNumber(0), 16)
    .option("--gen-tokens <count>", "tokens of each iteration, an exact number", wholeNumber(1), 256)
    .option("--iters <count>", "measured iterations", wholeNumber(1), 3)
    .option("--temperature <number>", "0 takes the likeliest token (default: 0.9)", numberFrom(0))
    .option("--top-k <count>", "0 draws from all tokens (default: 40)", wholeNumber(0))
    .option("--top-p <number>", "above 0, up to 1 (default: 1)", numberFrom(0, 1))
    .option("--repetition-penalty <number>", "1 is no penalty (default: 1)", numberFrom(0))
    .option("--seed <number>", "of the sampler (default: 1)", wholeNumber(0))
    .option("--no-kv-cache", "re-evaluate the whole text for every token")
    .option("--json-out <file>", "write the report as JSON")
    .option("--md-out <file>", "write the row for the community table")
    .option("--out <folder>", "where the run folder goes (default: outputs/ of the project)")
    .addHelpText("after", examples)
    .addHelpText("after", exitCodes("an iteration is missing from the numbers, or the result is bad"))
    .action(doing<InferFlags>(infer));
};

const examples = `
Examples:
  npx benchbook infer --json-out outputs/bench_infer.json --md-out outputs/bench_infer.md
  npx benchbook infer --checkpoint models/mine.gguf --config configs/base.toml --gen-tokens 128 --iters 5
  npx benchbook infer --source hf --repo-id owner/name:Q4_K_M --device auto

The row goes into the table of docs/community-results.md.`;

async function infer(flags: InferFlags) {
  if (flags.meta !== undefined || flags.tokenizer !== undefined)
    say("benchbook: --meta and --tokenizer are ignored: the model contains its own metadata and tokenizer");
  const { report, row, problems, run } = await recipes.throughput(optionsOf(flags));
  const written = row === null ? [] : [flags.jsonOut, flags.mdOut].filter((file) => file !== undefined);
  const lines = [
    ...problems,
    ...report.runtime.warnings.map((warning) => `warning: ${warning}`),
    ...(row === null ? [] : [...numbers(report), "", row, ""]),
    ...written.map((file) => `written: ${file}`),
    `run folder: ${run.directory}`,
  ];
  return { text: lines.join("\n"), json: report, good: problems.length === 0 };
}

function optionsOf(flags: InferFlags): ThroughputOptions {
  const { temperature, topK, topP, repetitionPenalty, seed, kvCache, flashAttention, ...rest } = flags;
  const { source, device, prompt, warmupTokens, genTokens, iters } = rest;
  const { checkpoint, repoId, config, threads, jsonOut, mdOut, out } = rest;
  return {
    ...{ source, checkpoint, repoId, config, device, threads, prompt, warmupTokens, genTokens, iters, jsonOut, mdOut },
    ...(flashAttention === undefined ? {} : { flashAttention: flashAttentions[flashAttention] }),
    directory: out,
    generation: { temperature, topK, topP, repetitionPenalty, seed, useKvCache: kvCache ? undefined : false },
  };
}

function numbers({ model, generation, results, runtime, device }: ThroughputReport): readonly string[] {
  const { gen_tokens: tokens, warmup_tokens: warmup } = generation;
  const cache = generation.use_kv_cache ? "KV cache on" : "KV cache off";
  const { flashAttention } = runtime.details;
  const attention = typeof flashAttention === "boolean" ? `, flash attention ${flashAttention ? "on" : "off"}` : "";
  const threads =
    runtime.threads === null ? "" : `, ${runtime.threads} ${runtime.threads === 1 ? "thread" : "threads"}`;
  return [
    `${model.name} (${runtime.quantisation ?? "precision unknown"}) on ${device.type ?? "an unknown device"}${threads}, ${cache}${attention}`,
    `${results.iters}${results.iters < results.iters_asked ? ` of ${results.iters_asked}` : ""} x exactly ${tokens} tokens, after an uncounted warm-up of ${warmup} tokens`,
    `whole generation, tokens/s:        ${told(results.tokens_per_sec)}`,
    `after the first token, tokens/s:   ${told(results.decode_tokens_per_sec)}`,
    `peak memory: ${rounded(results.resident_peak_mib, 0)} MiB resident, ${rounded(results.vram_peak_mib, 0)} MiB VRAM`,
  ];
}

const told = ({ mean, min, max }: ThroughputReport["results"]["tokens_per_sec"]) =>
  `mean ${rounded(mean, 2)}, min ${rounded(min, 2)}, max ${rounded(max, 2)}`;
const rounded = (value: number | null, digits: number) => (value === null ? "N/A" : value.toFixed(digits));
