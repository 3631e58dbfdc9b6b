import type { Chunk } from "../../types/index.js";

/**
 * The chunks of an answer without a secret that came in several of them, none of which holds it: the text as it is joined later is
 * scrubbed and laid over the chunks again, each with its share of it.
 */
export function scrubChunks(
  chunks: readonly Chunk[],
  scrub: (text: string) => string = (text) => text,
): readonly Chunk[] {
  const isReasoning = ({ kind }: Chunk) => kind === "reasoning";
  const parts = [true, false].map((wanted) => chunks.filter((chunk) => isReasoning(chunk) === wanted));
  const texts = parts.map((part) => scrubbedTexts(part, scrub));
  if (texts.every((scrubbed) => scrubbed === null)) return chunks;
  const byChunk = new Map(parts.flatMap((part, at) => part.map((chunk, index) => [chunk, texts[at]?.[index]])));
  return chunks.map((chunk) => ({ ...chunk, text: byChunk.get(chunk) ?? chunk.text }));
}

/** The texts of some chunks after scrubbing; null where nothing was found. */
function scrubbedTexts(chunks: readonly Chunk[], scrub: (text: string) => string): readonly string[] | null {
  const joined = chunks.map(({ text }) => text).join("");
  const clean = scrub(joined);
  if (clean === joined) return null;
  const share = clean.length / joined.length;
  let end = 0;
  return chunks.map(({ text }) => {
    const begin = end;
    end += text.length;
    return clean.slice(Math.round(begin * share), Math.round(end * share));
  });
}
