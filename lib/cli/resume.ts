import { loadCases, readRunConfig, resumeRun, summarize, type Target, tables } from "../index.js";
import { type AddCommand, doing, exitCodes, say } from "./command.js";
import { addServerOptions, type ServerOptions, serverFrom } from "./server-options.js";

interface Given extends ServerOptions {
  readonly arguments: readonly [string];
  readonly cases?: string;
  readonly config?: string;
}

/** `benchbook resume RUN`: sends the missing trials of an interrupted run. */
export const addResume: AddCommand = (program) => {
  const command = program
    .command("resume")
    .description("finish an interrupted run: only missing trials are sent")
    .argument("<run>", "the run's folder")
    .option("--cases <file>", "the run's cases, if it did not store their text (storeText)")
    .option("--config <file>", "its configuration, if it did not store all of its targets");
  addServerOptions(command, "; only for a run of `stream` that did not store all of its target")
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

/** The targets, from the run's configuration or from the options of `stream`. */
async function targetsOf(given: Given): Promise<readonly Target[] | null> {
  if (given.config !== undefined) return (await readRunConfig(given.config)).targets;
  const server = serverFrom(given);
  return server === null ? null : [server];
}
