import type { ArrivalKind, Chunk } from "../../types/index.js";

/** The chunks of an answer as columns, which cross to another process as they are in memory. */
export interface PackedChunks {
  readonly atMs: Float64Array;
  readonly kind: Uint8Array;
  readonly textLength: Uint32Array;
  /** NaN where the chunk told none: only on the way from one process to the other. */
  readonly tokens: Float64Array;
  readonly readIndex: Int32Array;
  /** The texts of all chunks, joined. */
  readonly text: string;
}

const kinds: readonly ArrivalKind[] = [
  "answer",
  "reasoning",
  "tool-call",
  "role",
  "empty",
  "usage",
  "comment",
  "end",
  "bad",
];

/** Puts chunks into columns. Pure. */
export function packChunks(chunks: readonly Chunk[]): PackedChunks {
  return {
    atMs: Float64Array.from(chunks, (chunk) => chunk.atMs),
    kind: Uint8Array.from(chunks, (chunk) => kinds.indexOf(chunk.kind)),
    textLength: Uint32Array.from(chunks, (chunk) => chunk.text.length),
    tokens: Float64Array.from(chunks, (chunk) => chunk.tokens ?? Number.NaN),
    readIndex: Int32Array.from(chunks, (chunk) => chunk.readIndex),
    text: chunks.map((chunk) => chunk.text).join(""),
  };
}

/** The chunks that were put into these columns, one after the other. */
export function* unpackChunks(packed: PackedChunks): Generator<Chunk> {
  let from = 0;
  for (let index = 0; index < packed.atMs.length; index++) {
    const tokens = packed.tokens[index] ?? Number.NaN;
    const to = from + (packed.textLength[index] ?? 0);
    yield {
      atMs: packed.atMs[index] ?? 0,
      kind: kinds[packed.kind[index] ?? 0] ?? "bad",
      text: packed.text.slice(from, to),
      tokens: Number.isNaN(tokens) ? null : tokens,
      readIndex: packed.readIndex[index] ?? 0,
    };
    from = to;
  }
}
