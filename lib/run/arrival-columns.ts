import type { Arrival } from "../types.js";

/**
 * The arrivals of one answer while it comes in, as columns. An object for each would live as long as the answer, thousands at
 * a time, and the garbage collector would copy them about in the middle of a measurement.
 */
export class ArrivalColumns {
  readonly #atMs: number[] = [];
  readonly #kind: Arrival["kind"][] = [];
  readonly #textLength: number[] = [];
  readonly #tokens: (number | null)[] = [];
  readonly #readIndex: number[] = [];
  #list: readonly Arrival[] | null = null;

  /** Adds one; only before the list was asked for. */
  add(atMs: number, kind: Arrival["kind"], textLength: number, tokens: number | null, readIndex: number): void {
    if (this.#list !== null) return;
    this.#atMs.push(atMs);
    this.#kind.push(kind);
    this.#textLength.push(textLength);
    this.#tokens.push(tokens);
    this.#readIndex.push(readIndex);
  }

  /** The arrivals as a trial has them, made when they are first asked for: outside of what is timed. */
  list(): readonly Arrival[] {
    this.#list ??= this.#atMs.map((atMs, index) => ({
      atMs,
      kind: this.#kind[index] ?? "bad",
      textLength: this.#textLength[index] ?? 0,
      tokens: this.#tokens[index] ?? null,
      readIndex: this.#readIndex[index] ?? 0,
    }));
    return this.#list;
  }
}
