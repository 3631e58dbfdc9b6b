import { stat } from "node:fs/promises";
import { verifyRun } from "../index.js";
import { type AddCommand, doing, exitCodes } from "./command.js";

/** `benchbook verify RUN...`: checks every file against its hash and recomputes every published number from the journal. */
export const addVerify: AddCommand = (program) => {
  program
    .command("verify")
    .description("check run folders: every hash, every line, every published number recomputed from the journal")
    .argument("<runs...>", "the folders of one or more runs")
    .addHelpText(
      "after",
      "\nExamples:\n  npx benchbook verify outputs/many-answers-20261122-181943-771837cb\n  npx benchbook verify data/recorded/*",
    )
    .addHelpText("after", exitCodes("a check failed"))
    .action(
      doing<{ arguments: readonly [readonly string[]] }>(async ({ arguments: [directories] }) => {
        for (const directory of directories) await refuseAbsent(directory);
        const runs = [];
        for (const directory of directories) runs.push({ directory, ...(await verifyRun(directory)) });
        const ok = runs.every((run) => run.ok);
        const [first] = runs;
        if (runs.length > 1 || first === undefined)
          return { text: runs.map(named).join("\n"), json: { ok, runs }, good: ok };
        const { directory: _, ...json } = first;
        return { text: linesOf(first).join("\n"), json, good: ok };
      }),
    );
};

type Verified = Awaited<ReturnType<typeof verifyRun>>;

function linesOf({ ok, problems, checked, unknownFiles, notMadeAgain }: Verified): string[] {
  const unknown = unknownFiles.map((file) => `unknown file, not checked: ${file}`);
  const others = notMadeAgain.map(
    (file) => `${file} was written by another version: its hash matches, and it was not recomputed`,
  );
  const verdict = ok ? `verified: ${checked.length} checks passed` : `not verified: ${problems.length} problems`;
  return [...problems, ...unknown, ...others, verdict];
}

/** With several folders, each line names its folder. */
const named = (run: Verified & { readonly directory: string }): string =>
  linesOf(run)
    .map((line) => `${run.directory}: ${line}`)
    .join("\n");

/** A missing folder is a usage error; an incomplete run folder is a finding. */
async function refuseAbsent(directory: string): Promise<void> {
  const found = await stat(directory).catch(() => null);
  if (found?.isDirectory()) return;
  throw new Error(
    `expected the folder of a run, got ${directory}: ${found === null ? "no such folder" : "not a folder"}`,
  );
}
