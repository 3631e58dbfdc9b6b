import assert from "node:assert/strict";
import { mkdtempSync, readdirSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import type { GgufMetadata } from "node-llama-cpp";
import { inspect, openRun, resumeRun, verifyRun, writeReport } from "../../lib/index.js";
import { runBenchmark } from "../../lib/run/run-benchmark.js";
import { compressingTarget } from "../../lib/targets/compressing-target.js";
import { chatPrompt } from "../../lib/targets/llama-prompt.js";
import { moduleTarget } from "../../lib/targets/module-target.js";
import { ollamaTarget } from "../../lib/targets/ollama-target.js";
import { openaiTarget } from "../../lib/targets/openai-target.js";
import { simulatedTarget } from "../../lib/targets/simulated-target.js";
import type { Run, Target } from "../../lib/types/index.js";
import { caseSet } from "../../lib/workload/case-file/case-set.js";
import { goodAnswer, SPEECHES } from "../support/targets/speech.js";
import { type WireServer, wireServer } from "../support/targets/wire-server.js";

// With the history "last-turn" a case with messages is one request with all of them, or is refused before anything is sent.

const turns = [
  { role: "system", content: "Be brief." },
  { role: "user", content: "What is the capital of France?" },
  { role: "assistant", content: "Paris." },
  { role: "user", content: "And of Italy, please?" },
] as const;
const cases = caseSet({ cases: [{ id: "two", messages: turns, expected: "Rome." }] });
const plain = caseSet({ cases: [{ messages: turns.slice(0, 2) }] });

const paths = ["/v1/chat/completions", "/v1/completions", "/api/generate", "/api/chat"];
const folder = () => mkdtempSync(path.join(tmpdir(), "benchbook-turns-"));
const ask = (target: Target, more: object = {}): Promise<Run> =>
  runBenchmark({
    targets: [target],
    cases,
    history: "last-turn",
    warmups: 0,
    timeouts: { totalMs: 5000 },
    directory: folder(),
    telemetry: false,
    onProgress: null,
    ...more,
  });

describe("a conversation", () => {
  let server: WireServer;
  before(async () => {
    server = await wireServer((socket, { path: asked }) => {
      const speech = SPEECHES[paths.indexOf(asked)];
      if (speech !== undefined) socket.write(goodAnswer(speech, ["Rome."]));
    });
  });
  after(() => server.close());
  const sent = () => JSON.parse(server.requests.at(-1)?.body ?? "{}") as { messages?: unknown; prompt?: unknown };

  it("is sent with all its turns by the chat APIs, from one process and from several", async () => {
    const openai = openaiTarget({ baseUrl: `${server.origin}/v1`, model: "m" });
    for (const target of [openai, ollamaTarget({ host: server.origin, model: "m", api: "chat" })])
      for (const processes of [1, 2]) {
        const run = await ask(target, { processes });
        assert.deepEqual(sent().messages, turns);
        assert.equal((await run.trials())[0]?.outcome.kind, "answered");
        assert.deepEqual((await openRun(run.directory)).manifest.cases, cases.cases);
      }
    await ask(compressingTarget(openai));
    assert.deepEqual(sent().messages, [...turns.slice(0, 3), { role: "user", content: "And of Italy?" }]);
  });

  it("is refused before anything is sent where the API takes one text, with what to do", async () => {
    const completions = openaiTarget({ baseUrl: `${server.origin}/v1`, model: "m", api: "completions" });
    const generate = ollamaTarget({ host: server.origin, model: "m" });
    const module = path.join(folder(), "own.mjs");
    const info = { engine: "own", model: "m", details: {}, openMs: 0 };
    const ending = { kind: "answered", finishReason: "stop", endAtMs: 1, streamed: true, usage: null };
    await writeFile(
      module,
      `export const openDriver = async () => ({ info: ${JSON.stringify(info)}, close: async () => {},
         send: async () => ({ ...${JSON.stringify(ending)}, respondedModel: null, warnings: [] }) });`,
    );
    const refused: readonly (readonly [Target, RegExp])[] = [
      [completions, /conversations, which it cannot send: api "completions" sends one text: leave api out/],
      [generate, /conversations, which it cannot send: api "generate" sends one prompt: give api: "chat"/],
      [compressingTarget(generate), /give api: "chat"/],
      [moduleTarget({ module }), /its driver does not say that it sends them \(conversations: true\)/],
    ];
    for (const [target, message] of refused)
      for (const more of target === generate ? [{ isolation: "target" }, { processes: 2 }] : [{}]) {
        const directory = folder();
        const before = server.requests.length;
        await assert.rejects(ask(target, { directory, ...more }), message);
        assert.deepEqual([readdirSync(directory), server.requests.length], [[], before]);
      }
  });

  it("without a history is a prompt to an API that takes one", async () => {
    await ask(ollamaTarget({ host: server.origin, model: "m" }), { cases: plain });
    assert.equal(sent().prompt, turns[1].content);
  });

  it("has its nonce before its first turn, and the stored trial says what was sent", async () => {
    const run = await ask(openaiTarget({ baseUrl: `${server.origin}/v1`, model: "m" }), { promptNonce: true });
    const [trial] = await run.trials();
    const [one] = run.manifest.cases;
    assert.ok(trial !== undefined && one !== undefined);
    assert.deepEqual(sent().messages, [
      { role: "system", content: `[${trial.promptNonce}] Be brief.` },
      ...turns.slice(1),
    ]);
    assert.deepEqual(inspect.sentPrompt(one, trial).messages, sent().messages);
  });
});

describe("a conversation on the disk", () => {
  const simulated = simulatedTarget({
    name: "t",
    timeToFirstTokenMs: 5,
    gapMs: 1,
    tokens: 3,
    seed: 1,
    prefixCache: { prompts: 1, saves: 0.5 },
  });

  it("leaves no word of its turns with storeText hash or none, and is resumed with its cases", async () => {
    for (const storeText of ["hash", "none"] as const) {
      const run = await ask(simulated, { storeText });
      await writeReport(run);
      for (const name of ["manifest.json", "journal.jsonl", "report.md"]) {
        const text = await readFile(path.join(run.directory, name), "utf8");
        for (const { content } of turns) assert.equal(text.includes(content), false, `${content} in ${name}`);
      }
      assert.deepEqual((await verifyRun(run.directory)).problems, []);
      assert.equal((await resumeRun(run.directory, { cases, onProgress: null })).manifest.runId, run.manifest.runId);
      const other = caseSet({ cases: [{ id: "two", messages: [turns[1]] }] });
      await assert.rejects(resumeRun(run.directory, { cases: other }), /has changed since it began: case "two"/);
    }
  });

  it("is read by the simulated engine with every turn", async () => {
    const words = turns.map(({ content }) => content.split(" ").length).reduce((sum, count) => sum + count);
    const [trial] = await (await ask(simulated)).trials();
    assert.deepEqual([trial?.outcome.kind, trial?.usage?.inputTokens], ["answered", words]);
  });

  it("is rendered by the chat template of a model file", async () => {
    const chat_template =
      "{% for m in messages %}<{{ m.role }}>{{ m.content }}{% endfor %}{% if add_generation_prompt %}<assistant>{% endif %}";
    const { template, render } = await chatPrompt({ tokenizer: { chat_template } } as unknown as GgufMetadata);
    assert.equal(template, "gguf");
    const rendered = turns.map(({ role, content }) => `<${role}>${content}`).join("");
    assert.equal(
      render({ prompt: turns[3].content, system: turns[0].content, messages: turns }),
      `${rendered}<assistant>`,
    );
    assert.equal(render({ prompt: "a", system: "b" }), "<system>b<user>a<assistant>");
  });
});
