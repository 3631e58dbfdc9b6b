import type { DriverRequest, Usage } from "../types/index.js";

/** No context window is so small that a shorter prompt is cut. */
const FEWEST_WORDS = 64;

/**
 * Whether the engine read less of a prompt than was sent, as servers do without a word when it does not fit into their window.
 *
 * Tokenizers cut a text at its spaces before anything else, so that every word takes a token at least: fewer tokens, those from a
 * cache included, than words cannot be the whole prompt. Scripts that write no spaces have few words here, and are never judged
 * to be cut; neither is a prompt that is only a little too long. False where the tokens are not known.
 */
export function isPromptCut(
  { prompt, system }: Pick<DriverRequest, "prompt" | "system">,
  usage: Usage | null,
): boolean {
  const read = usage?.inputTokens ?? 0;
  if (read === 0 || 2 * read > prompt.length + (system?.length ?? 0)) return false; // a word and its space are two characters
  const words = countWords(prompt) + countWords(system ?? "");
  return words >= FEWEST_WORDS && read < words;
}

/** Stretches between ASCII white space that hold a letter or a digit, or a character beyond ASCII. */
function countWords(text: string): number {
  let words = 0;
  let isCounted = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code <= 0x20) isCounted = false;
    else if (!isCounted && isWordCharacter(code)) {
      isCounted = true;
      words++;
    }
  }
  return words;
}

const isWordCharacter = (code: number): boolean =>
  code > 0x7f || (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
