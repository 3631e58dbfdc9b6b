import { sha256 } from "./files/checksum.js";

/**
 * A name that every file system takes, made from any text: ASCII letters and digits in lower case joined by single
 * dashes, at most 40 characters, `run` when nothing is left. It holds no slash, dot or control character, so it cannot
 * leave its folder; the text itself is kept inside the manifest.
 *
 * @example slug("Org/Model:8b é"); // => "org-model-8b-e"
 * @example slug("../../x"); // => "x"
 */
export function slug(text: string): string {
  const plain = text
    .slice(0, 400)
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-");
  return plain.slice(0, 41).replace(/^-|-$/g, "").slice(0, 40).replace(/-$/, "") || "run";
}

/**
 * The name of a new run's folder: slug, UTC time to the second and eight hexadecimal digits of a hash over the raw
 * name, the run's id and `attempt`, so that two names with one slug stay apart.
 */
export function runFolderName(
  run: { readonly name: string; readonly runId: string; readonly createdAt: string },
  attempt: number,
): string {
  const time = new Date(run.createdAt).toISOString().slice(0, 19).replace(/[-:]/g, "").replace("T", "-");
  return `${slug(run.name)}-${time}-${sha256(JSON.stringify([run.name, run.runId, attempt])).slice(0, 8)}`;
}
