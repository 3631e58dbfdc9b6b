import { median } from "simple-statistics";
import { clientLag } from "../metrics/client/client-lag.js";
import type { Arm } from "../metrics/paired-cases.js";
import type { Finding, Load } from "../types/index.js";
import { finding } from "./codes.js";
import { thresholds } from "./thresholds.js";

/**
 * That requests left later than scheduled, beyond what a limit in flight explains: their times measure the client too. Late is a 95th
 * percentile above 10 ms, or above 10 % of the median latency where that is longer. Without the load no limit in flight is known.
 */
export function sentLate({ name, trials }: Arm, load?: Load): Finding[] {
  const lateMs = clientLag(trials, load).ownLagMs.p95;
  const latencies = trials.flatMap((trial) =>
    trial.outcome.kind === "answered" ? [trial.endAtMs - trial.dispatchedAtMs] : [],
  );
  if (lateMs === null || latencies.length === 0) return [];
  if (lateMs <= Math.max(thresholds.lateMs, thresholds.lateShare * median(latencies))) return [];
  const beyond = load !== undefined && "maxInFlight" in load && load.maxInFlight !== null;
  const apart = beyond ? ", waits under maxInFlight apart" : "";
  const text = `requests to ${name} left up to ${lateMs.toFixed(0)} ms late (95th percentile${apart})`;
  return [finding("sent-late", "client", name, text)];
}
