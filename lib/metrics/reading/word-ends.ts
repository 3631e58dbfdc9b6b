const segmenter = new Intl.Segmenter("en", { granularity: "word" });

/** Texts whose words the pattern below finds as the segmenter does, at a tenth of its time: ASCII and the usual quotes and dashes. */
const plain = /^[\0-\x7f\u2013\u2014\u2018\u2019\u201c\u201d\u2026]*$/;

/** The rules of UAX #29 for these characters: marks that stay inside a word between letters, and inside a number between digits. */
const plainWord = /\w+(?:(?:(?<=[A-Za-z])[.':\u2018\u2019](?=[A-Za-z])|(?<=\d)[.,;'\u2018\u2019](?=\d))\w+)*/g;

const spoken = /[\p{L}\p{N}]/u;

/**
 * Where the words of a text end, in UTF-16 units from its start, by the word boundaries of Unicode (UAX #29), so of any script: a word is
 * a segment with a letter or a digit. Marks and spaces do not count.
 *
 * @example
 * wordEnds("Don't wait: 3.5 s."); // => [5, 10, 15, 17]
 */
export function wordEnds(text: string): number[] {
  const ends: number[] = [];
  if (plain.test(text)) {
    for (const { 0: word, index } of text.matchAll(plainWord)) if (spoken.test(word)) ends.push(index + word.length);
    return ends;
  }
  for (const { segment, index, isWordLike } of segmenter.segment(text))
    if (isWordLike === true && spoken.test(segment)) ends.push(index + segment.length);
  return ends;
}
