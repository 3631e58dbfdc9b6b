import { describeValue } from "../arguments/describe-value.js";
import type { AnswerFrom } from "../types/index.js";
import { jsonInText } from "./json/json-object.js";

/** A part of an answer and the words by which a reason names it; `text` is null where the answer has no such part. */
export interface AnswerPart {
  readonly text: string | null;
  readonly where: string;
}

const parts: Readonly<Record<Exclude<AnswerFrom, "text">, { words: string; of: (text: string) => string | null }>> = {
  "json-in-text": { words: "the JSON in the text", of: jsonInText },
  "last-line": { words: "the last line", of: lastLine },
  boxed: { words: "\\boxed{…}", of: boxedText },
  "answer-line": { words: 'what follows "answer:"', of: answerLine },
};

/**
 * The part of an answer that a check looks at; `where` is empty for the whole answer.
 *
 * @example
 * answerPart("Let us see.\nSeven", "last-line").text; // => "Seven"
 */
export function answerPart(text: string, from: AnswerFrom = "text"): AnswerPart {
  if (from === "text") return { text, where: "" };
  const { words, of } = parts[from];
  const part = of(text);
  if (part === null) return { text: null, where: words };
  return { text: part, where: `${words} (${describeValue(part)})` };
}

function lastLine(text: string): string | null {
  return text.trim().split(/\r?\n/).at(-1)?.trim() || null;
}

/**
 * The content of the last LaTeX `\boxed{…}` of a text, braces inside it balanced; null where there is none.
 *
 * @example
 * boxedText("So it is $\\boxed{\\frac{1}{2}}$."); // => "\\frac{1}{2}"
 */
export function boxedText(text: string): string | null {
  const start = text.lastIndexOf("\\boxed{");
  if (start === -1) return null;
  const from = start + "\\boxed{".length;
  let depth = 1;
  for (let at = from; at < text.length; at++) {
    if (text[at] === "{") depth++;
    else if (text[at] === "}" && --depth === 0) return text.slice(from, at);
  }
  return null;
}

/**
 * What follows the last "answer:", "answer is" or "####" of a text, to the end of its line; "option" and "choice" do as well. Null where
 * there is none.
 *
 * @example
 * answerLine("It rains.\n**Answer:** Paris"); // => "Paris"
 */
export function answerLine(text: string): string | null {
  const found = [...text.matchAll(/(?:\b(?:answer|option|choice)\b[ *_]*(?:is\b|:|=)|####)[ :*_]*(.*)/gi)].at(-1);
  return found?.[1]?.trim() || null;
}
