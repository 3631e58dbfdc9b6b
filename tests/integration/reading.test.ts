import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import {
  caseSet,
  ollamaTarget,
  openaiTarget,
  openRun,
  readRunConfig,
  runBenchmark,
  scoreRun,
  type Target,
  type Trial,
  verifyRun,
} from "../../lib/index.js";

type Script = readonly string[];

const sse = (event: object) => `data: ${JSON.stringify({ model: "m", ...event })}\n\n`;
const said = (content: string) => sse({ choices: [{ index: 0, delta: { content }, finish_reason: null }] });
const closing = (reason: string, tokens: number) =>
  `${sse({
    choices: [{ index: 0, delta: {}, finish_reason: reason }],
    usage: { prompt_tokens: 12, completion_tokens: tokens, total_tokens: 12 + tokens },
  })}data: [DONE]\n\n`;

const thinking = ["<thi", "nk>", "Maybe", " Lyon", "?", " No,", " Paris.", "</th", "ink>", "\n\n", "Lyon."];

/** What the models of the server write: one piece every 4 ms. */
const SCRIPTS: Readonly<Record<string, Script>> = {
  thinks: [...thinking.map(said), closing("stop", 11)],
  "never-ends": [...thinking.slice(0, 6).map(said), closing("length", 6)],
  "opened-by-template": [...["Paris", "? No.\n", "</think>", "\n\n", "Lyon."].map(said), closing("stop", 5)],
};

/** A server of the OpenAI form at /v1, and of Ollama's at its root, which cuts a prompt to its window without a word. */
function play(request: IncomingMessage, body: string, response: ServerResponse): Promise<void> | void {
  if (request.method === "GET" || request.url === "/api/show")
    return void response
      .writeHead(200, { "content-type": "application/json" })
      .end(JSON.stringify({ version: "0.9.0", data: [{ id: "m" }], models: [{ name: "m:latest" }], model_info: {} }));
  const { model, prompt, options } = JSON.parse(body) as {
    model: string;
    prompt: string;
    options: { num_ctx?: number };
  };
  if (request.url?.startsWith("/v1") === true) return stream(response, "text/event-stream", SCRIPTS[model] ?? []);
  const [words, window] = [prompt.split(/\s+/).length, options.num_ctx ?? 512];
  const read = words > window ? window / 2 + 2 : words;
  const line = (fields: object) => `${JSON.stringify({ model, ...fields })}\n`;
  const end = { response: "", done: true, done_reason: "stop", prompt_eval_count: read, eval_count: 4 };
  return stream(response, "application/x-ndjson", [
    line({ response: "", thinking: "Two and two.", done: false }),
    line({ response: "It is four.", done: false }),
    line(end),
  ]);
}

async function stream(response: ServerResponse, type: string, pieces: Script): Promise<void> {
  response.writeHead(200, { "content-type": type });
  for (const piece of pieces) {
    response.write(piece);
    await wait(4);
  }
  response.end();
}

describe("an answer as it is read", () => {
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const piece of request) body += piece;
    await play(request, body, response);
  });
  let origin = "";
  let folder = "";
  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    folder = await mkdtemp(path.join(tmpdir(), "benchbook-reading-"));
  });
  after(async () => {
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true, force: true });
  });

  const checks = [
    { kind: "facts", facts: ["Paris"] },
    { kind: "exact", expected: "Lyon." },
    { kind: "length", maxWords: 1 },
  ];
  const question = caseSet({ cases: [{ prompt: "The capital?", checks }] as never });
  const asked = (target: Target, cases = question, more: object = {}) =>
    runBenchmark({
      targets: [target],
      cases,
      warmups: 0,
      telemetry: false,
      directory: mkdtempSync(path.join(folder, "run-")),
      onProgress: null,
      ...more,
    });
  const openai = (model: string, more: object = {}) => openaiTarget({ baseUrl: `${origin}/v1`, model, ...more });
  const only = async (run: Awaited<ReturnType<typeof asked>>): Promise<Trial> => {
    const [trial] = await run.trials();
    assert.ok(trial !== undefined);
    return trial;
  };

  // github.com/huggingface/lighteval/issues/869, github.com/Marker-Inc-Korea/AutoRAG/issues/1133
  it("is scored without the thought before it, stored so, and read back so", async () => {
    const run = await asked(openai("thinks"));
    const { outcome, firstTokenAtMs, firstAnswerTokenAtMs, arrivals } = await only(run);
    assert.deepEqual([outcome.text, outcome.reasoning], ["Lyon.", "Maybe Lyon? No, Paris."]);
    assert.equal(firstTokenAtMs, arrivals[0]?.atMs);
    assert.equal(firstAnswerTokenAtMs, arrivals[10]?.atMs);
    const values = (await scoreRun(run)).map(({ scorer, value }) => [scorer, value]);
    assert.deepEqual(values, [
      ["facts", 0],
      ["exact", 1],
      ["length", 1],
    ]);
    assert.deepEqual((await verifyRun(run.directory)).problems, []);
    assert.deepEqual(await only(await openRun(run.directory)), JSON.parse(JSON.stringify(await only(run))));
    assert.equal(run.manifest.targets[0]?.reasoningText, undefined);
  });

  it("is the same where other processes send", async () => {
    const { outcome, arrivals } = await only(await asked(openai("thinks"), question, { processes: 2 }));
    assert.deepEqual([outcome.text, outcome.reasoning], ["Lyon.", "Maybe Lyon? No, Paris."]);
    assert.equal(arrivals.filter(({ kind }) => kind === "answer").length, 1);
  });

  it("is none where it ends inside the thought, and no check passes", async () => {
    const run = await asked(openai("never-ends"));
    const { outcome, firstAnswerTokenAtMs } = await only(run);
    assert.deepEqual([outcome.kind, outcome.text, firstAnswerTokenAtMs], ["answered", "", null]);
    assert.ok(outcome.warnings.includes("thought_not_closed"));
    const [facts, exact] = await scoreRun(run);
    assert.deepEqual([facts?.value, exact?.value], [0, 0]);
  });

  it("begins after a closing tag that only the template opened", async () => {
    const { outcome } = await only(await asked(openai("opened-by-template")));
    assert.deepEqual([outcome.text, outcome.reasoning], ["Lyon.", "Paris? No."]);
  });

  it("stays as it came where the target asks for it, also in a configuration", async () => {
    const { outcome } = await only(await asked(openai("thinks", { reasoningText: "keep" })));
    assert.deepEqual([outcome.text, outcome.reasoning], [thinking.join(""), null]);
    await writeFile(path.join(folder, "cases.jsonl"), '{"id":"a","prompt":"The capital?"}\n');
    const config = (word: string) =>
      `cases = "cases.jsonl"\n[[targets]]\nkind = "openai"\nbaseUrl = "${origin}/v1"\nmodel = "thinks"\nreasoningText = "${word}"\n`;
    await writeFile(path.join(folder, "run.toml"), config("keep"));
    assert.equal((await readRunConfig(path.join(folder, "run.toml"))).targets[0]?.reasoningText, "keep");
    await writeFile(path.join(folder, "wrong.toml"), config("no"));
    await assert.rejects(readRunConfig(path.join(folder, "wrong.toml")), /reasoningText to be "separate" or "keep"/);
  });

  // github.com/itayinbarr/little-coder/issues/128, github.com/ollama/ollama/issues/17889
  it("says that its prompt was cut where the server read fewer tokens than it has words", async () => {
    const words = (count: number) => Array.from({ length: count }, (_, at) => `word${at}`).join(" ");
    const ask = async (prompt: string, options: Record<string, unknown> = {}) => {
      const cases = caseSet({ cases: [{ prompt }] as never });
      return (await only(await asked(ollamaTarget({ host: origin, model: "m", options }), cases))).outcome;
    };
    assert.deepEqual((await ask(words(600))).warnings, ["prompt_cut"]);
    assert.deepEqual((await ask(words(600), { num_ctx: 2048 })).warnings, []);
    const { reasoning, text } = await ask("How many?");
    assert.deepEqual([text, reasoning], ["It is four.", "Two and two."]);
  });
});
