/**
 * The name that somebody may have meant: the one that takes the fewest letters changed, added, left out or swapped, at most a
 * third of what was written. Null where none is near.
 *
 * @example
 * nearestName("repetition", ["name", "repetitions"]); // => "repetitions"
 */
export function nearestName(written: string, names: readonly string[]): string | null {
  const near = names
    .map((name) => ({ name, edits: editsBetween(written.toLowerCase(), name.toLowerCase()) }))
    .filter(({ edits }) => edits <= Math.max(1, Math.floor(written.length / 3)))
    .sort((a, b) => a.edits - b.edits);
  return near[0]?.name ?? null;
}

/** Optimal string alignment: Levenshtein's distance, with two neighbors swapped as one edit. */
function editsBetween(a: string, b: string): number {
  let [before, above] = [[] as number[], Array.from({ length: b.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwap ? (before[j - 2] ?? 0) + 1 : changed;
      row.push(Math.min(changed, swapped, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    [before, above] = [above, row];
  }
  return above[b.length] ?? 0;
}
