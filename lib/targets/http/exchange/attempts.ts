import type { Dispatcher } from "undici";
import type { HttpPhases, StreamObserver } from "../../../types/index.js";
import type { Connection } from "../connection/connection.js";
import { errorText } from "../connection/network-failure.js";
import type { SentRequest } from "../connection/package-call.js";
import { whenWritten } from "../connection/request-written.js";
import type { SocketPool } from "../connection/socket-pool.js";
import type { ExchangeParts } from "./exchange-parts.js";
import type { Progress } from "./progress.js";

type Phases = { -readonly [Phase in keyof HttpPhases]: HttpPhases[Phase] };

const unreached = (): Phases => ({
  connectionReadyAtMs: null,
  requestSentAtMs: null,
  responseHeadAtMs: null,
  newConnection: null,
});

/** The connection that an exchange has: takes one, hands the request over, stamps that instant, lets the connection go. */
export class Attempts {
  line: Connection | null = null;
  /** How far this attempt has come. */
  phases: Phases = unreached();
  /** Whether the request was written to a socket that stood before: used by others, or opened ahead. */
  onStandingSocket = false;
  readonly #pool: SocketPool;
  readonly #now: () => number;
  readonly #observer: StreamObserver;
  readonly #progress: Progress;
  readonly #connections: number | undefined;
  #controller: Dispatcher.DispatchController | null = null;
  #stampTold = true;

  constructor({ pool, now, observer, request }: ExchangeParts, progress: Progress) {
    this.#pool = pool;
    this.#now = now;
    this.#observer = observer;
    this.#progress = progress;
    this.#connections = request.connections;
  }

  /** Hands the request to a connection; `fresh` asks for one that no request has used. Says why it could not, or null. */
  begin(sent: SentRequest, handler: Dispatcher.DispatchHandler, fresh: boolean): string | null {
    this.line = this.#pool.take(fresh, this.#connections);
    if (this.line === null) return "the driver is closed";
    this.#controller = null;
    this.#stampTold = false;
    this.phases = unreached();
    this.onStandingSocket = false;
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
   * The socket stands, and the request is written to it in this very call. On one that stood before it was handed over now: undici
   * lets one turn of the event loop pass before, which is not the server's time. On a new one it was when connecting began.
   */
  connected(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    const { line } = this;
    if (line === null) return;
    this.phases.newConnection = line.requestsOnSocket === 0;
    this.onStandingSocket = line.requestsOnSocket > 0 || line.openedAhead;
    this.tellDispatched(this.onStandingSocket ? this.#now() : this.#progress.dispatchedAtMs);
    this.phases.connectionReadyAtMs = Math.max(line.connectedAtMs, this.#progress.dispatchedAtMs);
    line.requestsOnSocket += 1;
    this.#progress.connected = true;
    const { phases } = this;
    const sent = () => {
      phases.requestSentAtMs = this.#now();
    };
    whenWritten(() => line.whenFlushed(sent));
  }

  /** The head of the response is in. Says when the read that brought it ran. */
  headCame(): number {
    const atMs = this.line?.readAtMs ?? this.#now();
    this.phases.responseHeadAtMs = atMs;
    return atMs;
  }

  /** Stamps this attempt, once: also when it never got a socket. */
  tellDispatched(atMs: number): void {
    if (this.#stampTold) return;
    this.#stampTold = true;
    this.#progress.dispatchedAtMs = atMs;
    this.#observer.onDispatched(atMs);
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
