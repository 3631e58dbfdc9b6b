/** The oldest versions that set-up accepts, as [major, minor]. */
export const OLDEST = { node: [20, 19], python: [3, 10], npm: [9, 0] };

/**
 * The first version number in a text such as "Python 3.11.7" or "v20.19.0".
 *
 * @param {string} text
 * @returns {number[] | null} major, minor, patch; null when there is none
 * @example parseVersion("Python 3.11.7"); // => [3, 11, 7]
 */
export function parseVersion(text) {
  const found = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
  return found ? [Number(found[1]), Number(found[2]), Number(found[3] ?? 0)] : null;
}

/**
 * Is a version as new as the oldest accepted one?
 *
 * @param {number[]} version
 * @param {number[]} oldest
 * @example isAtLeast([3, 9, 18], [3, 10]); // => false
 */
export function isAtLeast(version, oldest) {
  for (const [i, wanted] of oldest.entries()) {
    const part = version[i] ?? 0;
    if (part !== wanted) return part > wanted;
  }
  return true;
}
