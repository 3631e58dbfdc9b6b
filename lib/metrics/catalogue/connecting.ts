import { metric } from "../metric.js";

/**
 * Connecting: how much of the times after it went into opening a connection, in ms.
 *
 * 0 where a connection stood already: waiting for one that is in use is queueing. Null where nobody tells.
 */
export const connectingMs = metric({
  words: "connecting",
  unit: "ms",
  fasterWhen: "neither",
  listed: "trials",
  dependsOn: [],
  formula: "connection ready - dispatch; 0 where a connection stood",
  nullWhen: "the engine does not tell of connections",
  of({ trial: { newConnection, connectionReadyAtMs, dispatchedAtMs } }) {
    if (newConnection === false) return 0;
    if (newConnection !== true || typeof connectionReadyAtMs !== "number") return null;
    return Math.max(0, connectionReadyAtMs - dispatchedAtMs);
  },
});
