/** A request as the transport takes it. */
export interface SentRequest {
  readonly path: string;
  readonly method: string;
  readonly headers: string[];
  readonly body: string;
}

/** The `fetch` that one exchange lends to the package, and the promise that the package then waits for. */
export class PackageCall {
  /** What the package asked to send; null until it did. */
  sent: SentRequest | null = null;
  readonly #send: () => void;
  #settle: { readonly resolve: (response: Response) => void; readonly reject: (error: Error) => void } | null = null;

  constructor(send: () => void) {
    this.#send = send;
  }

  readonly fetch: typeof globalThis.fetch = (url, init) => {
    const { pathname, search } = new URL(url instanceof Request ? url.url : url);
    this.sent = {
      path: pathname + search,
      method: init?.method ?? "GET",
      headers: sentHeaders(init?.headers),
      body: typeof init?.body === "string" ? init.body : "",
    };
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      this.#send();
    });
  };

  /** Lets the package go on: with a response, or with nothing when the exchange is over. Only the first call counts. */
  settle(response: Response | null): void {
    const waiting = this.#settle;
    this.#settle = null;
    if (response !== null) waiting?.resolve(response);
    else waiting?.reject(new Error("the exchange is over"));
  }
}

/** The package's headers, one after the other. A compressed stream is held back by the compressor, so none is asked for. */
function sentHeaders(given: RequestInit["headers"]): string[] {
  const headers = ["accept-encoding", "identity"];
  (given instanceof Headers ? given : new Headers(given)).forEach((value, name) => {
    if (name !== "accept-encoding") headers.push(name, value);
  });
  return headers;
}
