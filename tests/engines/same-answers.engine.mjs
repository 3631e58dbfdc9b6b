import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { before, describe, it } from "node:test";
import * as bb from "../../lib/dist/index.js";
import { differences, oddsAgainst, said } from "./answer-differences.mjs";
import { startLlamaServer, startOllama } from "./servers.mjs";

// A server that batches rounds an answer otherwise than alone, so that at a near tie another word may win and the rest follows it. That
// is printed and no fault. A word that the server alone finds much less likely is one: it belongs to another answer.

const root = resolve(import.meta.dirname, "..", "..");
const TOKENS = 32;
const TIE = 1.5; // times likelier; rounding moves a logit by some hundredths
/** @type {[string, import("../../lib/dist/index.js").Load][]} */
const loads = [
  ["2 at a time", bb.closedLoop({ concurrency: 2 })],
  ["4 at a time", bb.closedLoop({ concurrency: 4 })],
  ["8 at a time", bb.closedLoop({ concurrency: 8 })],
  ["batches of 4", bb.batches({ size: 4 })],
];

let cases;
before(async () => {
  const all = await bb.loadCases(join(root, "data", "cases", "bootcamp.jsonl"));
  cases = bb.caseSet({ name: "sixteen", cases: all.cases.slice(0, 16) });
});

async function answers(target, load) {
  const run = await bb.runBenchmark({
    ...{ targets: [target], cases, load, warmups: 1, repetitions: 1, onProgress: null },
    generation: { maxTokens: TOKENS, temperature: 0 },
    directory: mkdtempSync(join(tmpdir(), "same-")),
  });
  const trials = (await run.trials()).filter(({ phase }) => phase === "measured");
  for (const { outcome } of trials) assert.equal(outcome.kind, "answered", JSON.stringify(outcome));
  return trials;
}

/** Prints what differs under each load; `judge` adds what is known of a difference. */
async function compare(target, tell, judge = async (found) => found) {
  const alone = await answers(target, bb.closedLoop({ concurrency: 1 }));
  const all = [];
  /** @type {typeof loads} */
  const again = [["1 at a time again", bb.closedLoop({ concurrency: 1 })]];
  for (const [name, load] of [...again, ...loads]) {
    const found = await Promise.all(differences(alone, await answers(target, load)).map(judge));
    for (const line of said(name, alone.length, found)) tell(line);
    all.push({ name, found });
  }
  return all;
}

describe("how many ask at once, and the answers of real servers", () => {
  it("llama.cpp's server differs at near ties alone", async (t) => {
    const server = await startLlamaServer();
    try {
      const target = bb.openaiTarget({ baseUrl: server.baseUrl, model: "smollm2", extraBody: { cache_prompt: false } });
      const promptOf = (id) => cases.cases.find((one) => one.id === id).prompt;
      const judge = async (one) => ({
        ...one,
        odds: await oddsAgainst(server.baseUrl, promptOf(one.caseId), one, TOKENS),
      });
      const all = await compare(target, (line) => t.diagnostic(line), judge);
      assert.deepEqual(all[0].found, [], "one at a time it repeats itself");
      const beyond = all.flatMap(({ name, found }) =>
        found.filter(({ odds }) => odds === null || odds > TIE).map((one) => ({ name, ...one })),
      );
      assert.deepEqual(beyond, [], "differences that rounding does not explain");
    } finally {
      server.stop();
    }
  });

  it("Ollama's are printed as they are: this version tells no likelihoods", async (t) => {
    const server = await startOllama({ OLLAMA_NUM_PARALLEL: "4" });
    try {
      const all = await compare(bb.ollamaTarget({ host: server.host, model: "smollm2" }), (line) => t.diagnostic(line));
      assert.deepEqual(
        all.map(({ name }) => name),
        ["1 at a time again", ...loads.map(([name]) => name)],
      );
    } finally {
      server.stop();
    }
  });
});
