import { addressOf, isLocal } from "../../targets/target-address.js";
import type { Manifest, Target } from "../../types/index.js";
import type { MetricsSource } from "./metrics/watch-metrics.js";
import type { WatchedServer } from "./watch-server.js";

/**
 * The servers of these targets that can be watched. The process is the one that the target names, else the one that the run's
 * telemetry names, else the one that listens on the port of an address on this machine.
 */
export function watchedServers(targets: readonly Target[], telemetry: Manifest["telemetry"]): WatchedServer[] {
  return targets.flatMap((outer) => {
    const found = addressOf(outer);
    if (found === null) return [];
    const { target, address } = found;
    const ownPort = Number(address.port) || (address.protocol === "https:" ? 443 : 80);
    const serverPid = typeof target.serverPid === "number" ? target.serverPid : null;
    const metrics = metricsOf(target, address);
    return [
      {
        target: outer.name,
        processId: serverPid ?? telemetry?.serverPid ?? null,
        port: telemetry?.serverPort ?? (isLocal(address) ? ownPort : null),
        ollamaHost: target.kind === "ollama" ? address.origin : null,
        ...(metrics === null ? {} : { metrics }),
      },
    ];
  });
}

/** Where the target says that its metrics are. What it sends to its own origin goes to no other. */
function metricsOf(target: Target, address: URL): MetricsSource | null {
  const { metricsUrl, headers, apiKeyEnv, apiKeyHeader } = target;
  if (typeof metricsUrl !== "string" || !URL.canParse(metricsUrl)) return null;
  if (new URL(metricsUrl).origin !== address.origin) return { url: metricsUrl, headers: {}, key: null };
  const key =
    typeof apiKeyEnv === "string"
      ? { variable: apiKeyEnv, header: typeof apiKeyHeader === "string" ? apiKeyHeader : null }
      : null;
  return { url: metricsUrl, headers: textsIn(headers), key };
}

function textsIn(headers: unknown): Readonly<Record<string, string>> {
  if (typeof headers !== "object" || headers === null) return {};
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => typeof value === "string"));
}
