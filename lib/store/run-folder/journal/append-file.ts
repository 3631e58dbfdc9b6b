import { errorText, type FileLayer, type OpenFile, writeAll } from "../files/file-layer.js";

/** A file that only grows, written by one process. */
export interface AppendFile {
  /**
   * Adds one line, made when its batch is written. Resolves when it is written (and on the disk, where the file is
   * durable); rejects with the first failure of the file, and from then on always. When making the line throws, only
   * that line is refused. A line that is `urgent` waits for no others.
   */
  append(line: () => Uint8Array, urgent?: boolean): Promise<void>;
  /** Writes what waits, then closes. Rejects with the first failure, if there was one. */
  close(): Promise<void>;
}

interface Waiting {
  readonly line: () => Uint8Array;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Opens a file for group commit: a line that finds the file idle waits up to 20 ms for others; lines that come while a commit
 * is under way share the next one. So a burst costs one sync for each batch and not for each row, and nothing waits longer
 * than that and the commit before it. The wait also lets answers that end together all be stamped before their rows are made.
 * A failed write or sync is final: what the disk holds of that batch is unknown, and a second fsync may report success without
 * having written it.
 */
export async function openAppendFile(
  path: string,
  options: { readonly files: FileLayer; readonly durable: boolean; readonly now?: () => number },
): Promise<AppendFile> {
  const { now = () => performance.now() } = options;
  const file = await options.files.open(path, "a");
  const waiting: Waiting[] = [];
  let failure: Error | null = null;
  let closed = false;
  let running: Promise<void> | null = null;
  const gathering = gather();

  const drain = async () => {
    await gathering.wait();
    while (waiting.length > 0) {
      const batch = await makeLines(waiting.splice(0), now);
      failure ??= await commit(file, batch, path, options.durable);
      for (const { waiting: each } of batch) failure === null ? each.resolve() : each.reject(failure);
    }
    running = null;
  };

  return {
    append: (line, urgent = false) => {
      if (failure !== null) return Promise.reject(failure);
      if (closed) return Promise.reject(new Error(`expected an open file, got ${path} after its close`));
      return new Promise((resolve, reject) => {
        waiting.push({ line, resolve, reject });
        running ??= drain();
        if (urgent || waiting.length >= GATHER_LINES) gathering.end();
      });
    },
    close: async () => {
      const first = !closed;
      closed = true;
      gathering.end();
      await running;
      if (first) await closeFile(file, options.durable || failure !== null);
      if (failure !== null) throw failure;
    },
  };
}

/** A file that was not synced row by row is synced once at its end. */
async function closeFile(file: OpenFile, synced: boolean): Promise<void> {
  try {
    if (!synced) await file.datasync();
  } finally {
    await file.close();
  }
}

interface Made {
  readonly waiting: Waiting;
  readonly bytes: Uint8Array;
}

/** Far below what a reader of progress notices (it is updated ten times per second), and longer than answers that end together take. */
const GATHER_MS = 20;
/** With this many lines waiting, they are written at once. */
const GATHER_LINES = 50;

/** A short wait for more lines, which can be ended. */
function gather(): { wait(): Promise<void>; end(): void } {
  let end = () => {};
  return {
    wait: () =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, GATHER_MS);
        end = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
    end: () => end(),
  };
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** How long lines are made without a turn: below what a stamp may be late, and many times what the turn costs. */
const LONGEST_MS = 0.1;

/** Makes the lines of a batch, with turns of the event loop between them: what the sockets have brought is stamped there. */
async function makeLines(batch: readonly Waiting[], now: () => number): Promise<Made[]> {
  const made: Made[] = [];
  let turnAtMs = now() + LONGEST_MS;
  for (const waiting of batch) {
    if (now() >= turnAtMs) {
      await turn();
      turnAtMs = now() + LONGEST_MS;
    }
    try {
      made.push({ waiting, bytes: waiting.line() });
    } catch (error) {
      waiting.reject(error);
    }
  }
  return made;
}

/** Writes one batch of whole lines; null when it is safe, else why the file takes nothing more. */
async function commit(file: OpenFile, batch: readonly Made[], path: string, durable: boolean): Promise<Error | null> {
  try {
    await writeAll(file, Buffer.concat(batch.map((each) => each.bytes)));
    if (durable) await file.datasync();
    return null;
  } catch (error) {
    return new Error(`cannot write to ${path}: ${errorText(error)}; every row confirmed before is safe`, {
      cause: error,
    });
  }
}
