import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { parse } from "csv-parse/sync";
import { loadCases, openaiTarget, recipes, simulatedTarget } from "../../lib/index.js";

// Ten prompts to a real server, of which most fail. "good" answers all of them, "mostly-broken" the first alone and four times as
// slowly as "good" does that one, "broken" none. A failure must leak into no number and drop out of no denominator.

const main = fileURLToPath(new URL("../../lib/cli/main.js", import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), "benchbook-most-fail-"));
const leftBehind: string[] = [folder];
const words = "Paris is JSON";

/** What the server does with a prompt of a model: it answers after so many milliseconds, or gives HTTP 500. */
function delayOf(model: string, prompt: string): number | null {
  const number = Number(/prompt (\d+)/.exec(prompt)?.[1] ?? 0);
  if (model === "good" || number === 0) return model === "good" && number === 1 ? 100 : 20;
  return model === "mostly-broken" && number === 1 ? 400 : null;
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = "";
  for await (const part of request.setEncoding("utf8")) text += part;
  return text === "" ? {} : JSON.parse(text);
}

function openAiAnswer(response: ServerResponse, delayMs: number): void {
  const piece = (delta: object, finish: string | null) =>
    `data: ${JSON.stringify({ id: "1", object: "chat.completion.chunk", created: 1, model: "m", choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
  const usage = { prompt_tokens: 5, completion_tokens: 3, total_tokens: 8 };
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (const word of words.split(" ")) response.write(piece({ content: `${word} ` }, null));
  setTimeout(() => {
    response.write(piece({}, "stop"));
    response.end(
      `data: ${JSON.stringify({ id: "1", object: "chat.completion.chunk", created: 1, model: "m", choices: [], usage })}\n\ndata: [DONE]\n\n`,
    );
  }, delayMs);
}

function ollamaAnswer(response: ServerResponse, model: string, delayMs: number): void {
  response.writeHead(200, { "content-type": "application/x-ndjson" });
  const line = (more: object) => `${JSON.stringify({ model, created_at: "2026-01-01T00:00:00Z", ...more })}\n`;
  response.write(line({ response: "Paris NaN", message: { role: "assistant", content: "Paris NaN" }, done: false }));
  const counts = { prompt_eval_count: 5, eval_count: 3, eval_duration: 1e7, total_duration: 2e7 };
  setTimeout(
    () => response.end(line({ response: "", message: { role: "assistant", content: "" }, done: true, ...counts })),
    delayMs,
  );
}

const server = createServer(async (request, response) => {
  const { url = "" } = request;
  const body = await bodyOf(request);
  const model = String(body.model ?? "");
  const messages = body.messages as readonly { readonly content?: string }[] | undefined;
  const prompt = String(body.prompt ?? messages?.at(-1)?.content ?? "");
  if (request.method === "GET" || url === "/api/show") {
    const models = ["good", "mostly-broken", "broken"];
    const list = url.startsWith("/api/tags")
      ? { models: models.map((name) => ({ name, model: name })) }
      : { object: "list", data: models.map((id) => ({ id, object: "model" })) };
    response.end(JSON.stringify(url === "/api/version" ? { version: "0.6.0" } : list));
    return;
  }
  const delayMs = delayOf(model, prompt);
  if (delayMs === null) {
    response.writeHead(500, { "content-type": "application/json" });
    response.end(JSON.stringify({ error: { message: "it broke" } }));
  } else if (url.startsWith("/api")) ollamaAnswer(response, model, delayMs);
  else openAiAnswer(response, delayMs);
});
const port = () => (server.address() as AddressInfo).port;
const prompts = path.join(folder, "prompts.jsonl");

before(async () => {
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const lines = Array.from({ length: 10 }, (_, i) => ({
    id: `p${i + 1}`,
    prompt: `prompt ${i + 1}: answer as JSON`,
    expected: "Paris",
    checks: [
      { kind: "facts", facts: ["Paris"] },
      { kind: "length", maxWords: 50 },
    ],
  }));
  writeFileSync(prompts, lines.map((line) => JSON.stringify(line)).join("\n"));
});
after(() => {
  server.closeAllConnections();
  server.close();
  for (const left of leftBehind) rmSync(left, { recursive: true, force: true });
});

/** Runs a command as a user does, with its output folder below the test's own. */
function command(...words: readonly string[]): Promise<{ readonly code: number | null; readonly stdout: string }> {
  const child = spawn(process.execPath, [main, ...words], { stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
  return new Promise((resolve) =>
    child.on("close", (code) => {
      leftBehind.push(...[...stdout.matchAll(/^run folder: (.*)$/gm)].map((match) => match[1] ?? ""));
      resolve({ code, stdout });
    }),
  );
}

const csvRows = (file: string) => parse(readFileSync(file), { columns: true }) as readonly Record<string, string>[];
const saysFailed = /9 of 10/;

describe("stream, where most prompts fail", () => {
  const stream = (model: string, csv: string) =>
    command(
      "stream",
      "--base-url",
      `http://127.0.0.1:${port()}/v1`,
      "--model",
      model,
      "--prompts",
      prompts,
      "--csv",
      csv,
      "--warmups",
      "0",
    );

  it("gives numbers to the answered prompt alone, and says what failed", async () => {
    const csv = path.join(folder, "mostly.csv");
    const { code, stdout } = await stream("mostly-broken", csv);
    assert.equal(code, 1);
    assert.match(stdout, /9 of 10 prompts were not answered/);
    const rows = csvRows(csv);
    assert.equal(rows.length, 10);
    assert.deepEqual(rows.map(({ tokens }) => tokens).sort(), [...Array(9).fill(""), "3"]);
    const numbers = ["latency_sec", "ttft_sec", "tokens_per_sec", "semantic_accuracy"];
    for (const row of rows.filter(({ tokens }) => tokens === ""))
      for (const name of numbers) assert.equal(row[name], "");
  });

  it("has no number at all where all fail", async () => {
    const csv = path.join(folder, "none.csv");
    const { code, stdout } = await stream("broken", csv);
    assert.equal(code, 1);
    assert.match(stdout, /10 of 10 prompts were not answered/);
    for (const line of stdout.split("\n").filter((one) => /^p\d+ /.test(one)))
      assert.match(line, /^p\d+( +–){7} +\S+.*500/, "no 0 words for HTTP 500");
    for (const { tokens, latency_sec } of csvRows(csv)) assert.deepEqual([tokens, latency_sec], ["", ""]);
  });
});

describe("harness, where most prompts fail", () => {
  it("compares speed on the one prompt that all answered, and passes no check of a failed one", async () => {
    const out = path.join(folder, "harness");
    const models = "good,mostly-broken,broken";
    const { code, stdout } = await command(
      "harness",
      "--host",
      `http://127.0.0.1:${port()}`,
      "--models",
      models,
      "--prompts",
      prompts,
      "--out",
      out,
    );
    assert.equal(code, 1);
    const lines = ["good", "mostly-broken", "broken"].map(
      (model) => stdout.split("\n").find((one) => one.startsWith(`${model}: `)) ?? "",
    );
    assert.match(
      lines[0] ?? "",
      /^good: .* over 10 answers; on the 1 prompt that all 2 models answered \d\.\d\d s, the fastest; 100 % .*, no model more\.$/,
    );
    assert.match(
      lines[1] ?? "",
      /the 1 prompt that all 2 models answered \d\.\d\d s, [1-9]\.\d times the fastest; 10 % of its checks passed; 9 of 10 prompts failed/,
    );
    assert.match(lines[2] ?? "", /^broken: no answer; 10 of 10 prompts failed\.$/);
    const summary = JSON.parse(readFileSync(path.join(out, "summary.json"), "utf8"));
    assert.equal(summary.length, 11);
    assert.equal(JSON.parse(readFileSync(path.join(out, "failures.json"), "utf8")).length, 19);
    assert.equal(readdirSync(out).filter((name) => /_prompt_\d+\.json$/.test(name)).length, 11);
    const again = await recipes.readModels(out, { cases: await loadCases(prompts) });
    assert.equal(again.analysis, readFileSync(path.join(out, "analysis.md"), "utf8"));
    // "Paris NaN" is no JSON to Python either.
    assert.deepEqual(
      again.quality.map(({ jsonFailures, jsonAnswers, jsonUnanswered, checksPassed, checks }) => [
        jsonFailures,
        jsonAnswers,
        jsonUnanswered,
        checksPassed,
        checks,
      ]),
      [
        [10, 10, 0, 20, 20],
        [1, 1, 9, 2, 20],
        [0, 0, 10, 0, 20],
      ],
    );
  });

  it("counts a prompt that another script left out as failed", async () => {
    const out = mkdtempSync(path.join(folder, "seed-"));
    const result = (model: string, prompt: string, latency_s: number) => ({
      model,
      prompt,
      response: '{"a": NaN, "b": -Infinity}',
      latency_s,
    });
    const all = [result("a", "one JSON", 1), result("a", "two JSON", 9), result("b", "one JSON", 2)];
    writeFileSync(path.join(out, "summary.json"), JSON.stringify(all));
    const { latency, quality, reading } = await recipes.readModels(out);
    assert.deepEqual(
      latency.map(({ failed, sharedMeanSeconds }) => [failed, sharedMeanSeconds]),
      [
        [0, 1],
        [1, 2],
      ],
    );
    // json.loads takes NaN and -Infinity: the seed counts no failure.
    assert.deepEqual(
      quality.map(({ jsonFailures, jsonUnanswered }) => [jsonFailures, jsonUnanswered]),
      [
        [0, 0],
        [0, 1],
      ],
    );
    assert.match(reading[1] ?? "", /2\.0 times the fastest; .*1 of 2 prompts failed/);
  });
});

describe("variants, where most prompts fail", () => {
  const variants = async (models: readonly string[], out: string) => {
    const list = models.map((model) => `openai:${model}@http://127.0.0.1:${port()}/v1`).join(",");
    const { code, stdout } = await command("variants", "--models", list, "--prompts", prompts, "--out", out);
    assert.equal(code, 1, stdout);
    return readFileSync(path.join(out, "report.md"), "utf8");
  };

  it("compares on the one prompt that all answered", async () => {
    const out = path.join(folder, "variants");
    const report = await variants(["good", "mostly-broken", "broken"], out);
    assert.match(report, /compared on the 1 of 10 prompts that all 2 variants answered/);
    assert.match(report, /Not compared: broken gave no answer/);
    assert.match(report, /9 of 10 prompts were not answered/);
    assert.match(report, /It gave no answer: all 10 attempts failed/);
    assert.match(report, /1 of 1 answer is the reference's word for word/);
    const rows = csvRows(path.join(out, "raw_results.csv"));
    assert.equal(rows.length, 30);
    for (const row of rows.filter(({ failure }) => failure !== ""))
      for (const name of [
        "tokens_per_sec",
        "latency_sec",
        "vram_mb",
        "cosine_similarity",
        "resident_mb",
        "output_tokens",
        "decode_tokens_per_sec",
        "answer",
      ])
        assert.equal(row[name], "", name);
  });

  it("compares nothing where all fail", async () => {
    const report = await variants(["broken", "broken-too"], path.join(folder, "variants-none"));
    assert.match(report, /With fewer than two variants that answered, nothing is compared/);
  });
});

describe("baseline, where most prompts fail", () => {
  const server = (model: string) => openaiTarget({ model, baseUrl: `http://127.0.0.1:${port()}/v1` });
  const inProcess = (name: string, failures = {}) =>
    simulatedTarget({ name, timeToFirstTokenMs: 120, gapMs: 1, tokens: 6, ...failures });
  const compare = async (baseline: ReturnType<typeof server | typeof inProcess>, optimized: typeof baseline) =>
    recipes.baseline({
      baseline,
      optimized: [optimized],
      cases: await loadCases(prompts),
      repetitions: 1,
      directory: mkdtempSync(path.join(folder, "baseline-")),
      onProgress: null,
    });

  it("gives no total, no mean length and no estimate to an arm with failures, and its pictures say so", async () => {
    const { optimized, improvements, figures, results } = await compare(server("good"), server("mostly-broken"));
    const [arm] = optimized;
    assert.deepEqual(
      [arm?.totalSeconds, arm?.tokensPerSecond, arm?.totalTokens, arm?.responseLength],
      [null, null, null, null],
    );
    assert.ok(improvements.every(({ percent }) => percent === null));
    for (const { name, caption } of figures) assert.match(caption, saysFailed, name);
    const titles = figures.map(({ layout }) => layout.title.text.replaceAll("<br>", " "));
    assert.match(titles[0] ?? "", /cannot be compared: of mostly-broken, 9 of 10 answers failed/);
    assert.match(titles[3] ?? "", /mostly-broken: not compared, 9 of 10 answers failed/);
    const [written] = JSON.parse(readFileSync(results, "utf8")).optimised;
    assert.deepEqual([written.answered, written.failed, written.quality.response_length], [1, 9, null]);
  });

  it("gives no memory to an arm that answered nothing", async () => {
    const { baseline, optimized, improvements, figures } = await compare(
      inProcess("well"),
      inProcess("silent", { failures: { probability: 1 } }),
    );
    assert.ok((baseline.peakResidentMb ?? 0) > 20);
    assert.deepEqual(
      [optimized[0]?.peakMemoryMb, optimized[0]?.meanMemoryMb, optimized[0]?.peakResidentMb],
      [null, null, null],
    );
    assert.ok(improvements.every(({ percent, byPrompt }) => percent === null && byPrompt === null));
    const titles = figures.map(({ layout }) => layout.title.text.replaceAll("<br>", " "));
    assert.equal(titles[3], "silent: not compared, all 10 answers failed");
    for (const title of titles) assert.doesNotMatch(title, /estimates? better/);
  });
});

describe("infer, where most iterations fail", () => {
  it("leaves failures out of every number, and its file says how many were asked for and what became of them", async () => {
    let asked = 0;
    const flaky = createServer((request, response) => {
      request.resume();
      if (request.method === "GET")
        response.end(JSON.stringify({ object: "list", data: [{ id: "m", object: "model" }] }));
      else if (++asked === 1) openAiAnswer(response, 50);
      else response.writeHead(500).end("it broke");
    });
    await new Promise<void>((resolve) => void flaky.listen(0, "127.0.0.1", resolve));
    const target = openaiTarget({
      model: "m",
      baseUrl: `http://127.0.0.1:${(flaky.address() as AddressInfo).port}/v1`,
    });
    const directory = mkdtempSync(path.join(folder, "infer-"));
    const { report, problems } = await recipes.throughput({
      target,
      genTokens: 3,
      warmupTokens: 0,
      iters: 4,
      directory,
      onProgress: null,
    });
    flaky.closeAllConnections();
    flaky.close();
    const { iters, iters_asked, left_out, tokens_per_sec } = report.results;
    assert.deepEqual([iters, iters_asked, tokens_per_sec.values.length], [1, 4, 1]);
    assert.match(left_out.join("\n"), /^iteration 2: .*500/);
    assert.match(problems.join("\n"), /iteration 2: .*500/);
  });
});
