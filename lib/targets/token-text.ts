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
 * A {@link StopFilter}, as servers apply the `stop` of a request: the stop string itself is not part of the answer, and the
 * text is the same however it is cut into pieces.
 */
export function stopFilter(stops: readonly string[]): StopFilter {
  const wanted = stops.filter((stop) => stop !== "");
  let kept = "";
  return {
    push(text) {
      const all = kept + text;
      const at = firstStop(all, wanted);
      kept = at === null ? longestBeginning(all, wanted) : "";
      return at === null
        ? { shown: all.slice(0, all.length - kept.length), stopped: false }
        : { shown: all.slice(0, at), stopped: true };
    },
    rest: () => kept,
  };
}

/** Where the stop string begins that is complete first; of several that end together, the longest. Null without a match. */
function firstStop(text: string, stops: readonly string[]): number | null {
  let first: { readonly at: number; readonly end: number } | null = null;
  for (const stop of stops) {
    const at = text.indexOf(stop);
    const end = at + stop.length;
    if (at >= 0 && (first === null || end < first.end || (end === first.end && at < first.at))) first = { at, end };
  }
  return first === null ? null : first.at;
}

/** The longest end of a text that is the beginning of a stop string. */
function longestBeginning(text: string, stops: readonly string[]): string {
  let longest = "";
  for (const stop of stops)
    for (let length = Math.min(stop.length - 1, text.length); length > longest.length; length--)
      if (text.endsWith(stop.slice(0, length))) longest = stop.slice(0, length);
  return longest;
}
