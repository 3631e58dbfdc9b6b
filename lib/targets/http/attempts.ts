import type { Dispatcher } from "undici";
import type { PieceSink } from "../../types.js";
import type { Line } from "./line.js";
import { errorText } from "./network-failure.js";
import type { SentRequest } from "./package-call.js";
import type { Progress } from "./progress.js";
import type { SocketPool } from "./socket-pool.js";

/** The connection that an exchange has: takes one, hands the request over, stamps that instant, lets the connection go. */
export class Attempts {
  line: Line | null = null;
  readonly #pool: SocketPool;
  readonly #now: () => number;
  readonly #sink: PieceSink;
  readonly #progress: Progress;
  #controller: Dispatcher.DispatchController | null = null;
  #stampTold = true;

  constructor(pool: SocketPool, now: () => number, sink: PieceSink, progress: Progress) {
    this.#pool = pool;
    this.#now = now;
    this.#sink = sink;
    this.#progress = progress;
  }

  /** Hands the request to a connection; `fresh` asks for one that no request has used. Says why it could not, or null. */
  begin(sent: SentRequest, handler: Dispatcher.DispatchHandler, fresh: boolean): string | null {
    this.line = this.#pool.take(fresh);
    if (this.line === null) return "the driver is closed";
    this.#controller = null;
    this.#stampTold = false;
    this.#progress.connected = false;
    this.#progress.dispatchedAtMs = this.#now();
    try {
      this.line.client.dispatch(sent, handler);
      return null;
    } catch (error) {
      return `the request could not be made: ${errorText(error)}`;
    }
  }

  /**
   * The socket stands, and the request is written to it in this very call. On a reused socket it was handed over now: undici
   * lets one turn of the event loop pass before, which is not the server's time. On a new one it was when connecting began.
   */
  connected(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    const { line } = this;
    if (line === null) return;
    this.tellDispatched(line.requestsOnSocket > 0 ? this.#now() : this.#progress.dispatchedAtMs);
    line.requestsOnSocket += 1;
    this.#progress.connected = true;
  }

  /** Stamps this attempt, once: also when it never got a socket. */
  tellDispatched(atMs: number): void {
    if (this.#stampTold) return;
    this.#stampTold = true;
    this.#progress.dispatchedAtMs = atMs;
    this.#sink.dispatched(atMs);
  }

  /** The reused connection was dead before the server could see the request. */
  releaseStale(): void {
    if (this.line !== null) this.#pool.dropStale(this.line);
    this.line = null;
  }

  /** Lets the connection go: back to the pool, or to its end where bytes of this exchange may still come on it. */
  release(reusable: boolean): void {
    this.tellDispatched(this.#progress.dispatchedAtMs);
    const { line } = this;
    this.line = null;
    if (line === null) return;
    if (reusable) this.#pool.giveBack(line);
    else {
      this.#controller?.abort(new Error("the exchange is over"));
      this.#pool.drop(line);
    }
  }
}
