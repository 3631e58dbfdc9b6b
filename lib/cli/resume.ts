import { loadCases, readRunConfig, resumeRun, summarize, type Target, tables } from "../index.js";
import { type AddCommand, doing, exitCodes, say } from "./command.js";
import { addServerOptions, type ServerOptions, serverFrom } from "./server-options.js";

interface Given extends ServerOptions {
  readonly arguments: readonly [string];
  readonly cases?: string;
  readonly config?: string;
}

/** `benchbook resume RUN`: sends what a broken-off run has not measured yet. */
export const addResume: AddCommand = (program) => {
  const command = program
    .command("resume")
    .description("finish a run that broke off: only what is missing is sent")
    .argument("<run>", "the run's folder")
    .option("--cases <file>", "the run's cases again, where it did not keep their text (storeText)")
    .option("--config <file>", "its configuration again, where it did not keep all of its targets");
  addServerOptions(command, "; only for a run of stream that did not keep all of its target")
    .addHelpText("after", "\nExample:\n  npx benchbook resume outputs/many-answers-20261122-181943-771837cb")
    .addHelpText("after", exitCodes("the run did not finish"))
    .action(
      doing<Given>(async (given) => {
        const { cases } = given;
        const [directory] = given.arguments;
        const targets = await targetsOf(given);
        const run = await resumeRun(directory, {
          onProgress: ({ completed, total }) => say(`${completed}/${total}`),
          ...(cases === undefined ? {} : { cases: await loadCases(cases) }),
          ...(targets === null ? {} : { targets }),
        });
        const { state, stateReason } = run.manifest;
        const summaries = summarize(await run.trials());
        const text = `${tables.text(summaries)}\n${run.directory}: ${state}${stateReason ? `: ${stateReason}` : ""}`;
        return { text, json: { directory: run.directory, state, stateReason, summaries }, good: state === "finished" };
      }),
    );
};

/** The targets, given again: in the run's configuration, or as `stream` takes them. */
async function targetsOf(given: Given): Promise<readonly Target[] | null> {
  if (given.config !== undefined) return (await readRunConfig(given.config)).targets;
  const server = serverFrom(given);
  return server === null ? null : [server];
}
