// node tests/engines/record-streams.mjs: asks the real servers (installed by npm run engines) and keeps what they send, byte for
// byte, in tests/support/targets/recorded/. What is there already is left alone: delete a file to have it recorded again.
import { existsSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join, resolve } from "node:path";
import { startLlamaServer, startOllama } from "./servers.mjs";

const folder = resolve(import.meta.dirname, "..", "support", "targets", "recorded");
const EMOJI = "Repeat exactly: 😀 你好 naïve — ünï";
const LENGTH = 10;

const chat = (prompt, more = {}) => ({
  model: "smollm2",
  messages: [{ role: "user", content: prompt }],
  stream: true,
  temperature: 0,
  seed: 42,
  max_tokens: LENGTH,
  ...more,
});
const completion = (prompt, more = {}) => {
  const { messages: _messages, ...rest } = chat("", more);
  return { ...rest, prompt };
};
const options = { temperature: 0, seed: 42, num_predict: LENGTH };
const counted = { stream_options: { include_usage: true } };
const weather = {
  type: "function",
  function: {
    name: "weather",
    description: "The weather in a city",
    parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
  },
};
const person = {
  type: "object",
  properties: { name: { type: "string", maxLength: 8 } },
  required: ["name"],
  additionalProperties: false,
};

/** Name, path, body, and after how many bytes the client leaves, where it does. */
const LLAMA = [
  ["llama-chat-emoji", "/v1/chat/completions", chat(EMOJI, { ...counted, max_tokens: 16 })],
  ["llama-chat-stop", "/v1/chat/completions", chat("Count: one two three four", { stop: ["two"], ...counted })],
  ["llama-chat-length-1", "/v1/chat/completions", chat("Hi", { max_tokens: 1, ...counted })],
  ["llama-chat-logprobs", "/v1/chat/completions", chat("Hi", { max_tokens: 3, logprobs: true, top_logprobs: 2 })],
  ["llama-chat-timings", "/v1/chat/completions", chat("Name a colour.", { max_tokens: 4, timings_per_token: true })],
  [
    "llama-chat-json-schema",
    "/v1/chat/completions",
    chat("Ann", {
      max_tokens: 24,
      response_format: { type: "json_schema", json_schema: { name: "p", schema: person } },
    }),
  ],
  [
    "llama-chat-tools-ignored",
    "/v1/chat/completions",
    chat("What is the weather in Rome?", { max_tokens: 12, tools: [weather], tool_choice: "required", ...counted }),
  ],
  ["llama-chat-unknown-model", "/v1/chat/completions", chat("Hi", { model: "nope", max_tokens: 4, ...counted })],
  [
    "llama-chat-system",
    "/v1/chat/completions",
    chat("Hi", {
      messages: [
        { role: "system", content: "Be brief." },
        { role: "user", content: "Hi" },
      ],
      max_tokens: 6,
    }),
  ],
  ["llama-completions-stop", "/v1/completions", completion("1, 2, 3,", { stop: [" 5"], ...counted })],
  ["llama-completions-emoji", "/v1/completions", completion("😀 😀 😀", { max_tokens: 12, ...counted })],
  ["llama-completions-logprobs", "/v1/completions", completion("The sky is", { max_tokens: 3, logprobs: 2 })],
  ["llama-completions-no-usage", "/v1/completions", completion("The sky is", { max_tokens: 5 })],
  ["llama-completions-aborted", "/v1/completions", completion("Once upon a time", { max_tokens: 200 }), 1500],
];
const OLLAMA = [
  [
    "ollama65-generate-emoji",
    "/api/generate",
    { model: "smollm2", prompt: EMOJI, options: { ...options, num_predict: 16 } },
  ],
  [
    "ollama65-generate-stop",
    "/api/generate",
    { model: "smollm2", prompt: "Count: one two three", options: { ...options, stop: ["two"] } },
  ],
  ["ollama65-generate-raw", "/api/generate", { model: "smollm2", prompt: "The sky is", raw: true, options }],
  [
    "ollama65-generate-json",
    "/api/generate",
    { model: "smollm2", prompt: "Ann, as JSON", format: person, options: { ...options, num_predict: 24 } },
  ],
  [
    "ollama65-chat",
    "/api/chat",
    { model: "smollm2", messages: [{ role: "user", content: "What is gravity?" }], options },
  ],
  ["ollama65-chat-emoji", "/api/chat", { model: "smollm2", messages: [{ role: "user", content: EMOJI }], options }],
  [
    "ollama65-chat-length-1",
    "/api/chat",
    { model: "smollm2", messages: [{ role: "user", content: "Hi" }], options: { ...options, num_predict: 1 } },
  ],
  [
    "ollama65-chat-aborted",
    "/api/chat",
    {
      model: "smollm2",
      messages: [{ role: "user", content: "Tell a story." }],
      options: { ...options, num_predict: 200 },
    },
    900,
  ],
  ["ollama65-v1-chat", "/v1/chat/completions", chat("What is gravity?", counted)],
  ["ollama65-v1-chat-no-usage", "/v1/chat/completions", chat("What is gravity?")],
  ["ollama65-v1-chat-emoji", "/v1/chat/completions", chat(EMOJI, counted)],
  ["ollama65-v1-completions", "/v1/completions", completion("The sky is", counted)],
  ["ollama65-v1-completions-no-usage", "/v1/completions", completion("The sky is")],
  ["ollama65-v1-length-1", "/v1/chat/completions", chat("Hi", { max_tokens: 1, ...counted })],
];

/** Every byte of the answer to one request, up to the end of its chunks or to `leaveAfter` bytes. */
function recorded(origin, path, body, leaveAfter = Number.POSITIVE_INFINITY) {
  const { hostname, port } = new URL(origin);
  const text = JSON.stringify(body);
  const head = `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n`;
  return new Promise((done, failed) => {
    const socket = connect(Number(port), hostname, () => socket.write(head + text));
    let bytes = Buffer.alloc(0);
    socket.on("data", (read) => {
      bytes = Buffer.concat([bytes, read]);
      if (bytes.length >= leaveAfter || bytes.subarray(-7).toString("latin1") === "\r\n0\r\n\r\n") socket.destroy();
    });
    socket.on("error", failed);
    socket.on("close", () => done(bytes));
  });
}

async function recordAll(server, origin, requests) {
  for (const [name, path, body, leaveAfter] of requests) {
    const file = join(folder, `${name}.http`);
    if (existsSync(file)) continue;
    const bytes = await recorded(origin, path, body, leaveAfter);
    writeFileSync(file, bytes);
    console.log(`${name}: ${bytes.length} bytes, ${bytes.toString("latin1").split("\r\n")[0]}`);
  }
  server.stop();
}

const llama = await startLlamaServer();
await recordAll(llama, new URL(llama.baseUrl).origin, LLAMA);
const ollama = await startOllama();
await recordAll(ollama, ollama.host, OLLAMA);
process.exit(0);
