// The server of the bench, in a process of its own: streams chat completions as its timeline says and notes, on the clock that
// all processes share, when it had each request and when it wrote each token. Made to cost little, so that it is not what is
// measured: events are made before they are needed, one ticker serves all streams, nothing is parsed but the prompt.
import { createServer } from "node:net";
import { monotonicNow } from "./monotonic.mjs";

const HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
const LAST_CHUNK = "0\r\n\r\n";

/**
 * `spreadOver`: so many streams take turns within a gap, at fixed places on the clock, so that each token wakes the client by
 * itself and a client that sends in one burst gets its tokens no more bundled than one that does not.
 * @type {{ firstTokenMs: number, gapMs: number, tokens: number, atOnce?: number, spreadOver?: number }}
 */
let timeline = { firstTokenMs: 0, gapMs: 0, tokens: 1 };
const truths = [];
const streams = new Set();
let answers = 0;
const events = [];

function framed(data) {
  const text = `data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`;
  return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
}

function chunkOf(choices, more = {}) {
  return { id: "chatcmpl-truth", object: "chat.completion.chunk", created: 1, model: "m", ...more, choices };
}

/** About 190 bytes, as a server sends them. */
function tokenEvent(index) {
  events[index] ??= framed(
    chunkOf([{ index: 0, delta: { content: ` token${index}` }, logprobs: null, finish_reason: null }]),
  );
  return events[index];
}

function ending(tokens) {
  const usage = { prompt_tokens: 3, completion_tokens: tokens, total_tokens: 3 + tokens };
  const stop = framed(chunkOf([{ index: 0, delta: {}, finish_reason: "stop" }]));
  return stop + framed(chunkOf([], { usage })) + framed("[DONE]") + LAST_CHUNK;
}

function answer(socket, prompt) {
  const receivedAtMs = monotonicNow();
  const firstAtMs = inPlace(receivedAtMs + timeline.firstTokenMs, timeline, answers++);
  const stream = { socket, prompt, receivedAtMs, firstAtMs, writtenAtMs: [], sent: 0, plan: timeline };
  socket.write(HEAD + framed(chunkOf([{ index: 0, delta: { role: "assistant", content: "" }, finish_reason: null }])));
  if (timeline.atOnce !== undefined) return flood(stream);
  streams.add(stream);
  schedule();
}

/** The first instant from this one on that is this answer's place in the gap; the instant itself where nothing is spread. */
function inPlace(atMs, /** @type {{ gapMs: number, spreadOver?: number }} */ { gapMs, spreadOver }, index) {
  if (spreadOver === undefined) return atMs;
  const place = ((index % spreadOver) * gapMs) / spreadOver;
  return Math.ceil((atMs - place) / gapMs) * gapMs + place;
}

/** As fast as it goes: many events in each write. */
function flood({ socket, prompt, receivedAtMs, plan }) {
  for (let sent = 0; sent < plan.tokens; sent += plan.atOnce) {
    const count = Math.min(plan.atOnce, plan.tokens - sent);
    socket.write(Array.from({ length: count }, (_, index) => tokenEvent(sent + index)).join(""));
  }
  socket.write(ending(plan.tokens));
  truths.push({ prompt, receivedAtMs, writtenAtMs: [] });
}

let ticking = false;

function schedule() {
  if (ticking || streams.size === 0) return;
  ticking = true;
  setTimeout(tick, 1);
}

/** Writes what is due, each event with a write of its own. */
function tick() {
  ticking = false;
  for (const stream of streams) {
    const { plan, receivedAtMs, firstAtMs, socket, writtenAtMs } = stream;
    while (stream.sent < plan.tokens && monotonicNow() >= firstAtMs + stream.sent * plan.gapMs) {
      const event = tokenEvent(stream.sent);
      writtenAtMs.push(monotonicNow());
      socket.write(event);
      stream.sent += 1;
    }
    if (stream.sent < plan.tokens) continue;
    streams.delete(stream);
    socket.write(ending(plan.tokens));
    truths.push({ prompt: stream.prompt, receivedAtMs, writtenAtMs });
  }
  schedule();
}

function respond(socket, path, body) {
  if (path.endsWith("/chat/completions")) return answer(socket, /"content":"([^"]*)"/.exec(body)?.[1] ?? "");
  const about = path.endsWith("/models") ? '{"object":"list","data":[{"id":"m"}]}' : "{}";
  const status = path.endsWith("/models") ? "200 OK" : "404 Not Found";
  socket.write(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${about.length}\r\n\r\n${about}`,
  );
}

const server = createServer({ noDelay: true }, (socket) => {
  let held = "";
  socket.on("error", () => {});
  socket.on("data", (bytes) => {
    held += bytes.toString("latin1");
    for (let end = held.indexOf("\r\n\r\n"); end !== -1; end = held.indexOf("\r\n\r\n")) {
      const head = held.slice(0, end);
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
      if (held.length < end + 4 + length) return;
      const body = held.slice(end + 4, end + 4 + length);
      held = held.slice(end + 4 + length);
      respond(socket, head.split(" ")[1] ?? "", body);
    }
  });
});

process.on("message", (/** @type {any} */ order) => {
  if (order.timeline !== undefined) timeline = order.timeline;
  process.send({ truths: order.truths ? truths.splice(0) : [] });
});
process.on("disconnect", () => process.exit(0));
server.listen({ port: 0, host: "127.0.0.1", backlog: 2048 }, () =>
  process.send({ origin: `http://127.0.0.1:${/** @type {import("node:net").AddressInfo} */ (server.address()).port}` }),
);
