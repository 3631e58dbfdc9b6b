import { loadCases, resumeRun, summarize, tableText } from "../index.js";
import { type AddCommand, doing, exitCodes, say } from "./command.js";

/** `benchbook resume RUN`: sends what a broken-off run has not measured yet. */
export const addResume: AddCommand = (program) => {
  program
    .command("resume")
    .description("finish a run that broke off: only what is missing is sent")
    .argument("<run>", "the run's folder")
    .option("--cases <file>", "the run's cases again, where it did not keep their text (storeText)")
    .addHelpText("after", "\nExample:\n  npx benchbook resume outputs/many-answers-20261122-181943-771837cb")
    .addHelpText("after", exitCodes("the run did not finish"))
    .action(
      doing<{ arguments: readonly [string]; cases?: string }>(async ({ arguments: [directory], cases }) => {
        const run = await resumeRun(directory, {
          onProgress: ({ completed, total }) => say(`${completed}/${total}`),
          ...(cases === undefined ? {} : { cases: await loadCases(cases) }),
        });
        const { state, stateReason } = run.manifest;
        const summaries = summarize(await run.trials());
        const text = `${tableText(summaries)}\n${run.directory}: ${state}${stateReason ? `: ${stateReason}` : ""}`;
        return { text, json: { directory: run.directory, state, stateReason, summaries }, good: state === "finished" };
      }),
    );
};
