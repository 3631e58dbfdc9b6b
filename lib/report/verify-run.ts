import { checkPath } from "../arguments/check-values.js";
import { buildId } from "../store/run-folder/build-id.js";
import { derivations, judgments } from "../store/run-folder/seal-measured-run.js";
import { type Verification, verifyRunFolder } from "../store/run-folder/verify-run-folder.js";
import { reportFiles } from "./write-report.js";

/**
 * Checks a run folder: every file's hash, every line of the journal, and every published number recomputed from the
 * journal. What this very Benchbook wrote must come out byte for byte, reports too; of a run by another one the numbers must
 * come out, and its verdict and its reports are held to their hashes. Nothing is thrown for a folder that fails: that is a finding.
 *
 * @example
 * (await bb.verifyRun("outputs/first-20261122-181943-771837cb")).problems;
 */
export async function verifyRun(directory: string): Promise<Verification> {
  checkPath("verifyRun", "directory", directory);
  const pages = Object.fromEntries(Object.values(reportFiles).map((file) => [file.name, file.derive]));
  return verifyRunFolder(directory, { derive: derivations, judgments, pages, buildId: buildId() });
}
