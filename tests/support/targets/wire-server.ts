import { createServer, type Server, type Socket } from "node:net";

/** One request as a test server received it. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Which connection of the server it came on, and the how-manieth request on that connection; both from 0. */
  readonly connection: number;
  readonly turn: number;
}

/** Writes the raw bytes of an answer: a test says every byte, the broken ones too. */
export type Answerer = (socket: Socket, request: ReceivedRequest) => void;

/** A real server on 127.0.0.1, port 0. */
export interface WireServer {
  readonly origin: string;
  readonly requests: readonly ReceivedRequest[];
  openConnections(): number;
  close(): Promise<void>;
}

/** A JSON answer with its length, the connection left open. */
export function jsonAnswer(status: number, body: unknown, headers = ""): string {
  const text = JSON.stringify(body);
  const length = Buffer.byteLength(text);
  return `HTTP/1.1 ${status} X\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n${headers}\r\n${text}`;
}

const ABOUT: Readonly<Record<string, unknown>> = {
  "/v1/models": {
    object: "list",
    data: [{ id: "m", object: "model", meta: { n_params: 1000, size: 2000, ftype: "Q4_0" } }],
  },
  "/api/version": { version: "0.6.5" },
  "/api/tags": {
    models: [{ name: "m:latest", size: 2000, details: { quantization_level: "Q4_0", parameter_size: "1K" } }],
  },
  "/api/show": { model_info: { "general.parameter_count": 1000, "llama.context_length": 8192 } },
};

/** Starts a server that tells about itself as llama.cpp's and Ollama's do, and leaves every other request to `answer`. */
export async function wireServer(answer: Answerer): Promise<WireServer> {
  const requests: ReceivedRequest[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer({ noDelay: true }, (socket) => {
    const connection = connections++;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    readRequests(socket, connection, (request) => {
      const [place = ""] = request.path.split("?");
      const about = ABOUT[place];
      if (about !== undefined) return void socket.write(jsonAnswer(200, about));
      if (/^\/(props|version)$/.test(place)) return void socket.write(jsonAnswer(404, { error: "not here" }));
      requests.push(request);
      answer(socket, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${portOf(server)}`,
    requests,
    openConnections: () => sockets.size,
    close: () => closeServer(server, sockets),
  };
}

function readRequests(socket: Socket, connection: number, received: (request: ReceivedRequest) => void): void {
  let held = Buffer.alloc(0);
  let turn = 0;
  socket.on("data", (bytes) => {
    held = Buffer.concat([held, bytes]);
    for (let end = held.indexOf("\r\n\r\n"); end !== -1; end = held.indexOf("\r\n\r\n")) {
      const [first = "", ...lines] = held.subarray(0, end).toString("latin1").split("\r\n");
      const headers = Object.fromEntries(lines.map((line) => line.split(/: (.*)/s, 2))) as Record<string, string>;
      const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
      const length = Number(lower["content-length"] ?? 0);
      if (held.length < end + 4 + length) return;
      const body = held.subarray(end + 4, end + 4 + length).toString("utf8");
      held = held.subarray(end + 4 + length);
      const [method = "", path = ""] = first.split(" ");
      received({ method, path, headers: lower, body, connection, turn: turn++ });
    }
  });
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("expected the server to listen on a port");
  return address.port;
}

function closeServer(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  for (const socket of sockets) socket.destroy();
  return new Promise((resolve) => server.close(() => resolve()));
}
