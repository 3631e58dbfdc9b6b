import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import {
  compareTargets,
  openaiTarget,
  runBenchmark,
  syntheticCases,
  trialMetrics,
  writeReport,
} from "../../lib/index.js";
import type { Trial } from "../../lib/types/index.js";

// A real server that writes at known times, as servers and proxies were reported to: sgl-project/genai-bench #81, awslabs/llmeter
// #99 and MiaAI-Lab/sparkDash #36 (reasoning that is counted and hidden), confidential-dot-ai/c8s #140 (bursts), sgl-project/sglang
// #12064 (several tokens a chunk), eugr/llama-benchy #18 (no counts), modelscope/evalscope #1700 (thoughts in another field).
// The times are held against the server's own instants, taken in this process: a busy machine moves both.

interface Write {
  readonly atMs: number;
  readonly tokens: number;
}

interface Script {
  /** Waits before each write, and the events of each. */
  readonly writes: readonly { readonly afterMs: number; readonly deltas: readonly object[]; readonly tokens: number }[];
  readonly usage: object | null;
}

const words = (count: number, from = 0) => Array.from({ length: count }, (_, i) => ({ content: ` word${from + i}` }));
const paced = (deltas: readonly object[], everyMs: number, each = 1) =>
  Array.from({ length: Math.ceil(deltas.length / each) }, (_, i) => {
    const own = deltas.slice(i * each, (i + 1) * each);
    return { afterMs: everyMs * each, deltas: own, tokens: own.length };
  });
const counts = (completion_tokens: number, reasoning_tokens?: number) => ({
  ...{ prompt_tokens: 12, completion_tokens, total_tokens: 12 + completion_tokens },
  ...(reasoning_tokens === undefined ? {} : { completion_tokens_details: { reasoning_tokens } }),
});
const thoughts = (count: number) => Array.from({ length: count }, (_, i) => ({ reasoning_content: ` t${i}` }));
const eight = { content: " a b c d e f g h" };

const scripts: Readonly<Record<string, Script>> = {
  plain: { writes: paced(words(25), 10), usage: counts(25) },
  hidden: { writes: paced(words(25), 10), usage: counts(1025, 1000) },
  shown: { writes: paced([...thoughts(20), ...words(20)], 10), usage: counts(40, 20) },
  thinking: { writes: paced(words(20), 10), usage: counts(220, 200) },
  direct: { writes: paced(words(64), 6), usage: counts(64) },
  buffered: { writes: paced(words(64), 6, 16), usage: counts(64) },
  speculative: {
    writes: Array.from({ length: 6 }, () => ({ afterMs: 30, deltas: [eight], tokens: 8 })),
    usage: counts(48),
  },
  uncounted: { writes: paced(words(4), 10), usage: null },
};

const sse = (event: object) => `data: ${JSON.stringify(event)}\n\n`;
const chunk = (delta: object, finish_reason: string | null = null) =>
  sse({ id: "c1", object: "chat.completion.chunk", model: "m", choices: [{ index: 0, delta, finish_reason }] });

describe("decode speed of answers from a real server", () => {
  const log: { readonly model: string; readonly writes: Write[] }[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const piece of request) body += piece;
    if (request.method === "GET") return void response.writeHead(404).end();
    const { model } = JSON.parse(body) as { model: string };
    const { writes, usage } = scripts[model] ?? { writes: [], usage: null };
    const entry = { model, writes: [] as Write[] };
    log.push(entry);
    response.writeHead(200, { "content-type": "text/event-stream" });
    let dueAtMs = performance.now();
    for (const { afterMs, deltas, tokens } of writes) {
      dueAtMs += afterMs; // by a schedule: waits that end late must not add up, since one script waits more often than another
      await wait(Math.max(0, dueAtMs - performance.now()));
      entry.writes.push({ atMs: performance.now(), tokens });
      response.write(deltas.map((delta) => chunk(delta)).join(""));
    }
    const told = usage === null ? "" : sse({ choices: [], usage });
    response.end(`${chunk({}, "stop")}${told}data: [DONE]\n\n`);
  });
  let baseUrl = "";
  before(async () => {
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  });
  after(() => void server.close());

  const ask = async (models: readonly string[], cases: number) => {
    const run = await runBenchmark({
      targets: models.map((model) => openaiTarget({ name: model, baseUrl, model })),
      cases: syntheticCases({ count: cases, promptTokens: 8, maxTokens: 64, seed: 1 }),
      directory: mkdtempSync(path.join(tmpdir(), "benchbook-decode-")),
      ...{ warmups: 1, onProgress: null },
    });
    return { run, trials: (await run.trials()).filter(({ phase }) => phase === "measured") };
  };

  /** Tokens after the server's first write, a second of its own time: what is to be reported. */
  const truthOf = (model: string) => {
    const { writes } = log.findLast((entry) => entry.model === model) ?? { writes: [] };
    const [first, ...later] = writes;
    const tokens = later.reduce((sum, write) => sum + write.tokens, 0);
    return { tokens, perSecond: (tokens / ((later.at(-1)?.atMs ?? 0) - (first?.atMs ?? 0))) * 1000 };
  };

  /** Tokens of later writes that a busy machine let come in the first read as well; 0 on a quiet one. */
  const caughtUp = ({ arrivals }: Trial, model: string) => {
    const written = scripts[model]?.writes[0];
    const first = arrivals.find(({ textLength }) => textLength > 0)?.readIndex;
    const pieces = arrivals.filter(({ textLength, readIndex }) => textLength > 0 && readIndex === first).length;
    const each = (written?.tokens ?? 1) / (written?.deltas.length ?? 1);
    return (pieces - (written?.deltas.length ?? 1)) * each;
  };

  const rights = [
    { model: "plain", tokens: 24, estimated: false },
    { model: "hidden", tokens: 24, estimated: false },
    { model: "shown", tokens: 39, estimated: false },
    { model: "thinking", tokens: 19, estimated: false },
    { model: "direct", tokens: 63, estimated: false },
    { model: "buffered", tokens: 48, estimated: false },
    { model: "speculative", tokens: 40, estimated: true },
  ];
  for (const { model, tokens, estimated } of rights)
    it(`counts ${tokens} tokens after the first read of "${model}" and has the server's speed`, async () => {
      const { trials } = await ask([model], 1);
      const trial = trials[0] as Trial;
      const found = trialMetrics(trial);
      const truth = truthOf(model);
      assert.equal(truth.tokens, tokens);
      const expected = tokens - caughtUp(trial, model);
      assert.deepEqual([found.tokensAfterFirst, found.tokensAfterFirstEstimated], [expected, estimated]);
      const ratio = (found.tokensPerSecond ?? 0) / truth.perSecond;
      assert.ok(ratio > 0.75 && ratio < 1.33, `${found.tokensPerSecond} for ${truth.perSecond} tokens/s`);
    });

  it("has no speed where nobody counted, and says why", async () => {
    const { trials } = await ask(["uncounted"], 1);
    const { tokensPerSecond, interTokenLatencyMs, noDecodeSpeedReason } = trialMetrics(trials[0] as Trial);
    assert.deepEqual([tokensPerSecond, interTokenLatencyMs], [null, null]);
    assert.equal(noDecodeSpeedReason, "its tokens were not counted");
  });

  it("is the same through a proxy that buffers, and the run says that its token times are the delivery's", async () => {
    const { run, trials } = await ask(["direct", "buffered"], 10);
    const compared = compareTargets(trials, { baseline: "direct", candidate: "buffered", metric: "tokensPerSecond" });
    assert.ok((compared.ratio ?? 0) > 0.8 && (compared.ratio ?? 0) < 1.2, compared.reasons.join("\n")); // 1.3 by (n - 1)
    assert.match(compared.reasons.join("\n"), /buffered: 9\d % of the pieces of its answers came together/);
    await writeReport(run, { formats: ["md"] });
    const report = await readFile(path.join(run.directory, "report.md"), "utf8");
    assert.match(report, /buffered: 9\d % of the pieces of its answers came together .* describe the delivery/);
    assert.doesNotMatch(report, /direct: \d+ % of the pieces/);
  });
});
