import { Connection } from "./connection.js";

/** A connection that closes sooner than this after an answer was closed because of it, not because it was idle for long. */
const CLOSES_AFTER_ANSWER_MS = 1000;

/**
 * The connections of one driver to one server: as many as exchanges run at once, kept open between them. The one used last
 * is used next, so that the others may grow cold and be closed. A connection that failed is destroyed, never given out again.
 *
 * Some servers close the connection after each answer without saying so (llama.cpp's does, half a millisecond after the last
 * byte). A request sent in that half millisecond would meet a dead socket, so once a server has done that, each exchange
 * gets a connection of its own.
 */
export class SocketPool {
  readonly #origin: string;
  readonly #now: () => number;
  readonly #idle: Connection[] = [];
  readonly #busy = new Set<Connection>();
  #keepsOpen = true;
  #closed = false;

  constructor(origin: string, now: () => number) {
    this.#origin = origin;
    this.#now = now;
  }

  /**
   * A connection for one exchange; `fresh` asks for one that no request has used. Of exchanges that should use a number of
   * `connections` each gets one of its own while there are fewer, and then the one that has rested longest. Null when the pool is
   * closed.
   */
  take(fresh: boolean, connections?: number): Connection | null {
    if (this.#closed) return null;
    const connection = (fresh ? undefined : this.#takeIdle(connections)) ?? this.#newConnection();
    connection.idledMs = connection.idleSinceMs === null ? null : this.#now() - connection.idleSinceMs;
    connection.idleSinceMs = null;
    this.#busy.add(connection);
    return connection;
  }

  /** The exchange is over: its connection may be used again, or ends where bytes of this exchange may still come on it. */
  release(connection: Connection, reusable: boolean): void {
    if (reusable) this.#giveBack(connection);
    else {
      connection.abort();
      this.#drop(connection);
    }
  }

  #giveBack(connection: Connection): void {
    const known = this.#busy.delete(connection);
    connection.idleSinceMs = this.#now();
    if (connection.isClosed) this.#noteClosed(0); // between the answer's end and now
    if (known && !this.#closed && this.#keepsOpen) this.#idle.push(connection);
    else void connection.destroy();
  }

  #drop(connection: Connection): void {
    this.#busy.delete(connection);
    void connection.destroy();
  }

  /** The connection was found dead when it was used again. */
  dropStale(connection: Connection): void {
    if (connection.idledMs !== null) this.#noteClosed(connection.idledMs);
    this.#drop(connection);
  }

  /** Opens connections up to this number. They are used when no other is idle; those that fail to open are dropped. */
  async openAhead(connections: number, signal: AbortSignal): Promise<void> {
    for (const connection of this.#idle.filter(({ isClosed }) => isClosed)) {
      this.#idle.splice(this.#idle.indexOf(connection), 1);
      void connection.destroy();
    }
    if (this.#closed || !this.#keepsOpen) return;
    const missing = Math.max(0, connections - this.#idle.length - this.#busy.size);
    await Promise.all(Array.from({ length: missing }, () => this.#openOneAhead(signal)));
  }

  async #openOneAhead(signal: AbortSignal): Promise<void> {
    const connection = this.#newConnection();
    this.#busy.add(connection);
    const stands = await connection.openAhead(signal);
    const known = this.#busy.delete(connection);
    if (stands && known && !this.#closed) this.#idle.unshift(connection);
    else void connection.destroy();
  }

  #takeIdle(connections?: number): Connection | undefined {
    if (connections === undefined) return this.#idle.pop();
    return this.#idle.length + this.#busy.size < connections ? undefined : this.#idle.shift();
  }

  #noteClosed(idleMs: number): void {
    if (this.#closed || idleMs >= CLOSES_AFTER_ANSWER_MS) return;
    this.#keepsOpen = false;
    for (const connection of this.#idle.splice(0)) void connection.destroy();
  }

  /** Destroys every connection, also those in use. May be called again. */
  async close(): Promise<void> {
    this.#closed = true;
    const connections = [...this.#idle.splice(0), ...this.#busy];
    this.#busy.clear();
    await Promise.all(connections.map((connection) => connection.destroy()));
  }

  #newConnection(): Connection {
    return new Connection(this.#origin, this.#now, (idleMs) => this.#noteClosed(idleMs));
  }
}
