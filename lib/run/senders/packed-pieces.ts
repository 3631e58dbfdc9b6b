import type { ArrivalKind, PieceSink } from "../../types/index.js";

/** One piece of an answer as a driver reported it. */
export type Piece = Parameters<PieceSink["piece"]>[0];

/** The pieces of an answer as columns, which cross to another process as they lie in memory. */
export interface PackedPieces {
  readonly atMs: Float64Array;
  readonly kind: Uint8Array;
  readonly textLength: Uint32Array;
  /** NaN where the piece told none: only on the way from one process to the other. */
  readonly tokens: Float64Array;
  readonly readIndex: Int32Array;
  /** The texts of all pieces, joined. */
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

/** Puts pieces into columns. Pure. */
export function packPieces(pieces: readonly Piece[]): PackedPieces {
  return {
    atMs: Float64Array.from(pieces, (piece) => piece.atMs),
    kind: Uint8Array.from(pieces, (piece) => kinds.indexOf(piece.kind)),
    textLength: Uint32Array.from(pieces, (piece) => piece.text.length),
    tokens: Float64Array.from(pieces, (piece) => piece.tokens ?? Number.NaN),
    readIndex: Int32Array.from(pieces, (piece) => piece.readIndex),
    text: pieces.map((piece) => piece.text).join(""),
  };
}

/** The pieces that were put into these columns, one after the other. */
export function* unpackPieces(packed: PackedPieces): Generator<Piece> {
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
