import type { Arrival } from "../../types/index.js";

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

  /** When the text of the answer first passed this number of characters; null where it never did. */
  beyondAtMs(characters: number): number | null {
    let length = 0;
    for (let index = 0; index < this.#kind.length; index++) {
      const kind = this.#kind[index];
      if (kind !== "answer" && kind !== "tool-call") continue;
      length += this.#textLength[index] ?? 0;
      if (kind === "answer" && length > characters) return this.#atMs[index] ?? null;
    }
    return null;
  }

  /**
   * The arrivals as a trial has them, created on first use, outside of what is timed. This many characters of the
   * text were thought, whatever their events were called; an event that holds the end of a thought becomes two.
   */
  list(thought: number): readonly Arrival[] {
    this.#list ??= this.#made(thought);
    return this.#list;
  }

  #made(thought: number): readonly Arrival[] {
    let left = thought;
    return this.#atMs.flatMap((atMs, index) => {
      const kind = this.#kind[index] ?? "bad";
      const textLength = this.#textLength[index] ?? 0;
      const tokens = this.#tokens[index] ?? null;
      const readIndex = this.#readIndex[index] ?? 0;
      const arrival = { atMs, kind, textLength, tokens, readIndex };
      if (left === 0 || textLength === 0 || kind !== "answer") return [arrival];
      const thoughtLength = Math.min(left, textLength);
      left -= thoughtLength;
      const first = { ...arrival, kind: "reasoning" as const, textLength: thoughtLength };
      const rest = { ...arrival, textLength: textLength - thoughtLength, tokens: tokens === null ? null : 0 };
      return rest.textLength === 0 ? [first] : [first, rest];
    });
  }
}
