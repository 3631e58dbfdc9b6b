import { Socket } from "node:net";
import { buildConnector, Client } from "undici";

/** One connection to the server, used by one exchange at a time. */
export class Line {
  readonly client: Client;
  /** Number of the last read of its sockets, and when its first statement ran. */
  readIndex = 0;
  readAtMs = 0;
  /** Requests that were written to the socket it has now: above 0 the socket is reused. */
  requestsOnSocket = 0;
  /** Code of the socket's own error, which the HTTP parser hides where it can explain the end in another way. */
  socketError: string | null = null;
  /** Whether its last socket has closed. */
  isClosed = false;
  /** Since when no exchange has it; null while one has. */
  idleSinceMs: number | null = null;
  /** How long no exchange had it before it was taken; null where it is new. */
  idledMs: number | null = null;
  readonly #closedIdle: (idleMs: number) => void;
  #connecting: Socket | null = null;

  /** `closedIdle` hears how long the connection had been idle when its socket closed. */
  constructor(origin: string, now: () => number, closedIdle: (idleMs: number) => void) {
    this.#closedIdle = closedIdle;
    const connect = buildConnector({ timeout: 0 });
    this.client = new Client(origin, {
      connect: (options, callback) => {
        const made: unknown = connect(options, (...result) => {
          const [error, socket] = result;
          this.#connecting = null;
          if (error === null) this.#watch(socket, now);
          callback(...result);
        });
        // undici hands out the socket when it is connected; until then only this can end it.
        if (made instanceof Socket && made.connecting) this.#connecting = made;
      },
      headersTimeout: 0,
      bodyTimeout: 0,
      pipelining: 1,
    });
    // undici reports what a handler throws while it is told of an error in this way; its types do not name the event.
    const emitter: NodeJS.EventEmitter = this.client;
    emitter.on("error", () => {});
  }

  /** Ends the connection, also one that does not stand yet: nobody waits for it any more. */
  async destroy(): Promise<void> {
    const closed = this.client.destroyed ? Promise.resolve() : this.client.destroy().catch(() => {});
    this.#connecting?.destroy(new Error("no longer wanted"));
    this.#connecting = null;
    await closed;
  }

  /**
   * Stamps each read. This listener is the socket's first, so it runs before a byte of the read is parsed, and all events
   * in it share one instant. (The parser calls back once for each HTTP chunk, of which a read may hold many.)
   */
  #watch(socket: Socket, now: () => number): void {
    this.requestsOnSocket = 0;
    this.socketError = null;
    this.isClosed = false;
    socket.on("readable", () => {
      this.readAtMs = now();
      this.readIndex += 1;
    });
    socket.once("close", () => {
      this.isClosed = true;
      if (this.idleSinceMs !== null) this.#closedIdle(now() - this.idleSinceMs);
    });
    socket.on("error", (error: NodeJS.ErrnoException) => {
      this.socketError = error.code ?? null;
    });
  }
}
