// A measuring process for the kill test: writes trials without end and says each confirmed one on its standard output.
import { writeSync } from "node:fs";
import { openJournal } from "../../../../lib/store/run-folder/journal/open-journal.js";
import { exampleSample, exampleSession, exampleTrial } from "../run.js";

const [directory, session, first] = process.argv.slice(2);
if (directory === undefined || session === undefined || first === undefined) {
  throw new Error("expected a folder, a session and the first index");
}
const log = await openJournal(directory, { runId: "run-1", session: Number(session) });
await log.session(exampleSession(Number(session)));
for (let index = Number(first); ; index += 4) {
  const batch = [0, 1, 2, 3].map(async (offset) => {
    await log.trial(exampleTrial(index + offset, { session: Number(session) }));
    writeSync(1, `${index + offset}\n`);
  });
  log.sample(exampleSample(index));
  await Promise.all(batch);
}
