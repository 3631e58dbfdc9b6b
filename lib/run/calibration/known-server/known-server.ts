import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { sharedNow, type Timeline, type Truth, until } from "./timeline.js";

// The server against which a client is calibrated, as the script of a process of its own. It speaks the chat API in the form
// of OpenAI and does what the request's own field `timeline` says.

const event = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;
const choice = (delta: object, finish: string | null) =>
  event({ model: "known", choices: [{ index: 0, delta, finish_reason: finish }] });

const opening = choice({ role: "assistant", content: null }, null);
const tokenEvent = (token: number) => choice({ content: `${token} ` }, null);
const closing = (tokens: number) =>
  choice({}, "stop") +
  event({ choices: [], usage: { prompt_tokens: 1, completion_tokens: tokens, total_tokens: tokens + 1 } }) +
  "data: [DONE]\n\n";

interface Asked {
  readonly timeline: Timeline;
  readonly prompt: string;
}

function readAsked(body: string): Asked {
  const { timeline, messages } = JSON.parse(body) as { timeline: Timeline; messages: readonly { content: string }[] };
  return { timeline, prompt: messages.at(-1)?.content ?? "" };
}

/** Writes an answer by its timeline, each event in a write of its own. Without any delay it is written as one piece. */
async function answer(response: ServerResponse, { timeline, prompt }: Asked): Promise<Truth> {
  const receivedAtMs = sharedNow();
  response.writeHead(200, { "content-type": "text/event-stream" });
  if (timeline.firstTokenAtMs === 0 && timeline.gapMs === 0)
    return flatOut(response, { timeline, prompt }, receivedAtMs);
  response.flushHeaders();
  await until(receivedAtMs + timeline.roleAtMs);
  response.write(opening);
  const tokensWrittenAtMs: number[] = [];
  for (let token = 0; token < timeline.tokens; token += 1) {
    const text = tokenEvent(token);
    await until(receivedAtMs + timeline.firstTokenAtMs + token * timeline.gapMs);
    tokensWrittenAtMs.push(sharedNow());
    response.write(text);
  }
  const endedAtMs = sharedNow();
  response.end(closing(timeline.tokens));
  return { prompt, receivedAtMs, tokensWrittenAtMs, endedAtMs };
}

/** Everything at once, made before: so the server costs next to nothing and it is the client that is at its limit. */
function flatOut(response: ServerResponse, { timeline, prompt }: Asked, receivedAtMs: number): Truth {
  response.end(flatOutBody(timeline.tokens));
  const writtenAtMs = sharedNow();
  return { prompt, receivedAtMs, tokensWrittenAtMs: [writtenAtMs], endedAtMs: writtenAtMs };
}

const bodies = new Map<number, Buffer>();

function flatOutBody(tokens: number): Buffer {
  const known = bodies.get(tokens);
  if (known !== undefined) return known;
  const events = Array.from({ length: tokens }, (_, token) => tokenEvent(token));
  const made = Buffer.from(opening + events.join("") + closing(tokens));
  bodies.set(tokens, made);
  return made;
}

function tellJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(value));
}

function serve(truths: Truth[]) {
  return (request: IncomingMessage, response: ServerResponse) => {
    if (request.url === "/v1/models") return tellJson(response, 200, { object: "list", data: [{ id: "known" }] });
    if (request.url !== "/v1/chat/completions") return tellJson(response, 404, { error: { message: "not here" } });
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (text: string) => {
      body += text;
    });
    request.on("end", () => {
      response.socket?.setNoDelay(true);
      void answer(response, readAsked(body)).then((truth) => truths.push(truth));
    });
  };
}

/** Serves until the parent goes; tells the address, and the truth whenever the parent asks. */
function begin(): void {
  const truths: Truth[] = [];
  const server = createServer({ keepAliveTimeout: 60_000 }, serve(truths));
  process.on("message", () => process.send?.({ truths: truths.splice(0) }));
  process.on("disconnect", () => process.exit(0));
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    if (address !== null && typeof address === "object") process.send?.({ origin: `http://127.0.0.1:${address.port}` });
  });
}

if (process.send !== undefined) begin();
