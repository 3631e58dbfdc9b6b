import type { Piece } from "./packed-pieces.js";

/**
 * The pieces of an answer without a secret that came in several of them, none of which holds it: the text as it is joined later is
 * scrubbed and laid over the pieces again, each with its share of it.
 */
export function scrubPieces(
  pieces: readonly Piece[],
  scrub: (text: string) => string = (text) => text,
): readonly Piece[] {
  const isReasoning = ({ kind }: Piece) => kind === "reasoning";
  const parts = [true, false].map((wanted) => pieces.filter((piece) => isReasoning(piece) === wanted));
  const texts = parts.map((part) => scrubbedTexts(part, scrub));
  if (texts.every((scrubbed) => scrubbed === null)) return pieces;
  const byPiece = new Map(parts.flatMap((part, at) => part.map((piece, index) => [piece, texts[at]?.[index]])));
  return pieces.map((piece) => ({ ...piece, text: byPiece.get(piece) ?? piece.text }));
}

/** The texts of some pieces after scrubbing; null where nothing was found. */
function scrubbedTexts(pieces: readonly Piece[], scrub: (text: string) => string): readonly string[] | null {
  const joined = pieces.map(({ text }) => text).join("");
  const clean = scrub(joined);
  if (clean === joined) return null;
  const share = clean.length / joined.length;
  let end = 0;
  return pieces.map(({ text }) => {
    const begin = end;
    end += text.length;
    return clean.slice(Math.round(begin * share), Math.round(end * share));
  });
}
