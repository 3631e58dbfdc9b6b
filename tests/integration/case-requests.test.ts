import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { caseSet, loadCases, openRun, resumeRun, verifyRun, writeReport } from "../../lib/index.js";
import { runBenchmark } from "../../lib/run/run-benchmark.js";
import { moduleTarget } from "../../lib/targets/module-target.js";
import { ollamaTarget } from "../../lib/targets/ollama-target.js";
import { openaiTarget } from "../../lib/targets/openai-target.js";
import { simulatedTarget } from "../../lib/targets/simulated-target.js";
import type { CaseSet, Run, Target } from "../../lib/types/index.js";
import { goodAnswer, SPEECHES } from "../support/targets/speech.js";
import { type WireServer, wireServer } from "../support/targets/wire-server.js";

// What a case asks beside its prompt: images, tools, the form of the answer, settings of its own. It is in the request as the two
// APIs describe it, or the run is refused before anything is sent.

const paths = ["/v1/chat/completions", "/v1/completions", "/api/generate", "/api/chat"];
const folder = () => mkdtempSync(path.join(tmpdir(), "benchbook-requests-"));

// A PNG is known by its first eight bytes (ISO 15948); what follows is noise, as a compressed image is.
const noise = createHash("shake256", { outputLength: 300_000 }).update("picture").digest();
const png = Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), noise]);
const files = folder();
writeFileSync(path.join(files, "a.png"), png);
const withCases = (...lines: readonly object[]): Promise<CaseSet> => {
  const file = path.join(files, "cases.jsonl");
  writeFileSync(file, lines.map((line) => JSON.stringify(line)).join("\n"));
  return loadCases(file);
};
const picture = { id: "a", prompt: "What is drawn here?", system: "Be brief.", images: ["a.png"] };
const dataUrl = `data:image/png;base64,${png.toString("base64")}`;
const imageUrl = { type: "image_url", image_url: { url: dataUrl } };

const ask = (target: Target, cases: CaseSet, more: object = {}): Promise<Run> =>
  runBenchmark({
    targets: [target],
    cases,
    warmups: 0,
    timeouts: { totalMs: 5000 },
    directory: folder(),
    telemetry: false,
    onProgress: null,
    ...more,
  });

const weather = { type: "function", function: { name: "weather", parameters: { type: "object" } } };
const asked = {
  prompt: "Weather in Bern?",
  tools: [weather],
  responseFormat: { type: "json_schema", json_schema: { name: "w", schema: { type: "object" } } },
  generation: { temperature: 0.5, seed: 7, stop: ["x"], topK: 3, maxTokens: 9 },
};

describe("what a case asks beside its prompt", () => {
  let server: WireServer;
  before(async () => {
    server = await wireServer((socket, { path: to }) => {
      const speech = SPEECHES[paths.indexOf(to)];
      if (speech !== undefined) socket.write(goodAnswer(speech, ["Rain."]));
    });
  });
  after(() => server.close());
  const sent = () => JSON.parse(server.requests.at(-1)?.body ?? "{}") as Record<string, unknown>;
  const openai = () => openaiTarget({ baseUrl: `${server.origin}/v1`, model: "m", extraBody: { tools: [], top_k: 1 } });
  const ollama = () => ollamaTarget({ host: server.origin, model: "m", api: "chat", format: "json" });

  it("is in the request of an OpenAI-compatible server, over the fields of the target", async () => {
    const cases = await withCases(asked);
    for (const processes of [1, 2]) {
      const run = await ask(openai(), cases, { processes, generation: { topP: 0.9 } });
      assert.equal((await run.trials())[0]?.outcome.kind, "answered");
      const { tools, response_format, temperature, seed, stop, max_tokens, top_p, top_k } = sent();
      assert.deepEqual({ tools, response_format }, { tools: asked.tools, response_format: asked.responseFormat });
      assert.deepEqual([temperature, seed, stop, max_tokens], [0.5, 7, ["x"], 9]);
      assert.deepEqual([top_p, top_k], [0.9, 1], "the run's own setting, and the target's last word");
      assert.deepEqual((await openRun(run.directory)).manifest.cases, cases.cases);
      assert.deepEqual((await verifyRun(run.directory)).problems, []);
    }
  });

  it("is in the request of Ollama, where a form is a schema or json", async () => {
    await ask(ollama(), await withCases(asked));
    const { tools, format, options } = sent();
    assert.deepEqual([tools, format], [[weather], { type: "object" }]);
    assert.deepEqual(options, { num_predict: 9, temperature: 0.5, top_k: 3, seed: 7, stop: ["x"] });
    await ask(
      ollamaTarget({ host: server.origin, model: "m" }),
      await withCases({ prompt: "a", responseFormat: { type: "json_object" } }),
    );
    assert.equal(sent().format, "json");
  });

  it("holds images as parts, with the system message and the nonce before them", async () => {
    const cases = await withCases(picture);
    await ask(openai(), cases);
    const text = { type: "text", text: picture.prompt };
    assert.deepEqual(sent().messages, [
      { role: "system", content: "Be brief." },
      { role: "user", content: [text, imageUrl] },
    ]);
    await ask(ollama(), cases);
    assert.deepEqual(sent().messages, [
      { role: "system", content: "Be brief." },
      { role: "user", content: picture.prompt, images: [png.toString("base64")] },
    ]);
    const { system: _, ...alone } = picture;
    const run = await ask(openai(), await withCases(alone), { promptNonce: true });
    const [trial] = await run.trials();
    const marked = { type: "text", text: `[${trial?.promptNonce}] ${picture.prompt}` };
    assert.deepEqual(sent().messages, [{ role: "user", content: [marked, imageUrl] }]);
  });

  it("passes parts in messages through in their order, with an address as it is", async () => {
    const far = { type: "image_url", image_url: { url: "https://example.org/a.png", detail: "low" } };
    const near = { type: "image_url", image_url: { url: "a.png" } };
    const parts = [near, { type: "text", text: "or" }, far, { type: "text", text: " this?" }];
    const cases = await withCases({ messages: [{ role: "user", content: parts }] });
    assert.equal(cases.cases[0]?.prompt, "or this?");
    await ask(openai(), cases);
    assert.deepEqual(sent().messages, [{ role: "user", content: [imageUrl, parts[1], far, parts[3]] }]);
    await assert.rejects(
      ask(ollama(), cases),
      /addresses of images, which it cannot send: Ollama fetches no addresses/,
    );
  });

  it("is refused before anything is sent where the target cannot, with what to do", async () => {
    const generate = ollamaTarget({ host: server.origin, model: "m" });
    const completions = openaiTarget({ baseUrl: `${server.origin}/v1`, model: "m", api: "completions" });
    const module = path.join(files, "own.mjs");
    writeFileSync(module, "export async function* generate() { yield 'Hi'; }");
    const [tool, form] = [
      { prompt: "a", tools: [weather] },
      { prompt: "a", responseFormat: { type: "json_object" } },
    ];
    const refused: readonly (readonly [Target, object, RegExp])[] = [
      [completions, picture, /hold images, which it cannot send: api "completions" sends one text: leave api out/],
      [completions, form, /hold response formats, which it cannot send/],
      [generate, tool, /hold tools, which it cannot send: api "generate" sends one prompt: give api: "chat"/],
      [moduleTarget({ module }), tool, /its driver does not say that it sends them \(tools: true\)/],
    ];
    for (const [target, one, message] of refused) {
      const directory = folder();
      const before = server.requests.length;
      await assert.rejects(ask(target, await withCases(one), { directory }), message);
      assert.deepEqual([readdirSync(directory), server.requests.length], [[], before]);
    }
  });
});

describe("images on the disk", () => {
  const simulated = simulatedTarget({ name: "t", timeToFirstTokenMs: 5, gapMs: 1, tokens: 3, seed: 1 });

  it("are in a run by their SHA-256 and size alone, and in the fingerprint of the cases", async () => {
    const cases = await withCases(picture);
    const run = await ask(simulated, cases);
    await writeReport(run);
    const sha256 = createHash("sha256").update(png).digest("hex"); // as sha256sum a.png
    const stored = (await openRun(run.directory)).manifest.cases[0]?.messages?.[1]?.parts?.[1];
    assert.deepEqual(stored, { type: "image_url", image_url: { url: `sha256:${sha256}` }, bytes: png.length });
    for (const name of ["manifest.json", "journal.jsonl", "report.html"])
      assert.equal(
        (await readFile(path.join(run.directory, name), "utf8")).includes(png.toString("base64", 0, 300)),
        false,
      );
    assert.ok(statSync(path.join(run.directory, "manifest.json")).size < 100_000);
    assert.deepEqual((await verifyRun(run.directory)).problems, []);
    writeFileSync(path.join(files, "b.png"), Buffer.concat([png, Buffer.from([0])]));
    assert.notEqual((await withCases({ ...picture, images: ["b.png"] })).sha256, cases.sha256);
    assert.equal(caseSet({ cases: cases.cases }).sha256, cases.sha256);
  });

  it("must be given again to a resume that sends something", async () => {
    const cases = await withCases(picture, { ...picture, id: "b" }, { ...picture, id: "c" });
    const stop = new AbortController();
    const onProgress = ({ completed }: { readonly completed: number }) => completed > 0 && stop.abort("enough");
    const slow = simulatedTarget({ name: "t", timeToFirstTokenMs: 300, gapMs: 1, tokens: 3, seed: 1 });
    const run = await ask(slow, cases, { signal: stop.signal, onProgress });
    assert.equal(run.manifest.state, "broken-off");
    await assert.rejects(resumeRun(run.directory), /keeps of its images only the SHA-256: give the cases again/);
    const whole = await resumeRun(run.directory, { cases, onProgress: null });
    assert.equal(whole.manifest.state, "finished");
    writeFileSync(path.join(files, "b.png"), Buffer.concat([png, Buffer.from([1])]));
    const other = await withCases(...["a", "b", "c"].map((id) => ({ ...picture, id, images: ["b.png"] })));
    await assert.rejects(resumeRun(run.directory, { cases: other }), /has changed since it began: case "a"/);
  });

  it("leave no trace with storeText hash, and neither do tools", async () => {
    const run = await ask(simulated, await withCases({ ...picture, ...asked, prompt: "Psst" }), { storeText: "hash" });
    const text = await readFile(path.join(run.directory, "manifest.json"), "utf8");
    for (const word of ["Psst", "weather", "json_schema"]) assert.equal(text.includes(word), false, word);
  });
});

describe("images, tools and settings in a case file", () => {
  it("are refused by their place where they are not right", async () => {
    writeFileSync(path.join(files, "text.png"), "no picture");
    const refused: readonly (readonly [object, RegExp])[] = [
      [
        { prompt: "a", images: ["none.png"] },
        /cases\.jsonl:1: images\[0\]: found no image "none\.png": there is no file \//,
      ],
      [{ prompt: "a", images: ["text.png"] }, /expected a PNG, JPEG, GIF or WebP image, got other bytes in/],
      [{ prompt: "a", images: "a.png" }, /expected images to be a list of paths or URLs, got "a\.png"/],
      [{ prompt: "a", images: ["data:image/png;base64,???"] }, /expected a data URL of an image in base64/],
      [{ prompt: "a", images: ["sha256:00"] }, /a run keeps only the SHA-256 of an image/],
      [{ messages: [{ role: "user", content: [imageUrl] }] }, /messages\[0\]: expected a question beside the images/],
      [
        { prompt: "a", generation: { temperatur: 1 } },
        /generation has no setting "temperatur"; .*did you mean temperature/,
      ],
      [{ prompt: "a", generation: { topP: 2 } }, /generation expected topP to be a number from 0 to 1, got 2/],
      [
        { prompt: "a", maxTokens: 3, generation: { maxTokens: 4 } },
        /expected one maxTokens, got 3 and 4 in generation/,
      ],
      [{ prompt: "a", tools: [{ name: "weather" }] }, /expected tools to be a list of \{ type: "function"/],
      [{ prompt: "a", responseFormat: "json" }, /expected responseFormat to be an object such as/],
    ];
    for (const [one, message] of refused) await assert.rejects(withCases(one), message);
  });

  it("are the same in a batch file of OpenAI's, in a table and by hand", async () => {
    const { responseFormat, tools, prompt } = asked;
    const body = { model: "m", messages: [{ role: "user", content: prompt }], tools, response_format: responseFormat };
    const [batch] = (await withCases({ custom_id: "r", method: "POST", url: "/v1/chat/completions", body })).cases;
    assert.deepEqual([batch?.tools, batch?.responseFormat], [tools, responseFormat]);
    const cell = (value: unknown) => `"${JSON.stringify(value).replaceAll('"', '""')}"`;
    const csv = path.join(files, "t.csv");
    const row = [prompt, ...[tools, responseFormat, asked.generation].map(cell)].join(",");
    writeFileSync(csv, `prompt,tools,responseFormat,generation\n${row}\n`);
    assert.equal((await loadCases(csv)).sha256, caseSet({ cases: [asked] }).sha256);
  });
});
