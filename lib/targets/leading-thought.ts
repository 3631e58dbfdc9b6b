/** What a text begins with: a thought between tags. */
export interface LeadingThought {
  /** The thought alone, without its tags and the white space around it. */
  readonly thought: string;
  /** How many characters of the text come before the answer: tags and white space are among them. */
  readonly answerFrom: number;
  /** False where the text ends before the thought does: then there is no answer. */
  readonly isClosed: boolean;
}

/**
 * The tags of chat templates that no reasoning parser has taken out: those of DeepSeek and Qwen, of models that were asked to
 * think aloud, of Gemini's OpenAI form (`thought`), Seed-OSS, Magistral and Kimi-VL.
 */
const ANGLE = "think|thinking|reasoning|thought|seed:think";
const OPENING = new RegExp(`\\s*(?:<(${ANGLE})>|(\\[THINK\\])|(◁think▷))`, "iy");
const ANY_CLOSING = new RegExp(`</(?:${ANGLE})>|\\[/THINK\\]|◁/think▷`, "gi");
const OPEN_AT_END = new RegExp(`(?:<(?:${ANGLE})>|\\[THINK\\]|◁think▷)\\s*$`, "i");

/** What every tag begins with: a text without any of these has no tag. */
export const TAG_BEGINS = /[<[◁]/;

/** Whether a prompt ends with the opening tag of a thought, as templates of reasoning models do: the answer begins inside it. */
export function opensThought(prompt: string): boolean {
  return OPEN_AT_END.test(prompt.slice(-64));
}

/**
 * The thought that a text begins with, or null where it begins with none. `isOpened` says that the prompt had opened it.
 *
 * A closing tag alone is the end of a thought too, since most templates of reasoning models open it in the prompt, where a
 * client cannot see it; unless it is a quotation: in code, in quotes, or as a word in the middle of a sentence.
 *
 * @example
 * leadingThought("<think>Paris?</think>\n\nLyon."); // => { thought: "Paris?", answerFrom: 23, isClosed: true }
 * @example
 * leadingThought("Lyon."); // => null
 */
export function leadingThought(text: string, isOpened = false): LeadingThought | null {
  const thoughts: string[] = [];
  let at = 0;
  for (let tag = openingAt(text, 0); tag !== null || (isOpened && thoughts.length === 0); tag = openingAt(text, at)) {
    const from = tag?.end ?? 0;
    const closing = closingAfter(text, from, tag?.closing ?? ANY_CLOSING);
    thoughts.push(text.slice(from, closing?.start));
    if (closing === null) return found(thoughts, text.length, false);
    at = closing.end;
  }
  if (thoughts.length > 0) return found(thoughts, afterSpace(text, at), true);
  const closing = closingAfter(text, 0, ANY_CLOSING);
  if (closing === null || !endsThought(text, closing)) return null;
  return found([text.slice(0, closing.start)], afterSpace(text, closing.end), true);
}

function found(thoughts: readonly string[], answerFrom: number, isClosed: boolean): LeadingThought {
  const thought = thoughts
    .map((one) => one.trim())
    .filter((one) => one !== "")
    .join("\n\n");
  return { thought, answerFrom, isClosed };
}

interface Place {
  readonly start: number;
  readonly end: number;
}

function openingAt(text: string, at: number): { readonly end: number; readonly closing: RegExp } | null {
  OPENING.lastIndex = at;
  const match = OPENING.exec(text);
  if (match === null) return null;
  const [whole, angle, square] = match;
  const closing = angle === undefined ? (square === undefined ? "◁/think▷" : "\\[/THINK\\]") : `</${angle}>`;
  return { end: at + whole.length, closing: new RegExp(closing, "gi") };
}

function closingAfter(text: string, from: number, closing: RegExp): Place | null {
  closing.lastIndex = from;
  const match = closing.exec(text);
  return match === null ? null : { start: match.index, end: match.index + match[0].length };
}

/** Whether a closing tag that nothing opened is one, and no quotation of a tag. */
function endsThought(text: string, { start, end }: Place): boolean {
  const [before, after] = [text.slice(0, start), text.slice(end)];
  const endsItsLine = /^[ \t]*(\r?\n|$)/.test(after);
  const isQuoted = /[`"'“”‘’«»([{/\\]$/.test(before) || /^[`"'“”‘’«»)\]}/\\,.;:!?]/.test(after);
  const isWord = /[^\n\r \t][ \t]+$/.test(before) && !endsItsLine;
  const isInCode = (before.match(/```/g)?.length ?? 0) % 2 === 1;
  return !isQuoted && !isWord && !isInCode && !new RegExp(`<(?:${ANGLE})>|\\[THINK\\]|◁think▷`, "i").test(before);
}

const afterSpace = (text: string, at: number): number =>
  at + (text.slice(at).length - text.slice(at).trimStart().length);
