/** What an engine remembers of the prompts it has read. */
export interface PrefixCache {
  /** How many leading words of the prompt are remembered. The last word is never among them: it has to be read for an answer. */
  match(prompt: readonly string[]): number;
  /** The prompt was read to its end. */
  remember(prompt: readonly string[]): void;
}

/** A {@link PrefixCache} of the prompts used last, up to a number. */
export function prefixCache(prompts: number): PrefixCache {
  /** From the one used longest ago to the one used last. */
  const remembered = new Map<string, readonly string[]>();
  const use = (words: readonly string[]) => {
    const key = words.join(" ");
    remembered.delete(key);
    remembered.set(key, words);
  };
  return {
    match(prompt) {
      let best: readonly string[] | null = null;
      let longest = 0;
      for (const words of remembered.values()) {
        const shared = sharedWords(words, prompt);
        if (shared > longest) [best, longest] = [words, shared];
      }
      if (best !== null) use(best);
      return Math.min(longest, Math.max(0, prompt.length - 1));
    },
    remember(prompt) {
      use(prompt);
      for (const key of remembered.keys()) {
        if (remembered.size <= prompts) break;
        remembered.delete(key);
      }
    },
  };
}

function sharedWords(a: readonly string[], b: readonly string[]): number {
  let shared = 0;
  while (shared < a.length && shared < b.length && a[shared] === b[shared]) shared++;
  return shared;
}
