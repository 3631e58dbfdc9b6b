import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a server did with one request. */
export interface Seen {
  readonly receivedAtMs: number;
  readonly prompt: string;
  readonly system: string | null;
  /** Which connection it came on. */
  readonly port: number;
}

/** An OpenAI-compatible server that answers each request after a while with two tokens. */
export interface SlowServer {
  readonly baseUrl: string;
  readonly seen: readonly Seen[];
  /** The most requests that it had open at once. */
  mostAtOnce(): number;
  close(): Promise<void>;
}

/** Answers a request in another way than with two tokens: true when it did. */
export type Refusal = (response: ServerResponse, seen: Seen, count: number) => boolean;

const event = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;

/** Starts a {@link SlowServer} on 127.0.0.1, port 0. */
export async function slowServer(
  options: {
    readonly answerMs?: number;
    readonly refuse?: Refusal;
    readonly cachedTokens?: number;
    readonly hold?: (count: number) => Promise<void>;
  } = {},
): Promise<SlowServer> {
  const { answerMs = 0, refuse = () => false, cachedTokens = 0 } = options;
  const seen: Seen[] = [];
  let open = 0;
  let most = 0;
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    if (request.url === "/v1/models")
      return void json(response, 200, { object: "list", data: [{ id: "m", object: "model" }] });
    if (request.method !== "POST") return void json(response, 404, { error: { message: "not here" } });
    const receivedAtMs = performance.now();
    let text = "";
    for await (const chunk of request) text += String(chunk);
    const { messages } = JSON.parse(text) as {
      readonly messages: readonly { readonly role: string; readonly content: string }[];
    };
    const said = (role: string) => messages.find((message) => message.role === role)?.content ?? null;
    const one = {
      receivedAtMs,
      prompt: said("user") ?? "",
      system: said("system"),
      port: request.socket.remotePort ?? 0,
    };
    const count = seen.push(one) - 1;
    if (refuse(response, one, count)) return;
    most = Math.max(most, ++open);
    await options.hold?.(count);
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(event({ model: "m", choices: [{ index: 0, delta: { content: "yes" }, finish_reason: null }] }));
    setTimeout(() => {
      open--;
      const usage = { prompt_tokens: 10, completion_tokens: 2, prompt_tokens_details: { cached_tokens: cachedTokens } };
      response.end(
        event({ model: "m", choices: [{ index: 0, delta: { content: " no" }, finish_reason: "stop" }] }) +
          event({ model: "m", choices: [], usage }) +
          "data: [DONE]\n\n",
      );
    }, answerMs);
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    seen,
    mostAtOnce: () => most,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** Answers with this status, and a `Retry-After` where one is given. */
export function refusal(response: ServerResponse, status: number, retryAfter?: string): true {
  json(
    response,
    status,
    { error: { message: "slow down" } },
    retryAfter === undefined ? {} : { "retry-after": retryAfter },
  );
  return true;
}

function json(response: ServerResponse, status: number, value: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(value));
}
