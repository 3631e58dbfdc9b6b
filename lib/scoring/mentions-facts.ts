import { checkText, checkTexts } from "../arguments/check-values.js";

/** What `mentionsFacts` found; `share` is the mentioned part of all facts, null when none were asked for. */
export interface FactsCheck {
  readonly mentioned: readonly string[];
  readonly missing: readonly string[];
  readonly share: number | null;
}

/**
 * Looks for facts in an answer by simple text search: a fact is mentioned when its text stands somewhere in the answer,
 * upper and lower case, kinds of spaces and compatibility forms of characters (NFKC: H₂O is H2O) aside. A bar parts
 * spellings of which one is enough: "seven|7". It is a search for letters, not for meaning: "7" is also found in "17", and
 * "not Paris" mentions Paris.
 * Throws when a fact is empty.
 *
 * @example
 * bb.scores.mentionsFacts("The capital is\nParis.", ["paris", "1889|eighteen"]); // => { "mentioned": ["paris"], "missing": ["1889|eighteen"], "share": 0.5 }
 */
export function mentionsFacts(text: string, facts: readonly string[]): FactsCheck {
  checkText("mentionsFacts", "text", text);
  checkTexts("mentionsFacts", "facts", facts);
  const searched = simplified(text);
  const isMentioned = (fact: string) => spellings(fact).some((spelling) => searched.includes(spelling));
  const mentioned = facts.filter(isMentioned);
  const missing = facts.filter((fact) => !mentioned.includes(fact));
  return { mentioned, missing, share: facts.length === 0 ? null : mentioned.length / facts.length };
}

function spellings(fact: string): readonly string[] {
  const all = fact.split("|").map(simplified);
  const usable = all.filter((spelling) => spelling !== "");
  if (usable.length > 0) return usable;
  throw new Error(`mentionsFacts expected every fact to be a text that is not empty, got ${JSON.stringify(fact)}`);
}

function simplified(text: string): string {
  return text.normalize("NFKC").replace(/[‘’]/g, "'").toLowerCase().replace(/\s+/g, " ").trim();
}
