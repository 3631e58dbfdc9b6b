import { Line } from "./line.js";

/** A connection that closes sooner than this after an answer was closed because of it, not because it was idle for long. */
const CLOSES_AFTER_ANSWER_MS = 1000;

/**
 * The connections of one driver to one server: as many as exchanges run at once, kept open between them. The one used last
 * is used next, so that the others may grow cold and be closed. A connection that failed is destroyed, never given out again.
 *
 * Some servers close the connection after each answer without saying so (llama.cpp's does, half a millisecond after the last
 * byte). A request sent in that half millisecond would meet a dead socket, so once a server was seen to do that each exchange
 * gets a connection of its own.
 */
export class SocketPool {
  readonly #origin: string;
  readonly #now: () => number;
  readonly #idle: Line[] = [];
  readonly #busy = new Set<Line>();
  #keepsOpen = true;
  #closed = false;

  constructor(origin: string, now: () => number) {
    this.#origin = origin;
    this.#now = now;
  }

  /**
   * A connection for one exchange; `fresh` asks for one that no request has used. Of exchanges that are to use so many
   * `connections` each gets one of its own while there are fewer, and then the one that has rested longest. Null when the pool is
   * closed.
   */
  take(fresh: boolean, connections?: number): Line | null {
    if (this.#closed) return null;
    const line = (fresh ? undefined : this.#takeIdle(connections)) ?? this.#newLine();
    line.idledMs = line.idleSinceMs === null ? null : this.#now() - line.idleSinceMs;
    line.idleSinceMs = null;
    this.#busy.add(line);
    return line;
  }

  /** The exchange ended well: the connection may be used again. */
  giveBack(line: Line): void {
    const known = this.#busy.delete(line);
    line.idleSinceMs = this.#now();
    if (line.isClosed) this.#noteClosed(0); // between the answer's end and now
    if (known && !this.#closed && this.#keepsOpen) this.#idle.push(line);
    else void line.destroy();
  }

  /** The exchange ended badly: the socket is destroyed. */
  drop(line: Line): void {
    this.#busy.delete(line);
    void line.destroy();
  }

  /** The connection was found dead when it was used again. */
  dropStale(line: Line): void {
    if (line.idledMs !== null) this.#noteClosed(line.idledMs);
    this.drop(line);
  }

  /** Opens connections until there are so many. They are used when no other is idle, and none is kept that could not be opened. */
  async openAhead(connections: number, signal: AbortSignal): Promise<void> {
    for (const line of this.#idle.filter(({ isClosed }) => isClosed)) {
      this.#idle.splice(this.#idle.indexOf(line), 1);
      void line.destroy();
    }
    if (this.#closed || !this.#keepsOpen) return;
    const missing = Math.max(0, connections - this.#idle.length - this.#busy.size);
    await Promise.all(Array.from({ length: missing }, () => this.#openOneAhead(signal)));
  }

  async #openOneAhead(signal: AbortSignal): Promise<void> {
    const line = this.#newLine();
    this.#busy.add(line);
    const stands = await line.openAhead(signal);
    const known = this.#busy.delete(line);
    if (stands && known && !this.#closed) this.#idle.unshift(line);
    else void line.destroy();
  }

  #takeIdle(connections?: number): Line | undefined {
    if (connections === undefined) return this.#idle.pop();
    return this.#idle.length + this.#busy.size < connections ? undefined : this.#idle.shift();
  }

  #noteClosed(idleMs: number): void {
    if (this.#closed || idleMs >= CLOSES_AFTER_ANSWER_MS) return;
    this.#keepsOpen = false;
    for (const line of this.#idle.splice(0)) void line.destroy();
  }

  /** Destroys every connection, also those in use. May be called again. */
  async close(): Promise<void> {
    this.#closed = true;
    const lines = [...this.#idle.splice(0), ...this.#busy];
    this.#busy.clear();
    await Promise.all(lines.map((line) => line.destroy()));
  }

  #newLine(): Line {
    return new Line(this.#origin, this.#now, (idleMs) => this.#noteClosed(idleMs));
  }
}
