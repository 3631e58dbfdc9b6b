import { openOllamaDriver } from "../../../lib/targets/http/ollama-driver.js";
import { openOpenaiDriver } from "../../../lib/targets/http/openai-driver.js";
import { ollamaTarget } from "../../../lib/targets/ollama-target.js";
import { openaiTarget } from "../../../lib/targets/openai-target.js";
import type { OpenDriver, Target } from "../../../lib/types/index.js";

/** How one API says things: what a test server writes to speak it. */
export interface Speech {
  readonly api: string;
  readonly mediaType: string;
  /** What every answer begins with before its first token; empty where the API sends nothing then. */
  readonly opening: string;
  readonly text: (text: string) => string;
  /** The last words: a finish reason, token counts (none where `outputTokens` is null) and the API's own end. */
  readonly closing: (finishReason: string, outputTokens: number | null) => string;
  /** An error in the middle of a stream. */
  readonly error: (message: string) => string;
  /** A whole answer, from a server that does not stream. */
  readonly whole: (text: string) => string;
  readonly target: (origin: string, settings?: Record<string, unknown>) => Target;
  readonly open: OpenDriver;
}

const sse = (event: unknown) => `data: ${JSON.stringify(event)}\n\n`;
const line = (event: unknown) => `${JSON.stringify(event)}\n`;
const usage = (outputTokens: number) => ({
  prompt_tokens: 3,
  completion_tokens: outputTokens,
  total_tokens: 3 + outputTokens,
});
const DONE = "data: [DONE]\n\n";

function openaiSpeech(
  api: "chat" | "completions",
  choice: (text: string | null, finish: string | null) => object,
): Speech {
  const chunk = (text: string | null, finish: string | null) => sse({ model: "m", choices: [choice(text, finish)] });
  const counts = (outputTokens: number | null) =>
    outputTokens === null ? "" : sse({ model: "m", choices: [], usage: usage(outputTokens) });
  const message = (text: string) => (api === "chat" ? { message: { role: "assistant", content: text } } : { text });
  return {
    api: `openai ${api}`,
    mediaType: "text/event-stream",
    opening:
      api === "chat" ? sse({ model: "m", choices: [{ index: 0, delta: { role: "assistant", content: null } }] }) : "",
    text: (text) => chunk(text, null),
    closing: (finishReason, outputTokens) => chunk(null, finishReason) + counts(outputTokens) + DONE,
    error: (text) => sse({ error: { message: text, type: "server_error", code: 500 } }),
    whole: (text) =>
      JSON.stringify({ model: "m", choices: [{ index: 0, finish_reason: "stop", ...message(text) }], usage: usage(2) }),
    target: (origin, settings) => openaiTarget({ baseUrl: `${origin}/v1`, model: "m", api, ...settings }),
    open: openOpenaiDriver,
  };
}

function ollamaSpeech(api: "generate" | "chat", said: (text: string) => object): Speech {
  const end = (finishReason: string, outputTokens: number | null) => ({
    done: true,
    done_reason: finishReason,
    ...(outputTokens === null ? {} : { prompt_eval_count: 3, eval_count: outputTokens }),
  });
  return {
    api: `ollama ${api}`,
    mediaType: "application/x-ndjson",
    opening: "",
    text: (text) => line({ model: "m", ...said(text), done: false }),
    closing: (finishReason, outputTokens) => line({ model: "m", ...said(""), ...end(finishReason, outputTokens) }),
    error: (message) => line({ error: message }),
    whole: (text) => JSON.stringify({ model: "m", ...said(text), ...end("stop", 2) }),
    target: (origin, settings) => ollamaTarget({ host: origin, model: "m", api, ...settings }),
    open: openOllamaDriver,
  };
}

/** The four APIs that the project speaks over HTTP. */
export const SPEECHES: readonly Speech[] = [
  openaiSpeech("chat", (text, finish) => ({
    index: 0,
    delta: text === null ? {} : { content: text },
    finish_reason: finish,
  })),
  openaiSpeech("completions", (text, finish) => ({ index: 0, text: text ?? "", finish_reason: finish })),
  ollamaSpeech("generate", (text) => ({ response: text })),
  ollamaSpeech("chat", (text) => ({ message: { role: "assistant", content: text } })),
];

/** The head of a chunked 200 answer in this API. */
export function streamHead(speech: Speech): string {
  return `HTTP/1.1 200 OK\r\nContent-Type: ${speech.mediaType}\r\nTransfer-Encoding: chunked\r\n\r\n`;
}

/** One HTTP chunk. */
export function chunk(text: string | Buffer): Buffer {
  const bytes = typeof text === "string" ? Buffer.from(text) : text;
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from("\r\n")]);
}

/** The chunk that ends a chunked body. */
export const LAST_CHUNK = "0\r\n\r\n";

/** A whole good answer of these pieces of text, head and all. */
export function goodAnswer(speech: Speech, pieces: readonly string[]): Buffer {
  const events = [speech.opening, ...pieces.map(speech.text), speech.closing("stop", pieces.length)];
  const chunks = events.filter((event) => event !== "").map(chunk);
  return Buffer.concat([Buffer.from(streamHead(speech)), ...chunks, Buffer.from(LAST_CHUNK)]);
}
