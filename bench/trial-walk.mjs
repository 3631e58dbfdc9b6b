// One streamed trial's walk, from its first byte to its row on the disk: the files of which any function runs, step by step in the
// order of docs/one-trial.md, as V8's precise coverage counts them. With --whole also how many run in the whole run and its report.
//   node bench/trial-walk.mjs [--lib lib/dist] [--json] [--whole]
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { startNode } from "./walk/start-node.mjs";

const root = path.resolve(import.meta.dirname, "..");
const { values: given } = parseArgs({
  options: {
    lib: { type: "string", default: "lib/dist" },
    json: { type: "boolean", default: false },
    whole: { type: "boolean", default: false },
  },
});
const lib = path.resolve(root, given.lib);

/** The place of each file in docs/one-trial.md. */
const told = [...readFileSync(path.join(root, "docs/one-trial.md"), "utf8").matchAll(/^\d+\. `lib\/([^`]+)`/gm)].map(
  ([, file]) => file,
);
const inOrder = (files) => files.toSorted((a, b) => place(a) - place(b));
const place = (file) => (told.includes(file) ? told.indexOf(file) : told.length);

const script = (name) => fileURLToPath(new URL(`./walk/${name}`, import.meta.url));
const words = "This answer is streamed word by word so that every step of a trial has its turn".split(" ");
const head = { id: "a", object: "chat.completion.chunk", model: "m" };
const event = (delta, reason = null) =>
  `data: ${JSON.stringify({ ...head, choices: [{ index: 0, delta, finish_reason: reason }] })}\n\n`;

/** A server in the OpenAI form that writes one event every 5 ms. */
const server = createServer(async (request, response) => {
  request.resume();
  if (request.method === "GET") return void response.end('{"object":"list","data":[{"id":"m","object":"model"}]}');
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write(event({ role: "assistant", content: "" }));
  for (const word of words) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    response.write(event({ content: `${word} ` }));
  }
  const usage = { prompt_tokens: 3, completion_tokens: words.length, total_tokens: words.length + 3 };
  response.write(event({}, "stop"));
  response.end(`data: ${JSON.stringify({ ...head, choices: [], usage })}\n\ndata: [DONE]\n\n`);
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
const folder = mkdtempSync(path.join(tmpdir(), "trial-walk-"));
try {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  const args = [lib, `http://127.0.0.1:${address.port}/v1`, folder];
  const steps = await walk(args);
  const whole = given.whole ? await wholeRun(args) : null;
  if (given.json) console.log(JSON.stringify({ steps, ...(whole === null ? {} : { whole }) }));
  else print(steps, whole);
} finally {
  server.close();
  rmSync(folder, { recursive: true, force: true });
}

/** The files that run between the first byte and the row on the disk, by step. */
async function walk(args) {
  const out = path.join(folder, "walk.json");
  const recorder = `--import=${pathToFileURL(script("record-walk.mjs")).href}`;
  await startNode(script("one-run.mjs"), args, {
    TRIAL_WALK_OPTIONS: recorder,
    TRIAL_WALK_OUT: out,
    TRIAL_WALK_LIB: lib,
  });
  return JSON.parse(readFileSync(out, "utf8"));
}

/** The files of which any function runs in a run and its report, in all its processes. */
async function wholeRun(args) {
  const coverage = path.join(folder, "coverage");
  await startNode(script("one-run.mjs"), [...args, "--report"], { NODE_V8_COVERAGE: coverage });
  const ran = new Set();
  for (const file of readdirSync(coverage))
    for (const { url, functions } of JSON.parse(readFileSync(path.join(coverage, file), "utf8")).result) {
      if (!url.startsWith(pathToFileURL(lib).href)) continue;
      const own = functions.filter(({ functionName, ranges }) => functionName !== "" || ranges[0].startOffset > 0);
      if (own.some(({ ranges }) => ranges[0].count > 0)) ran.add(path.relative(lib, fileURLToPath(url)));
    }
  const all = readdirSync(lib, { recursive: true, encoding: "utf8" }).filter((file) => /(?<!\.test)\.js$/.test(file));
  return { ran: ran.size, files: all.length };
}

function print(steps, whole) {
  for (const { step, files } of steps)
    console.log(
      `${step}\n${inOrder(files)
        .map((file) => `  ${file}`)
        .join("\n")}`,
    );
  console.log(`${new Set(steps.flatMap(({ files }) => files)).size} files from the first byte to the row on the disk`);
  if (whole !== null) console.log(`${whole.ran} of ${whole.files} files run in the whole run and its report`);
}
