import * as v from "valibot";
import { checkText } from "../arguments/check-values.js";
import { filledText, texts } from "../arguments/fields.js";
import { checkedOptions, settings } from "../arguments/options.js";
import { choiceLabel, choiceLabels } from "../workload/case-file/choice-labels.js";
import { answerLine, boxedText } from "./answer-part.js";

/** What `checkChoice` found. */
export interface ChoiceCheck {
  readonly matches: boolean;
  /** The label of the choice that the answer names; null where it names none, or several. */
  readonly chosen: string | null;
  readonly reason: string;
}

/** What is chosen from, and what is right. */
export interface ChoiceOptions {
  /** The label or the words of the right choice. */
  readonly expected: string;
  readonly choices: readonly string[];
  /** What the choices are called. @default "A", "B", "C" … */
  readonly labels?: readonly string[];
}

const choiceOptions = settings({
  expected: filledText("the label or the words of a choice"),
  choices: texts,
  labels: v.optional(texts),
});

/**
 * Finds the choice that an answer names, by its letter or by its words, and compares it with the right one.
 *
 * The letter counts where it stands alone ("B", "(B)", "**B**"), before the words ("B. Blood"), after "answer:" or "answer is", or in
 * `\boxed{…}`; the words count as a whole answer, or where those of exactly one choice are in it. An answer that names several, whose
 * letter and words disagree, or that denies something ("not B") names none: near is not enough.
 *
 * @example
 * bb.scores.checkChoice("The answer is (B).", { expected: "B", choices: ["Sky", "Blood"] }).matches; // => true
 */
export function checkChoice(text: string, options: ChoiceOptions): ChoiceCheck {
  checkText("checkChoice", "text", text);
  const { expected, choices, labels: given } = checkedOptions("checkChoice", choiceOptions, options);
  const labels = given ?? choiceLabels(choices.length);
  const right = choiceLabel(expected, choices, labels);
  if (right === null)
    throw new Error(`checkChoice expected "expected" to be one of the choices or their labels, got "${expected}"`);
  const named = namedChoices(text, { choices, labels });
  const [chosen = null] = named;
  if (named.length > 1) return { matches: false, chosen: null, reason: `names several choices: ${named.join(", ")}` };
  if (chosen === null) return { matches: false, chosen, reason: "names none of the choices" };
  return {
    matches: chosen === right,
    chosen,
    reason: chosen === right ? `chose ${chosen}` : `chose ${chosen}, not ${right}`,
  };
}

interface Choices {
  readonly choices: readonly string[];
  readonly labels: readonly string[];
}

/** The labels of the choices that an answer names, by the clearest sign that it has. */
function namedChoices(text: string, list: Choices): readonly string[] {
  const boxed = boxedText(text);
  if (boxed !== null) return wholly(boxed, list);
  const line = answerLine(text);
  const said = line === null ? [] : wholly(line, list);
  if (said.length > 0) return said;
  const lines = text.split("\n").flatMap((one) => wholly(one, list));
  if (lines.length > 0) return [...new Set(lines)];
  return denies.test(text) ? [] : mentioned(text, list);
}

const denies = /\b(?:not|never|neither|nor|none|except|wrong|incorrect|isn't|aren't|cannot|can't|don't)\b/i;

/** A line that is a choice: its letter, its words, or both where they agree. */
function wholly(text: string, list: Choices): readonly string[] {
  const bare = simplified(text);
  const byWords = placeOf(text, list.choices);
  if (byWords !== null) return [list.labels[byWords] ?? ""];
  const byLabel = list.labels.find((label) => simplified(label) === bare);
  return byLabel === undefined ? labeled(text, list) : [byLabel];
}

/** The place of the choice with these words; null where none has them, or several that differ only in their punctuation. */
function placeOf(words: string, choices: readonly string[]): number | null {
  const bare = simplified(words);
  const same = (fits: (choice: string) => boolean) => {
    const found = [...choices.keys()].filter((at) => fits(choices[at] ?? ""));
    return found.length === 1 ? (found[0] ?? null) : null;
  };
  return same((choice) => choice === words.trim()) ?? same((choice) => bare !== "" && simplified(choice) === bare);
}

const OPENED = String.raw`^[\s*_("'[]*`;
const CLOSED = String.raw`[*_"'\]]*[).:](?:[\s*_]|$)|[)*_\]"']+\s|\s+[-–—]\s|,?\s+(?:because|since|as)\b`;
const LABELED = new RegExp(String.raw`${OPENED}(?<label>[\p{L}\d]{1,3})(?:${CLOSED})(?<rest>.*)$`, "u");

/** A line that begins with a label and a mark, as in "B) Blood"; both labels where the words are those of another choice. */
function labeled(line: string, { choices, labels }: Choices): readonly string[] {
  const { label = "", rest = "" } = LABELED.exec(line)?.groups ?? {};
  if (!labels.includes(label)) return [];
  const other = labels[placeOf(rest, choices) ?? -1] ?? label;
  return other === label ? [label] : [label, other];
}

/** The choices whose words are in a text as whole words; one that is part of a longer one counts only outside of it. */
function mentioned(text: string, { choices, labels }: Choices): readonly string[] {
  const words = choices.map(simplified);
  const longestFirst = [...new Set(words)].sort((a, b) => b.length - a.length);
  let left = ` ${simplified(text)} `;
  const found = longestFirst.filter((one) => {
    if (one === "" || !left.includes(` ${one} `)) return false;
    left = left.replaceAll(` ${one} `, "  ");
    return true;
  });
  return labels.filter((_, at) => found.includes(words[at] ?? ""));
}

/** Lower case, and between words one space in place of anything but letters, digits and signs that tell values apart. */
function simplified(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}\p{S}%\-/.]+|\.(?!\d)|(?<![\d\p{L}])-(?!\d)/gu, " ")
    .trim();
}
