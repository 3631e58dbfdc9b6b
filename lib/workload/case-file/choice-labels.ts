/** The letters of this many choices; at most 26. */
export function choiceLabels(count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => String.fromCharCode(65 + at));
}

/**
 * The label of the choice that a text names: by the label itself, else by its words; null where it names none.
 *
 * @example
 * choiceLabel("Blood", ["Sky", "Blood"], ["A", "B"]); // => "B"
 */
export function choiceLabel(
  said: string,
  choices: readonly string[],
  labels: readonly string[] = choiceLabels(choices.length),
): string | null {
  if (labels.includes(said)) return said;
  const at = choices.indexOf(said);
  return labels[at] ?? null;
}
