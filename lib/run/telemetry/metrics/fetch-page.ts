import http from "node:http";
import https from "node:https";
import { knownEngines, type MetricsPage, readMetricsPage } from "./known-metrics.js";

/** A page of metrics that is to be read. */
export interface PageRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What came of it: its values, or why there are none, in words that hold nothing of what the server said. */
export type PageReading =
  | { readonly kind: "read"; readonly page: MetricsPage; readonly bytes: number }
  | { readonly kind: "unread"; readonly reason: string };

/** How long a page may take, and how long it may be: those of large servers have some 200 KB. */
export const pageLimits = { ms: 2000, bytes: 4 * 1024 * 1024 } as const;

/** A page that was fetched. */
interface Fetched {
  readonly body: Buffer;
  /** Where it says that it is, when it is elsewhere. */
  readonly movedTo: string | null;
}

/**
 * Reads one page of metrics, within its limits of time and size. A redirect is followed once and only to the same origin, so that
 * no header goes to another server. Never rejects.
 */
export async function fetchPage(
  request: PageRequest,
  limits: { ms: number; bytes: number } = pageLimits,
): Promise<PageReading> {
  const deadline = AbortSignal.timeout(limits.ms);
  try {
    let fetched = await fetchOnce(request, limits.bytes, deadline);
    if (fetched.movedTo !== null)
      fetched = await fetchOnce(sameOrigin(request, fetched.movedTo), limits.bytes, deadline);
    if (fetched.movedTo !== null) return unread("it redirects again and again");
    const page = readMetricsPage(fetched.body.toString("utf8"));
    if (page !== null) return { kind: "read", page, bytes: fetched.body.length };
    return unread(fetched.body.length === 0 ? "it answered nothing" : `it told no metric by a name of ${knownEngines}`);
  } catch (error) {
    if (deadline.aborted) return unread(`it did not answer within ${limits.ms} ms`);
    return unread(reasonOf(error));
  }
}

const unread = (reason: string): PageReading => ({ kind: "unread", reason });

/** A reason in this project's own words. */
class Unread extends Error {}

/** Of a fault of the network its code alone: its message may repeat the address with what it holds. */
function reasonOf(error: unknown): string {
  if (error instanceof Unread) return error.message;
  const code = (error as { code?: unknown } | null)?.code;
  return code === "ECONNREFUSED"
    ? "nothing listens there"
    : `it could not be reached (${typeof code === "string" ? code : "no code"})`;
}

function sameOrigin(request: PageRequest, location: string): PageRequest {
  const there = URL.canParse(location, request.url) ? new URL(location, request.url) : null;
  if (there === null || there.origin !== new URL(request.url).origin)
    throw new Unread("it redirects to another server, which is not followed: give that address as metricsUrl");
  return { ...request, url: there.href };
}

const agents = {
  "http:": new http.Agent({ keepAlive: true, maxSockets: 1 }),
  "https:": new https.Agent({ keepAlive: true, maxSockets: 1 }),
};

function fetchOnce({ url, headers }: PageRequest, mostBytes: number, signal: AbortSignal): Promise<Fetched> {
  const address = new URL(url);
  const isSecure = address.protocol === "https:";
  const accept = { accept: "text/plain;version=0.0.4", "accept-encoding": "identity" };
  const options = { headers: { ...headers, ...accept }, agent: agents[isSecure ? "https:" : "http:"], signal };
  return new Promise((resolve, reject) => {
    const request = (isSecure ? https : http).get(address, options, (response) => {
      const { statusCode: status = 0, headers: told } = response;
      response.on("error", reject);
      const done = (fetched: Fetched) => {
        response.resume();
        resolve(fetched);
      };
      if (status >= 300 && status < 400) return done({ body: Buffer.alloc(0), movedTo: told.location ?? "" });
      if (status !== 200) return refuse(`it answered with status ${status}${hintOf(status)}`);
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > mostBytes) refuse(`it answered with more than ${mostBytes / 1024 / 1024} MiB`);
        else chunks.push(chunk);
      });
      response.on("end", () => resolve({ body: Buffer.concat(chunks), movedTo: null }));
    });
    const refuse = (reason: string) => {
      request.destroy();
      reject(new Unread(reason));
    };
    request.on("error", reject);
  });
}

/** What to do about it, where that is known. */
function hintOf(status: number): string {
  if (status === 401 || status === 403) return ": the target's key is sent only to the origin of its own address";
  if (status === 404 || status === 501)
    return ": is the address right, and are metrics on (--metrics of llama.cpp, --enable-metrics of SGLang)?";
  return "";
}
