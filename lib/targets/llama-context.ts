import { setImmediate as turnOfTheLoop } from "node:timers/promises";
import type { Llama, LlamaContext, LlamaContextOptions, LlamaModel } from "node-llama-cpp";
import { optionalPackage } from "../project.js";
import { pool } from "./pool.js";

/** A context of a model, and how it computes. */
export interface OpenedContext {
  readonly context: LlamaContext;
  /** Whether it attends with flash attention; null when the engine did not say. */
  readonly flashAttention: boolean | null;
}

/** The log is the whole engine's: one context is made at a time. */
const making = pool(["turn"]);

/**
 * Makes a context. What `flashAttention: "auto"` chose is only in the engine's log, which is read meanwhile.
 * @throws when the engine cannot make it, for lack of memory for example.
 */
export function openContext(llama: Llama, model: LlamaModel, options: LlamaContextOptions): Promise<OpenedContext> {
  return making.use(async () => {
    const { LlamaLogLevel } = await optionalPackage("node-llama-cpp", () => import("node-llama-cpp"));
    const [logLevel, logger] = [llama.logLevel, llama.logger];
    const lines: string[] = [];
    llama.logger = (level, line) => {
      lines.push(line);
      if (level === LlamaLogLevel.error || level === LlamaLogLevel.fatal) logger(level, line);
    };
    llama.logLevel = LlamaLogLevel.info;
    try {
      const context = await model.createContext(options);
      await turnOfTheLoop(); // a line of another thread may still be on its way
      return { context, flashAttention: flashAttentionOf(lines) };
    } finally {
      llama.logLevel = logLevel;
      llama.logger = logger;
    }
  });
}

/**
 * Whether flash attention computes, by llama.cpp's log: its last word on it.
 * @example
 * flashAttentionOf(["llama_context: flash_attn            = auto", "resolve_fused_ops: Flash Attention enabled"]); // => true
 */
export function flashAttentionOf(log: readonly string[]): boolean | null {
  const words = log.flatMap((line) => /flash.?att.*\b(enabled|disabled)\b/i.exec(line)?.[1] ?? []);
  const last = words.at(-1);
  return last === undefined ? null : last.toLowerCase() === "enabled";
}
