// Part of the door: joins run and report, so that a run that goes on has the reports of what it is now.

import { rewriteReports } from "./joined-report.js";
import { checkHearing, runRooms } from "./joined-run.js";
import { type ResumeOptions, resumeRun as resume } from "./run/resume-run.js";
import { checkPath, checkRecord } from "./statistics/checked-arguments.js";
import type { Run } from "./types.js";

/**
 * Sends what a broken-off run has not measured yet, and nothing else but the warm-ups that a new process needs. Reports that the
 * run had are written anew: they told of what was measured until it broke off.
 * @throws when the folder is no run, or the plan or the targets are not what they were, naming the difference.
 * @example
 * const whole = await resumeRun("outputs/first-20261122-181943-771837cb");
 */
export async function resumeRun(directory: string, options: ResumeOptions = {}): Promise<Run> {
  checkPath("resumeRun", "directory", directory);
  checkRecord("resumeRun", "settings", options, "in braces, as in { onProgress: null }");
  checkHearing("resumeRun", options);
  return resume(directory, options, {
    ...runRooms,
    sealRun: async (sealed, ended) => {
      await runRooms.sealRun(sealed, ended);
      await rewriteReports(sealed);
    },
  });
}
