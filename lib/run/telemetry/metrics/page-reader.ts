import { Worker } from "node:worker_threads";
import type { PageReading, PageRequest } from "./fetch-page.js";
import type { PageAnswer, PageOrder } from "./page-worker.js";

/** A page that was read, or was not, and for how long that kept the reading thread busy. */
export interface ReadPage {
  readonly reading: PageReading;
  readonly busyMs: number;
}

/** Reads pages of metrics in a thread of its own. */
export interface PageReader {
  /** Never rejects: a thread that ended is a reason why there is no reading. */
  read(request: PageRequest): Promise<ReadPage>;
  stop(): void;
}

const script = new URL("./page-worker.js", import.meta.url);

/** Starts the thread at the first page that is asked for; it keeps no process alive, and knows none of its environment. */
export function pageReader(): PageReader {
  let worker: Worker | null = null;
  let next = 0;
  let isOver = false;
  const waiting = new Map<number, (page: ReadPage) => void>();
  const end = (reason: string) => {
    isOver = true;
    for (const answer of waiting.values()) answer(unread(reason));
    waiting.clear();
  };
  const begin = (): Worker => {
    const begun = new Worker(script, { env: {}, execArgv: [], resourceLimits: { maxOldGenerationSizeMb: 64 } });
    begun.unref();
    begun.on("message", ({ id, reading, busyMs }: PageAnswer) => {
      waiting.get(id)?.({ reading, busyMs });
      waiting.delete(id);
    });
    begun.on("error", () => end("the thread that reads it broke down"));
    begun.on("exit", () => end("the thread that reads it has ended"));
    return begun;
  };
  return {
    read(request) {
      if (isOver) return Promise.resolve(unread("the thread that reads it has ended"));
      worker ??= begin();
      const id = next++;
      const answered = new Promise<ReadPage>((resolve) => waiting.set(id, resolve));
      worker.postMessage({ ...request, id } satisfies PageOrder);
      return answered;
    },
    stop() {
      end("the run is over");
      void worker?.terminate();
    },
  };
}

const unread = (reason: string): ReadPage => ({ reading: { kind: "unread", reason }, busyMs: 0 });
