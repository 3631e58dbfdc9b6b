import { metric } from "../metric.js";

/** Schedule lag, in ms: how late the request was sent, the first time. It measures the client and not the engine. */
export const scheduleLagMs = metric({
  words: "schedule lag",
  unit: "ms",
  fasterWhen: "neither",
  listed: "summaries",
  dependsOn: [],
  formula: "first dispatch - intended dispatch",
  nullWhen: "closed loop, which has no schedule",
  of({ trial: { attempts, dispatchedAtMs, intendedAtMs } }) {
    const firstSentAtMs = attempts?.[0]?.dispatchedAtMs ?? dispatchedAtMs;
    return intendedAtMs === firstSentAtMs ? null : firstSentAtMs - intendedAtMs;
  },
});
