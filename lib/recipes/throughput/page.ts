/** Mean, least and most of one rate over the measured iterations, in tokens per second; null where none was measured. */
export interface Rates {
  readonly mean: number | null;
  readonly min: number | null;
  readonly max: number | null;
  /** Of the sample (n - 1 below); null for fewer than two iterations. */
  readonly standard_deviation: number | null;
  /** Student's 95 % interval of the mean within this run: what other runs give is not in it. Null for fewer than two iterations. */
  readonly interval_95: { readonly low: number; readonly high: number } | null;
  /** What the interval is of, for who reads the file alone. */
  readonly interval_95_of: string;
  /** One value for each iteration, in their order. */
  readonly values: readonly (number | null)[];
}

/**
 * What `--json-out` holds: every key of the published schema under its own name, and beside them what makes the numbers
 * readable on their own. Unknown is null.
 */
export interface ThroughputReport {
  readonly timestamp: string;
  /** The project's commit; null where it is no git checkout. */
  readonly commit: string | null;
  /** `python` is null: none ran. What ran is in `runtime`. */
  readonly platform: { readonly os: string | null; readonly python: null };
  readonly torch: { readonly version: null; readonly cuda: null };
  readonly device: { readonly type: string | null; readonly name: string | null };
  readonly model: {
    readonly source: "local" | "hf";
    /** Parameters in millions. */
    readonly params_m: number | null;
    /** The context the model was trained with, in tokens. */
    readonly block_size: number | null;
    readonly n_layer: number | null;
    readonly n_head: number | null;
    readonly n_embd: number | null;
    readonly name: string;
  };
  readonly generation: {
    readonly prompt: string;
    readonly gen_tokens: number;
    readonly temperature: number;
    readonly top_k: number;
    readonly top_p: number;
    readonly repetition_penalty: number;
    readonly use_kv_cache: boolean;
    readonly seed: number | null;
    readonly deterministic: boolean;
    /** Generated before anything was measured, and in no number. */
    readonly warmup_tokens: number;
  };
  readonly results: {
    /** Iterations that gave exactly `gen_tokens` tokens: only these are in the numbers. */
    readonly iters: number;
    readonly iters_asked: number;
    /** What became of the iterations that are in no number, one line each. */
    readonly left_out: readonly string[];
    /** `gen_tokens` / time of the whole generation, reading the prompt included. */
    readonly tokens_per_sec: Rates;
    /** Tokens after the first read, here one a token, / time from the first token to the last: reading the prompt left out. */
    readonly decode_tokens_per_sec: Rates;
    readonly vram_peak_mib: number | null;
    /** Of the measuring process while it measured. */
    readonly resident_peak_mib: number | null;
    /** Whether all iterations gave the same tokens; null for a single one. */
    readonly same_tokens: boolean | null;
  };
  /** What really ran. */
  readonly runtime: {
    readonly benchbook: string;
    readonly node: string | null;
    readonly engine: string | null;
    readonly engine_version: string | null;
    readonly quantisation: string | null;
    readonly threads: number | null;
    readonly model_sha256: string | null;
    readonly input_tokens: number | null;
    /** What counts as a token, and how many were asked for. */
    readonly token_definition: string;
    readonly details: Readonly<Record<string, string | number | boolean | null>>;
    /** What the engine could not do as asked. */
    readonly warnings: readonly string[];
    /** The folder with every instant of every iteration. */
    readonly run: string;
  };
}

/** The JSON of a report, as it goes into a file. */
export const throughputJson = (report: ThroughputReport): string => `${JSON.stringify(report, null, 2)}\n`;

/** The first line of the table of community results. */
export const communityHeader =
  "| Device | Source | Model size (params M) | KV-cache | gen_tokens | mean tok/s | peak VRAM MiB |";

/** The line below {@link communityHeader}. */
export const communityRule = "|---|---|---:|---|---:|---:|---:|";

/** The report's row in the table of community results, to be pasted there; one line without its end. */
export function communityRow({ device, model, generation, results }: ThroughputReport): string {
  const cells = [
    [device.type, device.name === null ? null : `(${device.name})`].filter((word) => word !== null).join(" ") || "N/A",
    model.source,
    decimals(model.params_m, 3),
    generation.use_kv_cache ? "on" : "off",
    String(generation.gen_tokens),
    decimals(results.tokens_per_sec.mean, 2),
    decimals(results.vram_peak_mib, 0),
  ];
  return `| ${cells.map(inCell).join(" | ")} |`;
}

const decimals = (value: number | null, digits: number) => (value === null ? "N/A" : value.toFixed(digits));

const inCell = (text: string) => text.replace(/[\r\n]+/g, " ").replace(/[\\|]/g, "\\$&");
