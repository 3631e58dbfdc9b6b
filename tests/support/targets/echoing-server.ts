import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A server that sends the API key back wherever a failing server might. */
export interface EchoingServer {
  readonly origin: string;
  /** Which keys it was sent, by path name. */
  readonly seen: ReadonlyMap<string, string>;
  close(): Promise<void>;
}

type Answer = (key: string, response: ServerResponse) => void;

const event = (delta: object, more: object = {}) =>
  `data: ${JSON.stringify({ choices: [{ delta, index: 0 }], ...more })}\n\n`;
const stop = 'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n';
const stream =
  (body: (key: string) => string): Answer =>
  (key, response) =>
    response.writeHead(200, { "content-type": "text/event-stream" }).end(body(key));
const status =
  (code: number, headers: (key: string) => Record<string, string> = () => ({})): Answer =>
  (key, response) =>
    response
      .writeHead(code, { "content-type": "application/json", ...headers(key) })
      .end(JSON.stringify({ error: { message: `no: ${key} is not "${encodeURIComponent(key)}"` } }));
const raw =
  (bytes: (key: string) => string): Answer =>
  (key, { socket }) =>
    socket?.end(bytes(key));
/** The key in pieces, none of which is the key. */
const halves = (key: string) => [key.slice(0, 9), key.slice(9)];

/** The failing paths, each a path of the server's address. */
export const failingPaths: Readonly<Record<string, Answer>> = {
  "wrong-key-401": status(401),
  "forbidden-403": status(403),
  "bad-request-400": status(400, (key) => ({ "x-echo": key, "set-cookie": `key=${key}` })),
  "not-found-404": status(404),
  "too-many-429": status(429, (key) => ({ "retry-after": key })),
  "server-error-500": status(500),
  "unavailable-503": status(503),
  "reason-phrase": raw((key) => `HTTP/1.1 503 ${key}\r\nContent-Length: 0\r\n\r\n`),
  "redirect-302": status(302, (key) => ({ location: `http://127.0.0.1:9/?key=${key}` })),
  "redirect-307": status(307, (key) => ({ location: `/elsewhere/${key}` })),
  "html-200": (key, response) => response.writeHead(200, { "content-type": "text/html" }).end(`<b>${key}</b>`),
  "content-type": (key, response) => response.writeHead(200, { "content-type": key }).end("x"),
  "content-encoding": (key, response) => response.writeHead(200, { "content-encoding": key }).end("x"),
  "empty-200": (key, response) => response.writeHead(200, { "x-echo": key }).end(),
  "garbage-status": raw((key) => `${key} ${key}\r\n\r\n`),
  "large-header": raw((key) => `HTTP/1.1 200 OK\r\nx: ${`${key} `.repeat(2000)}\r\n\r\n`),
  "error-in-stream": stream((key) => `data: {"error":{"message":"${key}"}}\n\ndata: [DONE]\n\n`),
  "bad-event": stream((key) => `data: ${key}\n\n`),
  "comment-and-event-name": stream((key) => `: ${key}\nevent: ${key}\nid: ${key}\ndata: {}\n\n`),
  "text-then-cut": stream((key) => event({ content: key })),
  answer: stream((key) => event({ content: `It is ${key}.` }) + stop),
  "answer-in-halves": stream(
    (key) =>
      halves(key)
        .map((content) => event({ content }))
        .join("") + stop,
  ),
  "reasoning-in-halves": stream(
    (key) =>
      halves(key)
        .map((text) => event({ reasoning_content: text }))
        .join("") +
      event({ content: "so" }) +
      stop,
  ),
  "tool-call": stream((key) => {
    const call = (text: string) => ({ tool_calls: [{ index: 0, function: { name: text, arguments: text } }] });
    return (
      halves(key)
        .map((text) => event(call(text)))
        .join("") + stop
    );
  }),
  "model-name": stream((key) => event({ content: "x" }, { model: key, system_fingerprint: key }) + stop),
  "finish-reason": stream(
    (key) => `data: {"choices":[{"delta":{"content":"x"},"finish_reason":"${key}"}]}\n\ndata: [DONE]\n\n`,
  ),
  "whole-json": (key, response) =>
    response
      .writeHead(200, { "content-type": "application/json" })
      .end(JSON.stringify({ model: key, choices: [{ message: { content: key }, finish_reason: key }] })),
  "cut-in-the-middle": (key, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" }).write(event({ content: key }));
    setTimeout(() => response.destroy(), 20);
  },
  stall: (key, response) => void response.writeHead(200, { "content-type": "text/event-stream" }).write(`: ${key}\n\n`),
  "about-itself": stream(() => event({ content: "x" }) + stop),
};

/** Where a request carries its key. */
export type KeyOf = (headers: IncomingHttpHeaders, body: string) => string | undefined;

const authorized: KeyOf = ({ authorization }) => authorization?.replace(/^Bearer /, "");

/** Starts the server: `http://127.0.0.1:PORT/PATH/v1` fails in the way that `PATH` names. */
export async function echoingServer(keyOf: KeyOf = authorized): Promise<EchoingServer> {
  const seen = new Map<string, string>();
  const server = createServer(async (request, response) => {
    const name = (request.url ?? "").split("/")[1] ?? "";
    const key = keyOf(request.headers, await text(request)) ?? "no key was sent";
    if (request.method === "GET") return about(name, key, request, response);
    seen.set(name, key);
    failingPaths[name]?.(key, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** What the server tells about itself, before any request is measured. */
function about(name: string, key: string, request: IncomingMessage, response: ServerResponse): void {
  const echo = name === "about-itself" ? key : "plain";
  const told = request.url?.includes("/models")
    ? { data: [{ id: "m", meta: { ftype: echo } }] }
    : { build_info: `${echo}\u001b[31m`, model_path: `/models/${echo}`, version: echo };
  response.writeHead(200, { "content-type": "application/json", server: echo }).end(JSON.stringify(told));
}
