import type { Driver, DriverRequest, DriverWorld, EngineInfo, RequestNeed, Timeouts } from "../../types/index.js";
import { SocketPool } from "./connection/socket-pool.js";
import type { HintOf } from "./connection/status-failure.js";
import { Exchange } from "./exchange/exchange.js";
import { cleanMessage, cleanOrNull, type Scrub } from "./wire/clean-text.js";
import type { Dialect } from "./wire/dialect.js";

/** What makes a driver of one API out of the common transport. */
export interface HttpApi {
  readonly info: EngineInfo;
  /** Where the connections go: scheme, host and port. */
  readonly origin: string;
  readonly now: () => number;
  readonly sleepUntil?: DriverWorld["sleepUntil"];
  readonly dialect: Dialect;
  readonly scrub: Scrub;
  readonly hintOf: HintOf;
  /** What of a request this API takes beyond a prompt, such as the turns of a conversation; if not, what to do. */
  readonly able?: Pick<Driver, RequestNeed>;
  readonly errorBody: (text: string) => string;
  /** Whether the package reads the body of a good response. */
  readonly readsBody: boolean;
  /** What the request asks that this API cannot do, told as warnings of the trial. */
  readonly warnings: (request: DriverRequest) => readonly string[];
  /** The limits that hold for this API, of those that were asked for. All where it is left out. */
  readonly limits?: (timeouts: Timeouts) => Timeouts;
  /** Lets the package make and send the request through `fetch`. */
  readonly call: (fetch: typeof globalThis.fetch, request: DriverRequest) => Promise<unknown>;
}

/**
 * Far more than the package takes to make a request (0.1 to 2 ms) and a timer is late, and little beside any gap between requests.
 * No round number: at 50, 100 or 200 requests per second one must not be made in the very instant when another is due.
 */
const AHEAD_MS = 7.3;

/** A driver for one server: one pool of connections, one exchange for each request. */
export function httpDriver(api: HttpApi): Driver {
  const { info, origin, now, sleepUntil, scrub } = api;
  const pool = new SocketPool(origin, now);
  return {
    info: cleanInfo(info, scrub),
    scrub,
    ...api.able,
    ...(sleepUntil === undefined ? {} : { aheadMs: AHEAD_MS }),
    openConnections: (connections, signal) => pool.openAhead(connections, signal),
    send(given, observer, signal) {
      const request = api.limits === undefined ? given : { ...given, timeouts: api.limits(given.timeouts) };
      const exchange = new Exchange({
        ...api,
        sleepUntil,
        pool,
        request,
        observer,
        signal,
        warnings: api.warnings(request),
      });
      const called = (async () => api.call(exchange.fetch, request))();
      called.catch((error: unknown) => exchange.refused(error));
      return exchange.ended;
    },
    close: () => pool.close(),
  };
}

/** What a server says about itself is a stranger's text too, and goes into the manifest. */
function cleanInfo(info: EngineInfo, scrub: Scrub): EngineInfo {
  const details = Object.entries(info.details).map(([name, value]) => [
    name,
    typeof value === "string" ? cleanMessage(value, scrub) : value,
  ]);
  return {
    ...info,
    engine: cleanMessage(info.engine, scrub),
    engineVersion: cleanOrNull(info.engineVersion, scrub),
    model: cleanMessage(info.model, scrub),
    modelPath: cleanOrNull(info.modelPath, scrub),
    quantisation: cleanOrNull(info.quantisation, scrub),
    details: Object.fromEntries(details),
  };
}
