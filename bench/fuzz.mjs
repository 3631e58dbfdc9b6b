// Whatever a server sends: a million random byte streams through the parsers of all four APIs, cut into reads at random, without a
// throw, without an answer made of noise, and without growth of the heap. Random bytes, recorded streams with bytes changed, torn
// out or doubled, recorded streams cut short, and JSON of hostile shapes. Seeded: a failure prints the seed that repeats it.
//   node bench/fuzz.mjs [--count 1000000] [--seed 1] [--keep]
import { readdirSync } from "node:fs";
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { readBody } from "../build/tests/support/targets/read-body.js";
import { RECORDINGS, readRecording } from "../build/tests/support/targets/recorded.js";
import { ollamaChat, ollamaGenerate } from "../lib/dist/targets/http/wire/ollama-dialects.js";
import { openaiChat, openaiCompletions } from "../lib/dist/targets/http/wire/openai-dialects.js";
import { keepOption, tell } from "./keeping/keep.mjs";

const { values: asked } = parseArgs({
  options: { ...keepOption, count: { type: "string", default: "1000000" }, seed: { type: "string", default: "1" } },
});
const count = Number(asked.count);
const DIALECTS = [openaiChat, openaiCompletions, ollamaGenerate, ollamaChat];
const STREAMS = readdirSync(RECORDINGS)
  .filter((name) => name.endsWith(".http"))
  .map((name) => readRecording(name.slice(0, -".http".length)).body.subarray(0, 3000));
const SNIPPETS = [
  '{"choices":[{"delta":{"content":',
  '{"choices":[[[[]]],{"index":-1,"delta":[]}],"usage":{"completion_tokens":1e999}}',
  '{"__proto__":{"polluted":1},"constructor":{"prototype":{}}}',
  '{"message":{"content":{},"tool_calls":[{"function":null},3,{"function":{"arguments":[1]}}]},"done":0}',
  '{"error":{"error":{"error":null}},"done":true}',
  '{"choices":[{"index":0,"delta":{"content":"\\ud83d"},"finish_reason":{}}]}',
  `{"choices":${"[".repeat(500)}${"]".repeat(500)}}`,
  "[DONE]",
].map((text) => Buffer.from(`data: ${text}\n\n${text}\n`));
const ENDS = ["\n", "\r", "\r\n", "\n\n", "data:", ": ", "\uFEFF", "\0", "😀"].map((text) => Buffer.from(text));

const generator = xoroshiro128plus(Number(asked.seed));
const random = () => (generator.next() >>> 0) / 2 ** 32;
const below = (limit) => Math.floor(random() * limit);
const one = (list) => list[below(list.length)];
const noise = (length) => Buffer.from(Array.from({ length }, () => below(256)));

/** A recorded stream with up to eight places changed. */
function mutated() {
  let bytes = Buffer.from(one(STREAMS));
  for (let change = below(8) + 1; change > 0; change -= 1) {
    const at = below(bytes.length + 1);
    const [before, after] = [bytes.subarray(0, at), bytes.subarray(Math.min(bytes.length, at + below(20)))];
    bytes = Buffer.concat([before, one([noise(below(4)), one(ENDS), one(SNIPPETS), Buffer.alloc(0)]), after]);
  }
  return bytes;
}

const KINDS = {
  noise: () => noise(below(120)),
  mutated,
  truncated: () => {
    const stream = one(STREAMS);
    return stream.subarray(0, below(stream.length + 1));
  },
  hostile: () =>
    Buffer.concat(Array.from({ length: below(6) }, () => one([one(SNIPPETS), one(ENDS), noise(below(9))]))),
};

function reads(bytes) {
  const cuts = Array.from({ length: below(5) }, () => below(bytes.length + 1)).sort((a, b) => a - b);
  return [...cuts, bytes.length].map((to, index) => bytes.subarray(index === 0 ? 0 : cuts[index - 1], to));
}

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");
const heapMb = () => {
  collect();
  collect();
  return process.memoryUsage().heapUsed / 1e6;
};

const names = Object.keys(KINDS);
const seen = Object.fromEntries(names.map((name) => [name, { streams: 0, answered: 0, failed: 0 }]));
let settledMb = 0;
const beganAtMs = performance.now();
for (let index = 0; index < count; index += 1) {
  const name = names[index % names.length];
  const bytes = KINDS[name]();
  const { verdict } = readBody(one(DIALECTS), reads(bytes));
  if (name === "noise" && verdict.kind === "answered") throw new Error(`stream ${index}: noise became an answer`);
  seen[name].streams += 1;
  seen[name][verdict.kind] += 1;
  if (index === Math.floor(count / 10)) settledMb = heapMb();
}
const grownMb = heapMb() - settledMb;

const text = [
  `seed ${asked.seed}, ${count} streams in ${((performance.now() - beganAtMs) / 1000).toFixed(0)} s, none threw`,
  `heap after the first tenth ${settledMb.toFixed(1)} MB, at the end ${grownMb >= 0 ? "+" : ""}${grownMb.toFixed(2)} MB\n`,
  "| streams | how many | answered | failed |\n|---|---|---|---|",
  ...Object.entries(seen).map(
    ([name, { streams, answered, failed }]) => `| ${name} | ${streams} | ${answered} | ${failed} |`,
  ),
];
tell({ name: "fuzz", title: "Whatever a server sends", text: text.join("\n"), keep: asked.keep });
if ("polluted" in {}) throw new Error("a field changed every object");
if (grownMb > 5) throw new Error(`the heap grew by ${grownMb.toFixed(1)} MB`);
