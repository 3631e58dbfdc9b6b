import { commonWords } from "./common-words.js";
import type { RandomStream } from "./random.js";

/** How a text is cut into tokens. */
export type Encode = (text: string) => readonly number[];

/** Prompts of a number of tokens that is exact, all with the same beginning. */
export interface ExactPrompts {
  /** The beginning that all of them share, "" where they share none. */
  readonly prefix: string;
  next(random: RandomStream): string;
}

/**
 * Makes prompts of an exact number of tokens: words are added by what each alone costs, the whole is counted, and what is missing is filled
 * with shorter pieces. Each prompt begins with the tokens of the shared prefix, not only with its text.
 * @throws when the vocabulary has no text of exactly that length.
 */
export function exactPrompts(
  encode: Encode,
  lengths: { readonly tokens: number; readonly shared: number },
  prefixRandom: RandomStream,
): ExactPrompts {
  const costs = new Map<string, number>();
  const alone = encode("the").length;
  const costOf = (word: string) => {
    const cost = costs.get(word) ?? encode(`the ${word}`).length - alone;
    costs.set(word, cost);
    return cost;
  };
  const grown = (from: string, tokens: number, random: RandomStream) =>
    grownTo({ encode, costOf, from, fromIds: encode(from), tokens, random });
  const prefix = grown("", lengths.shared, prefixRandom);
  return { prefix, next: (random) => grown(prefix, lengths.tokens, random) };
}

interface Growth {
  readonly encode: Encode;
  readonly costOf: (word: string) => number;
  readonly from: string;
  readonly fromIds: readonly number[];
  readonly tokens: number;
  readonly random: RandomStream;
}

/** A text is counted whole so often at most; all but odd vocabularies need it once or twice. */
const mostCounts = 200;

function grownTo(growth: Growth): string {
  const { encode, from, fromIds, tokens } = growth;
  const pieces: string[] = [];
  for (let counts = 0; counts < mostCounts; counts++) {
    const text = joined(from, pieces);
    const ids = encode(text);
    const isWhole = fromIds.every((id, at) => ids[at] === id);
    if (isWhole && ids.length === tokens) return text;
    if (!isWhole || ids.length > tokens) pieces.pop();
    else pieces.push(...(wordsFor(growth, tokens - ids.length) ?? filler(growth, text, tokens - ids.length)));
  }
  throw new Error(`its vocabulary has no prompt of exactly ${tokens} tokens: ask for another length`);
}

/** A word has a space before it, unless it begins the text. */
const joined = (from: string, pieces: readonly string[]) => (from + pieces.join("")).replace(/^ /, "");

/** Words that together cost as many tokens as are missing, or fewer; null where no word costs so few. */
function wordsFor({ costOf, random }: Growth, missing: number): readonly string[] | null {
  const words: string[] = [];
  let left = missing;
  while (left > 0) {
    const word = fittingWord(costOf, left, random);
    if (word === null) break;
    words.push(` ${word}`);
    left -= costOf(word);
  }
  return words.length === 0 ? null : words;
}

function fittingWord(costOf: (word: string) => number, most: number, random: RandomStream): string | null {
  const start = random.integer(0, commonWords.length - 1);
  for (let step = 0; step < commonWords.length; step++) {
    const word = commonWords[(start + step) % commonWords.length] ?? "the";
    if (costOf(word) <= most && costOf(word) > 0) return word;
  }
  return null;
}

const letters = [..."abcdefghijklmnopqrstuvwxyz"];
const fillers = [...letters.map((letter) => ` ${letter}`), " .", " ,", ".", ",", "!", ...letters];

/** One short piece that makes the text longer by no more than is missing. */
function filler({ encode, random }: Growth, text: string, missing: number): readonly string[] {
  const before = encode(text).length;
  const start = random.integer(0, fillers.length - 1);
  for (let step = 0; step < fillers.length; step++) {
    const piece = fillers[(start + step) % fillers.length] ?? " a";
    const added = encode(joined(text, [piece])).length - before;
    if (added > 0 && added <= missing) return [piece];
  }
  return [fillers[start] ?? " a"]; // it may make room for another one
}
