import type { Connection } from "../connection/connection.js";
import { afterTheBurst } from "../connection/own-turn.js";

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

/**
 * The reads of one exchange on their way to its parser. One that comes alone is parsed at once. When many sockets are ready
 * together, as when dozens of streams go in step, each is stamped first and parsed when all have been read: parsing one answer
 * holds up the stamp of no other.
 */
export class ReadQueue {
  readonly #parse: (read: Read) => void;
  readonly #now: () => number;
  readonly #waiting: Read[] = [];

  constructor(parse: (read: Read) => void, now: () => number) {
    this.#parse = parse;
    this.#now = now;
  }

  /** Takes bytes of the line's last read. */
  take(line: Connection, bytes: Buffer): void {
    const read = { atMs: line.readAtMs, index: line.readIndex, bytes };
    const sinceMs = read.atMs - dealtWithAtMs; // below 0 for further bytes of the same read
    if (this.#waiting.length > 0) this.#waiting.push(read);
    else if (sinceMs >= 0 && sinceMs < STRAIGHT_ON_MS) {
      this.#waiting.push(read);
      afterTheBurst(() => this.flush());
    } else this.#parse(read);
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
    for (let read = this.#waiting.shift(); read !== undefined; read = this.#waiting.shift()) this.#parse(read);
    return some;
  }
}
