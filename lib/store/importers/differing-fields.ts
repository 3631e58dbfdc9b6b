import type { Fields } from "./fields.js";

/**
 * Names each entry of a file by the settings that differ between its entries: `n_ubatch 512, type_k f16`. Entries that differ
 * in nothing, or a single one, get "".
 *
 * Every scalar field counts, whatever it is called: a setting that was left out would average two settings into one target. A
 * field that an entry lacks reads `none`.
 *
 * @param ignored fields that are results or already in the name
 * @example differingFields([{ a: 1, b: 2 }, { a: 1, b: 3 }], () => false); // => ["b 2", "b 3"]
 */
export function differingFields(entries: readonly Fields[], ignored: (field: string) => boolean): readonly string[] {
  const names = [...new Set(entries.flatMap((entry) => Object.keys(entry)))];
  const differing = names.filter((name) => {
    if (ignored(name) || !entries.some((entry) => isScalar(entry[name]))) return false;
    return new Set(entries.map((entry) => settingText(entry[name]))).size > 1;
  });
  return entries.map((entry) => differing.map((name) => `${name} ${settingText(entry[name])}`).join(", "));
}

/**
 * Names the runs of one file: the model's name, the settings that differ, and the run's number where another has the same ones.
 *
 * @param ignored as for {@link differingFields}
 */
export function runNames(
  models: readonly string[],
  runs: readonly Fields[],
  ignored: (field: string) => boolean,
): readonly string[] {
  const settings = differingFields(runs, ignored);
  return settings.map((setting, index) => {
    const twin = settings.indexOf(setting) === index ? "" : `run ${index + 1}`;
    return [models[index] ?? "", setting, twin].filter((part) => part !== "").join(", ");
  });
}

const isScalar = (value: unknown) => ["string", "number", "boolean"].includes(typeof value);

function settingText(value: unknown): string {
  if (value === undefined || value === null || value === "") return "none";
  return isScalar(value) ? String(value) : JSON.stringify(value);
}
