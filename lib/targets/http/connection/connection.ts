import type { IncomingHttpHeaders } from "node:http";
import { Socket } from "node:net";
import { buildConnector, Client, type Dispatcher } from "undici";
import type { HttpPhases } from "../../../types/index.js";
import type { SentRequest } from "./package-call.js";
import { whenWritten } from "./request-written.js";

/** Hears what comes of a request that a connection carries. */
export interface Receiver {
  /** The request is written to the socket in this very call. */
  onConnected(): void;
  onHead(status: number, headers: IncomingHttpHeaders): void;
  onBytes(bytes: Buffer): void;
  onEnd(): void;
  onError(error: Error): void;
}

/** One request on its way over a connection. */
export interface Carried {
  /** When the request was handed to the transport. */
  dispatchedAtMs: number;
  /** Whether the request was written to a socket that stood before: used by others, or opened ahead. */
  onStandingSocket: boolean;
  readonly phases: { -readonly [Phase in keyof HttpPhases]: HttpPhases[Phase] };
}

/** A request that is not on its way yet. */
export const uncarried = (dispatchedAtMs: number): Carried => ({
  dispatchedAtMs,
  onStandingSocket: false,
  phases: { connectionReadyAtMs: null, requestSentAtMs: null, responseHeadAtMs: null, newConnection: null },
});

/** One connection to the server, used by one exchange at a time. */
export class Connection {
  readonly client: Client;
  /** Number of the last read of its sockets, and when its first statement ran. */
  readIndex = 0;
  readAtMs = 0;
  /** The socket that it has now: when it stood, whether that was ahead of any request, and how many were written to it. */
  connectedAtMs = 0;
  openedAhead = false;
  requestsOnSocket = 0;
  /** Code of the socket's own error, which the HTTP parser hides where it can explain the end in another way. */
  socketError: string | null = null;
  /** Whether its last socket has closed. */
  isClosed = false;
  /** Since when no exchange has it; null while one has, and before the first. */
  idleSinceMs: number | null = null;
  /** How long no exchange had it before it was taken; null where it is new. */
  idledMs: number | null = null;
  readonly #origin: URL;
  readonly #now: () => number;
  readonly #closedIdle: (idleMs: number) => void;
  readonly #connect = buildConnector({ timeout: 0 });
  #controller: Dispatcher.DispatchController | null = null;
  #connecting: Socket | null = null;
  #socket: Socket | null = null;
  /** The socket that stands and waits for its first request. */
  #ahead: Socket | null = null;

  /** `closedIdle` hears how long the connection had been idle when its socket closed. */
  constructor(origin: string, now: () => number, closedIdle: (idleMs: number) => void) {
    this.#origin = new URL(origin);
    this.#now = now;
    this.#closedIdle = closedIdle;
    this.client = new Client(origin, {
      connect: (options, callback) => {
        const ahead = this.#ahead;
        this.#ahead = null;
        if (ahead === null || this.isClosed) this.#open(options, false, callback);
        else queueMicrotask(() => callback(null, ahead)); // undici does not go on where it is called back at once
      },
      headersTimeout: 0,
      bodyTimeout: 0,
      pipelining: 1,
    });
    // undici reports what a handler throws while it is told of an error in this way; its types do not name the event.
    const emitter: NodeJS.EventEmitter = this.client;
    emitter.on("error", () => {});
  }

  /** Opens its socket before a request asks for it. Resolves to whether it stands. */
  openAhead(signal: AbortSignal): Promise<boolean> {
    const { protocol, hostname, host, port } = this.#origin;
    const options = { protocol, hostname: hostname.replace(/^\[|\]$/g, ""), host, port };
    return new Promise((resolve) => {
      const giveUp = () => resolve(false);
      if (signal.aborted) return giveUp();
      signal.addEventListener("abort", giveUp, { once: true });
      this.#open(options, true, (error, socket) => {
        signal.removeEventListener("abort", giveUp);
        this.#ahead = socket;
        resolve(error === null);
      });
    });
  }

  /** Sends a request, and tells the receiver what comes of it. @throws when the request cannot be made. */
  send(request: SentRequest, carried: Carried, receiver: Receiver): void {
    this.#controller = null;
    this.client.dispatch(request, {
      onRequestStart: (controller) => {
        this.#controller = controller;
        if (request.requestId !== undefined) carried.phases.requestId = request.requestId;
        this.#begun(carried);
        receiver.onConnected();
      },
      onResponseStart: (_controller, status, headers) => {
        if (status >= 200) receiver.onHead(status, headers);
      },
      onResponseData: (_controller, bytes) => receiver.onBytes(bytes),
      onResponseEnd: () => receiver.onEnd(),
      onResponseError: (_controller, error) => receiver.onError(error),
    });
  }

  /**
   * The socket stands, and the request is written to it in this very call. On one that stood before it was passed on now: undici
   * lets one turn of the event loop pass before, which is not the server's time. On a new one it was when connecting began.
   */
  #begun(carried: Carried): void {
    const { phases } = carried;
    phases.newConnection = this.requestsOnSocket === 0;
    carried.onStandingSocket = this.requestsOnSocket > 0 || this.openedAhead;
    if (carried.onStandingSocket) carried.dispatchedAtMs = this.#now();
    phases.connectionReadyAtMs = Math.max(this.connectedAtMs, carried.dispatchedAtMs);
    this.requestsOnSocket += 1;
    const sent = () => {
      phases.requestSentAtMs = this.#now();
    };
    whenWritten(() => this.#whenFlushed(sent));
  }

  /** Does this when all that was written to the socket is on its way: at once, but for a request larger than its buffer. */
  #whenFlushed(task: () => void): void {
    if (this.#socket?.writableNeedDrain) this.#socket.once("drain", task);
    else task();
  }

  /** Gives up the request that it carries. */
  abort(): void {
    this.#controller?.abort(new Error("the exchange is over"));
  }

  /** Ends the connection, also one that does not stand yet: nobody waits for it any more. */
  async destroy(): Promise<void> {
    const closed = this.client.destroyed ? Promise.resolve() : this.client.destroy().catch(() => {});
    this.#connecting?.destroy(new Error("no longer wanted"));
    this.#connecting = null;
    this.#ahead?.destroy();
    this.#ahead = null;
    await closed;
  }

  #open(options: buildConnector.Options, ahead: boolean, callback: buildConnector.Callback): void {
    const made: unknown = this.#connect(options, (...result) => {
      const [error, socket] = result;
      this.#connecting = null;
      if (error === null) this.#watch(socket, ahead);
      callback(...result);
    });
    // undici hands out the socket when it is connected; until then only this can end it.
    if (made instanceof Socket && made.connecting) this.#connecting = made;
  }

  /**
   * Stamps each read. This listener is the socket's first, so it runs before a byte of the read is parsed, and all events
   * in it share one instant. (The parser calls back once for each HTTP chunk, of which a read may hold many.)
   */
  #watch(socket: Socket, ahead: boolean): void {
    this.#socket = socket;
    this.connectedAtMs = this.#now();
    this.openedAhead = ahead;
    this.requestsOnSocket = 0;
    this.socketError = null;
    this.isClosed = false;
    socket.on("readable", () => {
      if (this.#ahead === socket) return endUnasked(socket);
      this.readAtMs = this.#now();
      this.readIndex += 1;
    });
    socket.once("close", () => {
      this.isClosed = true;
      if (this.idleSinceMs !== null) this.#closedIdle(this.#now() - this.idleSinceMs);
    });
    socket.on("error", (error: NodeJS.ErrnoException) => {
      this.socketError = error.code ?? null;
    });
  }
}

/** The server closed a connection that nothing was asked on, or it speaks unasked: it is of no use. */
function endUnasked(socket: Socket): void {
  if (socket.read() !== null) socket.destroy();
}
