import { stat } from "node:fs/promises";
import { verifyRun } from "../index.js";
import { type AddCommand, doing, exitCodes } from "./command.js";

/** `benchbook verify RUN`: every file against its hash, every published number made again from the journal. */
export const addVerify: AddCommand = (program) => {
  program
    .command("verify")
    .description("check a run folder: every hash, every line, every published number made again from the journal")
    .argument("<run>", "the run's folder")
    .addHelpText("after", "\nExample:\n  npx benchbook verify outputs/many-answers-20261122-181943-771837cb")
    .addHelpText("after", exitCodes("a check did not pass"))
    .action(
      doing<{ arguments: readonly [string] }>(async ({ arguments: [directory] }) => {
        await refuseAbsent(directory);
        const { ok, problems, checked, unknownFiles, notMadeAgain } = await verifyRun(directory);
        const unknown = unknownFiles.map((file) => `unknown file, not checked: ${file}`);
        const others = notMadeAgain.map(
          (file) => `${file} was written by another Benchbook: it has its hash and was not written again`,
        );
        const verdict = ok ? `verified: ${checked.length} checks passed` : `not verified: ${problems.length} problems`;
        return {
          text: [...problems, ...unknown, ...others, verdict].join("\n"),
          json: { ok, problems, checked, unknownFiles, notMadeAgain },
          good: ok,
        };
      }),
    );
};

/** A folder that is not there was asked for wrongly; one that is there and holds no whole run is a finding. */
async function refuseAbsent(directory: string): Promise<void> {
  const found = await stat(directory).catch(() => null);
  if (found?.isDirectory()) return;
  throw new Error(
    `expected the folder of a run, got ${directory}: ${found === null ? "no such folder" : "not a folder"}`,
  );
}
