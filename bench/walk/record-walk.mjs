// Loaded before the measuring process: counts which files of the library run between an answer's first byte and its row on the
// disk, by step. V8 counts the calls of every function; each step takes the counts since the step before.
import { channel } from "node:diagnostics_channel";
import { writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { Session } from "node:inspector";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const lib = process.env.TRIAL_WALK_LIB ?? "";
const out = process.env.TRIAL_WALK_OUT ?? "";
const steps = [];
let walking = false;

const session = new Session();
session.connect();
session.post("Profiler.enable");
session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: false });

/** The files of which a function was called since this was last asked. Loading a file is no call. */
function filesSince() {
  let files = [];
  session.post("Profiler.takePreciseCoverage", (_error, { result }) => {
    files = result
      .filter(({ url }) => url.startsWith(pathToFileURL(lib).href))
      .filter(({ functions }) => functions.some(isCalled))
      .map(({ url }) => path.relative(lib, fileURLToPath(url)).replace(/\.js$/, ".ts"));
  });
  return files;
}

/** @type {(coverage: any) => boolean} */
const isCalled = ({ functionName, ranges: [range] }) =>
  range.count > 0 && (functionName !== "" || range.startOffset > 0);

channel("undici:request:headers").subscribe((/** @type {any} */ { request }) => {
  if (request.method !== "POST") return;
  filesSince();
  walking = true;
});
channel("undici:request:trailers").subscribe(() => {
  if (walking) steps.push({ step: "the answer comes in", files: filesSince() });
});

// A row is on the disk when its sync is done.
const file = await open(fileURLToPath(import.meta.url));
const prototype = Object.getPrototypeOf(file);
await file.close();
const { datasync } = prototype;
prototype.datasync = async function synced() {
  await datasync.call(this);
  if (!walking) return;
  walking = false;
  steps.push({ step: "from its end to the disk", files: filesSince() });
  writeFileSync(out, JSON.stringify(steps));
};
