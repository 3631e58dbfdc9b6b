import type { DriverRequest, DriverWorld, StreamObserver } from "../../../types/index.js";
import type { SocketPool } from "../connection/socket-pool.js";
import type { HintOf } from "../connection/status-failure.js";
import type { Scrub } from "../wire/clean-text.js";
import type { Dialect } from "../wire/dialect.js";

/** What one exchange needs of its driver and of the runner. */
export interface ExchangeParts {
  readonly pool: SocketPool;
  readonly now: () => number;
  readonly sleepUntil: DriverWorld["sleepUntil"];
  readonly dialect: Dialect;
  readonly scrub: Scrub;
  readonly request: DriverRequest;
  readonly observer: StreamObserver;
  readonly signal: AbortSignal;
  /** Known before sending: what the request cannot ask of this API. */
  readonly warnings: readonly string[];
  /** The body of an HTTP error in the form in which the package reads it. */
  readonly errorBody: (text: string) => string;
  /** Whether the package reads the body of a good response. */
  readonly readsBody: boolean;
  /** Added to what the server says with an error: what the user can do. */
  readonly hintOf: HintOf;
}
