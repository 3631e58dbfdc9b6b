/** Boxes reach from the font's ascent to its descent; up to so many pixels of that are empty. */
const EMPTY = 3;

/**
 * What is wrong with the texts of a figure: those that reach over its edge, and pairs that cover each other.
 *
 * @param {{ text: string, box: { left: number, top: number, right: number, bottom: number } }[]} texts
 * @param {{ width: number, height: number }} size
 * @returns {string[]}
 */
export function textFaults(texts, { width, height }) {
  const clipped = texts
    .filter(({ box }) => box.left < -0.5 || box.top < -0.5 || box.right > width + 0.5 || box.bottom > height + 0.5)
    .map(({ text }) => `clipped: "${text}"`);
  const pairs = texts.flatMap((one, i) => texts.slice(i + 1).map((other) => [one, other]));
  const covered = pairs.filter(([one, other]) => {
    const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
    const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
    return across > 0.5 && down > EMPTY;
  });
  return [...clipped, ...covered.map(([one, other]) => `"${one.text}" and "${other.text}" cover each other`)];
}
