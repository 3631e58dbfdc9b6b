import type { DriverRequest, DriverWorld } from "../../../types/index.js";

/** A request as the transport takes it. */
export interface SentRequest {
  readonly path: string;
  readonly method: string;
  readonly headers: string[];
  readonly body: string;
  /** The `X-Request-ID` among the headers; absent where there is none, or the target has one of its own. */
  readonly requestId?: string;
}

/** When a request is due, and whether the package reads the body of a good response. */
interface CallParts {
  readonly request: Pick<DriverRequest, "notBeforeMs" | "requestId">;
  readonly sleepUntil: DriverWorld["sleepUntil"];
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly readsBody: boolean;
}

/** One for all packages that do not read the body: making one costs as much as an answer's end. */
const NOTHING_LEFT = new Response(null);

/** The `fetch` that one exchange lends to the package, and the promise that the package then waits for. */
export class PackageCall {
  /** What the package asked to send; null until it did. */
  sent: SentRequest | null = null;
  readonly #parts: CallParts;
  readonly #send: () => void;
  #settle: { readonly resolve: (response: Response) => void; readonly reject: (error: Error) => void } | null = null;

  /** `send` is called when the request is due. */
  constructor(parts: CallParts, send: () => void) {
    this.#parts = parts;
    this.#send = send;
  }

  readonly fetch: typeof globalThis.fetch = (url, init) => {
    const { pathname, search } = new URL(url instanceof Request ? url.url : url);
    const headers = sentHeaders(init?.headers);
    this.sent = {
      path: pathname + search,
      method: init?.method ?? "GET",
      headers,
      body: typeof init?.body === "string" ? init.body : "",
      ...identified(headers, this.#parts.request),
    };
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      this.#sendWhenDue();
    });
  };

  /** Now, or at the instant that was asked for. */
  #sendWhenDue(): void {
    const { request, sleepUntil, now, signal } = this.#parts;
    const atMs = request.notBeforeMs ?? 0;
    if (sleepUntil === undefined || now() >= atMs) this.#send();
    else void sleepUntil(atMs, signal).then(this.#send);
  }

  /** All went well. The package gets a response that has nothing left to read. */
  answered(): void {
    this.settle(this.#parts.readsBody ? new Response("") : NOTHING_LEFT);
  }

  /** Lets the package go on: with a response, or with nothing when the exchange is over. Only the first call counts. */
  settle(response: Response | null): void {
    const waiting = this.#settle;
    this.#settle = null;
    if (response !== null) waiting?.resolve(response);
    else waiting?.reject(new Error("the exchange is over"));
  }
}

/** The package's headers, one after the other. A compressor holds a stream back, so compression is not requested. */
function sentHeaders(given: RequestInit["headers"]): string[] {
  const headers = ["accept-encoding", "identity"];
  (given instanceof Headers ? given : new Headers(given)).forEach((value, name) => {
    if (name !== "accept-encoding") headers.push(name, value);
  });
  return headers;
}

const REQUEST_ID = "x-request-id";

/** Adds the request's own id to its headers, where these do not name it already: a target's own header wins. */
function identified(
  headers: string[],
  { requestId }: Pick<DriverRequest, "requestId">,
): Pick<SentRequest, "requestId"> {
  if (requestId === undefined || headers.some((name, at) => at % 2 === 0 && name === REQUEST_ID)) return {};
  headers.push(REQUEST_ID, requestId);
  return { requestId };
}

/** Tells the transport which request this is; never sent. */
const WHICH = "x-benchbook-request";

/**
 * One `fetch` for a client that makes many requests, each of which has a `fetch` of its own. Making a client of the package
 * for each request costs as much as the request itself; so one client stays, and each request names itself in a header that
 * is taken off again before anything is sent.
 */
export class SharedFetch {
  readonly #own = new Map<string, typeof globalThis.fetch>();
  #count = 0;

  /** What the client uses as its `fetch`. */
  readonly fetch: typeof globalThis.fetch = (url, init) => {
    const headers = init?.headers instanceof Headers ? init.headers : new Headers(init?.headers);
    const own = this.#own.get(headers.get(WHICH) ?? "");
    if (own === undefined) return Promise.reject(new Error("an unexpected request"));
    headers.delete(WHICH);
    return own(url, { ...init, headers });
  };

  /** Makes one request, which goes out through `own`; `make` puts these headers on it. */
  async through<T>(
    own: typeof globalThis.fetch,
    make: (headers: Readonly<Record<string, string>>) => Promise<T>,
  ): Promise<T> {
    this.#count += 1;
    const which = String(this.#count);
    this.#own.set(which, own);
    try {
      return await make({ [WHICH]: which });
    } finally {
      this.#own.delete(which);
    }
  }
}
