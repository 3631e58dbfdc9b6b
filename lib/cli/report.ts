import { openRun, writeReport } from "../index.js";
import { type AddCommand, doing, exitCodes } from "./command.js";

/** `benchbook report RUN`: rewrites a run's figures and reports. */
export const addReport: AddCommand = (program) => {
  program
    .command("report")
    .description("rewrite the figures, report.md and report.html of a run")
    .argument("<run>", "the run's folder")
    .addHelpText("after", "\nExample:\n  npx benchbook report outputs/many-answers-20261122-181943-771837cb")
    .addHelpText("after", exitCodes(null))
    .action(
      doing<{ arguments: readonly [string] }>(async ({ arguments: [directory] }) => {
        const { reports, figures } = await writeReport(await openRun(directory));
        return { text: [...reports, ...figures].join("\n"), json: { reports, figures }, good: true };
      }),
    );
};
