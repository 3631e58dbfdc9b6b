/** Where small runs of the notebooks leave their files, from the project's folder: nothing of a longer run is overwritten. */
export const SMALL_RUNS = "outputs/small";

/** As seen from a notebook. */
const out = `../${SMALL_RUNS}`;

/**
 * Settings with which a notebook runs quickly and still has numbers in every cell; one that is not here takes its own.
 *
 * @type {Readonly<Record<string, Readonly<Record<string, unknown>>>>}
 */
export const smallSettings = {
  "01-one-answer.ipynb": { maxTokens: 16 },
  "02-many-answers.ipynb": { cases: 10, maxTokens: 8, csv: `${out}/results.csv` },
  "03-harness.ipynb": { maxTokens: 8, out: `${out}/benchmark_outputs` },
  "04-load.ipynb": { seconds: 1, freezeSeconds: 1 },
  "05-resources.ipynb": { cacheTokens: 4, genTokens: 12, warmupTokens: 4, iters: 2 },
  "06-quality.ipynb": { cases: 10, maxTokens: 12, judged: 1 },
  "07-variants.ipynb": { maxTokens: 6, out: `${out}/variants` },
  "08-baseline-and-optimized.ipynb": { maxTokens: 4, repetitions: 1, out: `${out}/baseline` },
  "09-which-one.ipynb": { cases: 10, repetitions: 1, maxTokens: 6 },
  "11-report-figures.ipynb": { out: `${out}/paper` },
  "13-your-own-data.ipynb": { maxTokens: 8, tasks: 3, out: `${out}/own-data` },
};

/**
 * What the cells of an executed notebook wrote to standard error, one text for each cell that did; warnings come this way.
 *
 * @param {{ cells: { outputs?: { output_type: string, name?: string, text?: string | string[] }[] }[] }} notebook
 * @returns {string[]}
 */
export function complaints({ cells }) {
  return cells.flatMap(({ outputs = [] }, index) => {
    const written = outputs.filter(({ output_type, name }) => output_type === "stream" && name === "stderr");
    const text = written.map((output) => [output.text ?? ""].flat().join("")).join("");
    return written.length === 0 ? [] : [`cell ${index} wrote to standard error: ${text.trimEnd()}`];
  });
}
