// node tests/engines/record-conversations.mjs: twelve conversations of three turns on llama.cpp's server (installed by npm run engines),
// whose /metrics is read meanwhile. Keeps the run folder in data/recorded/conversations/ where none is: remove it to record it again.
import { cpSync, existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import * as bb from "../../lib/dist/index.js";
import { startLlamaServer } from "./servers.mjs";

const directory = resolve(import.meta.dirname, "..", "..", "data", "recorded", "conversations");
if (existsSync(directory)) throw new Error(`${directory} is there: remove it to record it again`);

const cities = [
  "Paris",
  "Rome",
  "Oslo",
  "Lima",
  "Cairo",
  "Delhi",
  "Tokyo",
  "Quito",
  "Accra",
  "Perth",
  "Sofia",
  "Dublin",
];
const background = (/** @type {string} */ city) =>
  `A friend plans to visit ${city} for the first time. She likes museums, long walks and good bread, and she has three days. `.repeat(
    3,
  );
const cases = bb.caseSet({
  name: "cities",
  version: "1",
  cases: cities.map((city) => ({
    id: city.toLowerCase(),
    messages: [
      { role: "user", content: `${background(city)}In which country is ${city}?` },
      { role: "user", content: "Name one thing to see there." },
      { role: "user", content: "And how long does that take?" },
    ],
  })),
});

const server = await startLlamaServer();
const target = bb.openaiTarget({
  baseUrl: server.baseUrl,
  model: "smollm2",
  name: "llama.cpp",
  metricsUrl: new URL("/metrics", server.baseUrl).href,
});
const run = await bb.runBenchmark({
  name: "conversations",
  directory: mkdtempSync(join(tmpdir(), "conversations-")),
  targets: [target],
  cases,
  warmups: 1,
  repetitions: 2,
  load: bb.closedLoop({ concurrency: 3 }),
  generation: { maxTokens: 24 },
  seed: 7,
});
server.stop();
cpSync(run.directory, directory, { recursive: true });
console.log(directory, run.manifest.verdict?.verdict, bb.tables.text(await bb.tables.turnRows(run)));
