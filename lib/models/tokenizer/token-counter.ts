import { Worker } from "node:worker_threads";
import type { Tokenizer } from "./tokenizer.js";

/** Counts tokens in a thread of its own, so that whoever asks goes on stamping what arrives. */
export interface TokenCounter extends Pick<Tokenizer, "file" | "sha256" | "engine"> {
  /** The tokens of each text; null where the thread ended or took longer than `patienceMs`, after which it counts no more. */
  count(texts: readonly string[]): Promise<readonly number[] | null>;
  close(): Promise<void>;
}

/** What the thread says first. */
export type Opened = ({ readonly kind: "opened" } & Pick<Tokenizer, "file" | "sha256" | "engine">) | Refused;
interface Refused {
  readonly kind: "refused";
  readonly message: string;
}
/** What it says later. */
export interface Counted {
  readonly kind: "counted";
  readonly id: number;
  readonly counts: readonly number[];
}
/** What it is asked. */
export interface CountOrder {
  readonly id: number;
  readonly texts: readonly string[];
}

/**
 * Opens a tokenizer, as `openTokenizer` does, in a thread of its own.
 * @throws what `openTokenizer` says.
 */
export async function openTokenCounter(
  name: string,
  weightsDirectory: string,
  patienceMs = 60_000,
): Promise<TokenCounter> {
  const thread = new Worker(new URL("./counting-thread.js", import.meta.url), {
    workerData: { name, weightsDirectory },
  });
  const first = await firstWord(thread);
  if (first.kind === "refused") {
    await thread.terminate();
    throw new Error(first.message);
  }
  thread.unref();
  const { file, sha256, engine } = first;
  return {
    file,
    sha256,
    engine,
    count: counting(thread, patienceMs),
    close: async () => void (await thread.terminate()),
  };
}

function firstWord(thread: Worker): Promise<Opened> {
  return new Promise((resolve) => {
    thread.once("message", resolve);
    thread.once("error", ({ message }) => resolve({ kind: "refused", message }));
  });
}

function counting(thread: Worker, patienceMs: number): TokenCounter["count"] {
  const waiting = new Map<number, (counts: readonly number[] | null) => void>();
  let isOver = false;
  let last = 0;
  thread.on("message", ({ id, counts }: Counted) => waiting.get(id)?.(counts));
  thread.on("error", () => {}); // the exit that follows says it
  thread.on("exit", () => {
    isOver = true;
    for (const resolve of waiting.values()) resolve(null);
  });
  return async (texts) => {
    if (isOver) return null;
    const id = last++;
    const timer = setTimeout(() => void thread.terminate(), patienceMs);
    const counts = await new Promise<readonly number[] | null>((resolve) => {
      waiting.set(id, resolve);
      thread.postMessage({ id, texts } satisfies CountOrder);
    });
    clearTimeout(timer);
    waiting.delete(id);
    return counts;
  };
}
