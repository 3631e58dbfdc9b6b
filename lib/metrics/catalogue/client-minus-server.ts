import { metric } from "../metric.js";
import { serverTimeMs } from "../server-account.js";

/**
 * Client minus server, in ms: the part of the latency that the server does not account for. That is the network, gateways, the
 * client, and whatever the server leaves out of its account, such as llama.cpp its queue.
 */
export const clientMinusServerMs = metric({
  words: "client minus server",
  unit: "ms",
  fasterWhen: "neither",
  listed: "summaries",
  dependsOn: [],
  formula: "latency - (the server's total, or the sum of the parts it tells where that is more)",
  nullWhen: "the trial did not succeed, or the server does not tell its time",
  since: 5,
  isRare: true,
  of({ trial: { serverTimes, outcome, endAtMs, dispatchedAtMs } }) {
    const server = serverTimes === undefined ? null : serverTimeMs(serverTimes);
    return server === null || outcome.kind !== "answered" ? null : endAtMs - dispatchedAtMs - server;
  },
});
