import { request } from "undici";
import { type JsonObject, objectOf, parsedOrUndefined } from "../wire/json-value.js";
import { collectedBody } from "../wire/response-body.js";
import { errorCode } from "./network-failure.js";

/** What a server said to a question that is not timed. */
export type Reply =
  | { readonly kind: "json"; readonly status: number; readonly body: JsonObject; readonly server: string | null }
  | { readonly kind: "other"; readonly status: number; readonly server: string | null }
  | { readonly kind: "silent"; readonly code: string | null };

/** Codes that mean that nobody is there, now or later: the address or the server is wrong. */
const NOBODY = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);
const LONGEST_WAIT_MS = 3000;
const LARGEST_REPLY = 4 * 1024 * 1024;

/** Asks a server about itself: a GET, or a POST where there is a body. Never throws, never waits longer than 3 s. */
export async function askServer(url: string, headers: Readonly<Record<string, string>>, body?: object): Promise<Reply> {
  try {
    const response = await request(url, {
      method: body === undefined ? "GET" : "POST",
      headers: { ...headers, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(LONGEST_WAIT_MS),
      reset: true,
    });
    const { statusCode: status } = response;
    const server = typeof response.headers.server === "string" ? response.headers.server : null;
    const collected = collectedBody(LARGEST_REPLY);
    for await (const bytes of response.body) if (!collected.read(Buffer.from(bytes))) break;
    const json = objectOf(parsedOrUndefined(collected.bytes().toString("utf8")));
    return json === null ? { kind: "other", status, server } : { kind: "json", status, body: json, server };
  } catch (error) {
    return { kind: "silent", code: errorCode(error) };
  }
}

/** The reply's JSON where the status says that it is an answer; null otherwise. */
export function goodBody(reply: Reply): JsonObject | null {
  return reply.kind === "json" && reply.status >= 200 && reply.status < 300 ? reply.body : null;
}

/** Throws when nobody listens at the address. A server that only answers badly is left to the trials. */
export function refuseNobody(reply: Reply, address: string, advice: string): void {
  if (reply.kind === "silent" && reply.code !== null && NOBODY.has(reply.code))
    throw new Error(`no server answers at ${address} (${reply.code}): ${advice}`);
}
