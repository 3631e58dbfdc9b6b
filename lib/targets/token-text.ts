/** Turns tokens into text as they come. */
export interface TokenText<Token> {
  /** The text that this token completes: "" while a character is still in pieces. */
  next(token: Token): string;
}

/**
 * Text of a stream of tokens. A character may be spread over several tokens: what is not yet whole is kept back, so that
 * the joined pieces are the text of the joined tokens.
 * @param detokenize text of tokens, given the tokens before them
 */
export function tokenText<Token>(
  detokenize: (tokens: readonly Token[], before: readonly Token[]) => string,
  before: readonly Token[],
): TokenText<Token> {
  const context = before.slice(-4); // a tokenizer looks back a few tokens to decide on a leading space
  let waiting: Token[] = [];
  return {
    next(token) {
      waiting.push(token);
      const text = detokenize(waiting, context);
      if (text.endsWith("\uFFFD") && waiting.length < 8) return ""; // no character is longer than that
      context.push(...waiting);
      if (context.length > 8) context.splice(0, context.length - 4);
      waiting = [];
      return text;
    },
  };
}

/** Ends a text at the first stop string and keeps what might become one back until it is sure. */
export interface StopFilter {
  /** What may be shown now, and whether a stop string was met: nothing after it is ever shown. */
  push(text: string): { readonly shown: string; readonly stopped: boolean };
  /** What was kept back, when the text ended without completing a stop string. */
  rest(): string;
}

/**
 * A {@link StopFilter}, as servers apply the `stop` of a request: the stop string itself is not part of the answer, and a
 * stop string that comes in several pieces is still found.
 */
export function stopFilter(stops: readonly string[]): StopFilter {
  const wanted = stops.filter((stop) => stop !== "");
  let kept = "";
  return {
    push(text) {
      const all = kept + text;
      const at = Math.min(...wanted.map((stop) => all.indexOf(stop)).filter((found) => found >= 0));
      kept = Number.isFinite(at) ? "" : longestBeginning(all, wanted);
      return Number.isFinite(at)
        ? { shown: all.slice(0, at), stopped: true }
        : { shown: all.slice(0, all.length - kept.length), stopped: false };
    },
    rest: () => kept,
  };
}

/** The longest end of a text that is the beginning of a stop string. */
function longestBeginning(text: string, stops: readonly string[]): string {
  let longest = "";
  for (const stop of stops)
    for (let length = Math.min(stop.length - 1, text.length); length > longest.length; length--)
      if (text.endsWith(stop.slice(0, length))) longest = stop.slice(0, length);
  return longest;
}
