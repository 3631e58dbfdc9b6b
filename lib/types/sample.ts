/** One reading of machine resources, on the clock of the trials. */
export interface Sample {
  readonly atMs: number;
  readonly session: number;
  /** Of the measuring process; the sum of it and of its sending processes where there are such. Null where one of them is unknown. */
  readonly residentBytes: number | null;
  /** Processor time of the measured process since the last sample, as a share of one core. */
  readonly cpuShare: number | null;
  readonly loadAverage1m: number | null;
  readonly vramUsedMiB: number | null;
  readonly gpuUtilisationPercent: number | null;
  readonly powerWatts: number | null;
  /** Of the hottest graphics card. Here and below: missing in runs of an older Benchbook. */
  readonly gpuTemperatureCelsius?: number | null;
  /** Whether a graphics card was slowed down by heat or by its power limit. */
  readonly gpuThrottled?: boolean | null;
  /** Of the processor's hottest zone. */
  readonly temperatureCelsius?: number | null;
  /** What the processors took since the session's first sample, by their own meters (RAPL); absent where they cannot be read. */
  readonly processorJoules?: number | null;
  /** One for each target that a server on this machine answers for, or that Ollama does. */
  readonly servers?: readonly ServerReading[];
}

/** What one server used at the instant of a sample: its process and all that it started. */
export interface ServerReading {
  readonly target: string;
  readonly residentBytes: number | null;
  /** Processor time since the reading before, as a share of one core. */
  readonly cpuShare: number | null;
  /** What Ollama says that its loaded models take, and the part of it in graphics memory. */
  readonly modelBytes: number | null;
  readonly modelVramBytes: number | null;
  /** What it says of itself at the target's `metricsUrl`: the last fresh reading, null without one; absent where none was asked for. */
  readonly metrics?: ServerMetrics | null;
}

/** One reading of a server's own metrics. Null is what its page does not tell; totals are since the server began. */
export interface ServerMetrics {
  /** When the answer had come, on the clock of the trials. */
  readonly atMs: number;
  /** By whose names they were read. */
  readonly engine: "vllm" | "llama.cpp" | "sglang" | "tgi";
  readonly runningRequests: number | null;
  readonly waitingRequests: number | null;
  /** From 0 to 1. */
  readonly cacheUseShare: number | null;
  readonly preemptions: number | null;
  readonly promptTokens: number | null;
  readonly generationTokens: number | null;
}
