/** @typedef {{ cell_type: string, source: string | string[], metadata?: { tags?: string[] }, outputs?: any[] }} Cell */

/**
 * The cells that check an exercise, in order: those with the tag `check`.
 *
 * @param {{ cells: Cell[] }} notebook
 */
export function checkCells({ cells }) {
  return cells.filter(({ metadata }) => metadata?.tags?.includes("check"));
}

/**
 * What is wrong with the exercises of an executed notebook, one text for each. In a notebook to learn from no exercise may be done
 * before somebody did it, else its check checks nothing; in a solution each has to be.
 *
 * @param {{ cells: Cell[] }} notebook
 * @param {"not yet" | "done"} wanted
 * @returns {string[]}
 */
export function exerciseFaults(notebook, wanted) {
  return checkCells(notebook).flatMap((cell, at) => {
    const shown = (cell.outputs ?? []).map((output) => [output.data?.["text/plain"] ?? ""].flat().join("")).join("\n");
    const state = /^Exercise .*: (done|not yet)$/m.exec(shown)?.[1] ?? "nothing";
    return state === wanted ? [] : [`check ${at + 1} was expected to say "${wanted}" and said: ${shown || state}`];
  });
}
