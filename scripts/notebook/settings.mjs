/**
 * Settings as typed after a notebook's name: name=value, where the value is JSON or plain text.
 *
 * @param {string[]} words
 * @returns {Record<string, unknown>}
 * @throws {Error} for a word without "="
 * @example parseSettings(["runs=3", "model=tiny"]); // => { runs: 3, model: "tiny" }
 */
export function parseSettings(words) {
  return Object.fromEntries(words.map(parseSetting));
}

/** @param {string} word */
function parseSetting(word) {
  const [, name, text] = /^([A-Za-z_]\w*)=(.*)$/s.exec(word) ?? [];
  if (name === undefined) throw new Error(`expected name=value, got ${word}: for example repetitions=3`);
  try {
    return [name, JSON.parse(text)];
  } catch {
    return [name, text];
  }
}

/**
 * Notebooks and settings from a command line: what ends in .ipynb is a notebook, what follows are its settings.
 *
 * @param {string[]} words
 * @returns {{ notebooks: string[], settings: Record<string, unknown> }}
 */
export function parseCommandLine(words) {
  const notebooks = words.filter((word) => word.endsWith(".ipynb"));
  return { notebooks, settings: parseSettings(words.filter((word) => !word.endsWith(".ipynb"))) };
}
