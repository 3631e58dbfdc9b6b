import type { Connection } from "../connection/connection.js";

/**
 * Tasks for turns of the event loop of their own, after the sockets that are ready have been read, in the order of the calls. In
 * one turn tasks are done until `longestMs` have passed, then the sockets are looked at again; with 0 each has a turn to itself.
 */
function turnQueue(longestMs: number): (task: () => void) => void {
  const waiting: (() => void)[] = [];
  let isDue = false;
  const doSome = () => {
    const untilMs = performance.now() + longestMs;
    try {
      do waiting.shift()?.();
      while (waiting.length > 0 && performance.now() < untilMs);
    } finally {
      isDue = waiting.length > 0; // also after a task that threw
      if (isDue) setImmediate(doSome);
    }
  };
  return (task) => {
    waiting.push(task);
    if (!isDue) setImmediate(doSome);
    isDue = true;
  };
}

/**
 * Does this in a turn of the event loop of its own. What follows an answer (the package's own work, the trial, its row) takes a
 * fraction of a millisecond; when dozens of answers end together, done at once it would hold up the stamps of all the others.
 */
export const inOwnTurn = turnQueue(0);

/** Does this when the sockets that are ready have been read; 0.1 ms at a time, below what a stamp may be late. */
export const afterTheBurst = turnQueue(0.1);

/** Bytes of a response, with the instant and the number of the read of the socket that brought them. */
export interface Read {
  readonly atMs: number;
  readonly index: number;
  readonly bytes: Buffer;
}

/**
 * A read that is stamped so soon after the one before it was dealt with came in the same turn of the event loop: between two turns
 * the loop asks the kernel what is ready, which takes longer. Further sockets are ready then, most likely.
 */
const STRAIGHT_ON_MS = 0.012;

let dealtWithAtMs = Number.NEGATIVE_INFINITY; // of all exchanges of this process: they share its loop

/** What the reads go to. */
export interface Parser {
  read(read: Read): void;
}

/**
 * The reads of one exchange on their way to its parser. One that comes alone is parsed at once. When many sockets are ready
 * together, as when dozens of streams go in step, each is stamped first and parsed when all have been read: parsing one answer
 * holds up the stamp of no other.
 */
export class ReadQueue {
  readonly #parser: Parser;
  readonly #now: () => number;
  readonly #waiting: Read[] = [];

  constructor(parser: Parser, now: () => number) {
    this.#parser = parser;
    this.#now = now;
  }

  /** Takes bytes of the connection's last read. */
  take(connection: Connection, bytes: Buffer): void {
    const read = { atMs: connection.readAtMs, index: connection.readIndex, bytes };
    const sinceMs = read.atMs - dealtWithAtMs; // below 0 for further bytes of the same read
    if (this.#waiting.length > 0) this.#waiting.push(read);
    else if (sinceMs >= 0 && sinceMs < STRAIGHT_ON_MS) {
      this.#waiting.push(read);
      afterTheBurst(() => this.flush());
    } else this.#parser.read(read);
    dealtWithAtMs = this.#now();
  }

  /** Does this when what waits has been parsed: at once where nothing does. */
  whenParsed(task: () => void): void {
    if (this.#waiting.length > 0) afterTheBurst(task);
    else task();
  }

  /** Parses what waits, now. False where nothing does. */
  flush(): boolean {
    const some = this.#waiting.length > 0;
    for (let read = this.#waiting.shift(); read !== undefined; read = this.#waiting.shift()) this.#parser.read(read);
    return some;
  }

  /** The exchange is over: what waits is parsed by nobody. */
  close(): void {
    this.#waiting.length = 0;
  }
}
