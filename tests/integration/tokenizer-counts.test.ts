import assert from "node:assert/strict";
import { mkdtempSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { after, before, describe, it } from "node:test";
import {
  closedLoop,
  compressingTarget,
  inspect,
  openaiTarget,
  projectFile,
  runBenchmark,
  summarize,
  syntheticCases,
  verifyRun,
  writeReport,
} from "../../lib/index.js";

// A server that tells no usage unless the model is "counting", and the tokenizer that counts in its place.

const smollm2 = "smollm2-135m-instruct-q4_1";
const words = "The capital of France is Paris.";
const event = (body: object) => `data: ${JSON.stringify(body)}\n\n`;

describe("a server that tells no usage", () => {
  const server = createServer(async (request, response) => {
    const { model } = JSON.parse((await text(request)) || "{}") as { model?: string };
    if (request.method === "GET") return void response.end(JSON.stringify({ data: [{ id: "m" }] }));
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const content of words.split(/(?= )/)) response.write(event({ choices: [{ index: 0, delta: { content } }] }));
    const usage = model === "counting" ? { usage: { prompt_tokens: 9, completion_tokens: 99 } } : {};
    response.end(`${event({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }], ...usage })}data: [DONE]\n\n`);
  });
  before(() => new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve)));
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  const target = (model: string, more: object = { tokenizer: smollm2 }) =>
    openaiTarget({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, model, ...more });
  const measured = (targets: Parameters<typeof runBenchmark>[0]["targets"], more: object = {}) =>
    runBenchmark({
      targets,
      cases: syntheticCases({ count: 4, promptTokens: 8, maxTokens: 8, seed: 1 }),
      load: closedLoop({ concurrency: 2 }),
      repetitions: 2,
      directory: mkdtempSync(path.join(tmpdir(), "benchbook-tokenizer-")),
      ...more,
    });

  for (const more of [{}, { processes: 2 }, { storeText: "none" }])
    it(`is counted by the target's tokenizer (${JSON.stringify(more)}), named in summary, report and manifest`, async () => {
      const run = await measured([target("silent"), compressingTarget(target("inside")), target("counting")], more);
      const trials = await run.trials();
      const [silent, inside, counting] = summarize(trials);
      const [expected] = await inspect.countTokens(smollm2, [words]);
      for (const summary of [silent, inside]) {
        assert.equal(summary?.tokenSource, "tokenizer");
        assert.equal(summary?.outputTokens.mean, expected);
        assert.ok((summary?.tokensPerSecondEndToEnd.n ?? 0) > 0);
      }
      const unknown = trials
        .filter(({ usage }) => usage?.source === "tokenizer")
        .map(({ usage }) => usage?.inputTokens);
      assert.deepEqual(new Set(unknown), new Set([null]));
      assert.deepEqual([counting?.tokenSource, counting?.outputTokens.mean], ["usage", 99]);
      const { engines = [] } = run.manifest.sessions[0] ?? {};
      for (const { details } of engines) {
        assert.match(String(details.tokenizerSha256), /^[0-9a-f]{64}$/);
        assert.equal(details.tokenizer, "weights/smollm2-135m-instruct-q4_1.gguf");
      }
      assert.deepEqual((await verifyRun(run.directory)).problems, []);
      await writeReport(run, { formats: ["md"] });
      assert.match(readFileSync(path.join(run.directory, "report.md"), "utf8"), /tokens counted by tokenizer/);
    });

  it("is not counted without one", async () => {
    const run = await measured([target("silent", {})]);
    assert.deepEqual(new Set((await run.trials()).map(({ usage }) => usage)), new Set([null]));
  });

  it("is not asked at all with a tokenizer that is none", async () => {
    const tokenizer = projectFile("README.md");
    await assert.rejects(
      measured([target("silent", { tokenizer })]),
      /its tokenizer: .*README\.md is no JSON: expected/,
    );
  });
});
