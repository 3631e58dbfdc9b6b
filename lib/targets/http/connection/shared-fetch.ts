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
    if (own === undefined) return Promise.reject(new Error("a request that nobody asked for"));
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
