import { checkList, checkTexts } from "../../arguments/check-values.js";

/** One reference answer, or several of which any may be met. */
export type References = string | readonly string[];

/** The references as a list. Throws for an empty list. */
export function referenceList(caller: string, reference: References): readonly string[] {
  const list = typeof reference === "string" ? [reference] : reference;
  checkTexts(caller, "reference", list);
  if (list.length === 0) throw new Error(`${caller} expected at least one reference, got an empty list`);
  return list;
}

/** Adds up the statistics of all answers of a set. Throws when there are no texts or not one entry of references for each. */
export function summed(
  caller: string,
  texts: readonly string[],
  references: readonly References[],
  statistics: (text: string, references: readonly string[]) => readonly number[],
): readonly number[] {
  checkTexts(caller, "texts", texts);
  checkList(caller, "references", references, "a list with an entry for each text");
  if (texts.length === 0 || texts.length !== references.length) {
    const got = `${texts.length} texts and ${references.length} references`;
    throw new Error(`${caller} expected at least one text and one entry of references for each text, got ${got}`);
  }
  const sums: number[] = [];
  texts.forEach((text, at) => {
    const numbers = statistics(text, referenceList(caller, references[at] ?? []));
    numbers.forEach((number, place) => {
      sums[place] = (sums[place] ?? 0) + number;
    });
  });
  return sums;
}
