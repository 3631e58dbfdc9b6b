import { isTarget } from "../../arguments/is-target.js";
import type { Manifest, Target } from "../../types/index.js";
import type { WatchedServer } from "./watch-server.js";

/**
 * The servers of these targets that can be watched. The process is the one that the target names, else the one that the run's
 * telemetry names, else the one that listens on the port of an address on this machine.
 */
export function watchedServers(targets: readonly Target[], telemetry: Manifest["telemetry"]): WatchedServer[] {
  return targets.flatMap((outer) => {
    const target = withAddress(outer);
    if (target === null) return [];
    const isHere = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(target.address.hostname);
    const ownPort = Number(target.address.port) || (target.address.protocol === "https:" ? 443 : 80);
    return [
      {
        target: outer.name,
        processId: target.serverPid ?? telemetry?.serverPid ?? null,
        port: telemetry?.serverPort ?? (isHere ? ownPort : null),
        ollamaHost: target.isOllama ? target.address.origin : null,
      },
    ];
  });
}

/** A target that is a server, or one that wraps such a target. */
function withAddress({ kind, baseUrl, host, serverPid, inner }: Target) {
  if (isTarget(inner)) return withAddress(inner);
  const text = kind === "openai" ? baseUrl : kind === "ollama" ? host : null;
  if (typeof text !== "string" || !URL.canParse(text)) return null;
  return {
    address: new URL(text),
    isOllama: kind === "ollama",
    serverPid: typeof serverPid === "number" ? serverPid : null,
  };
}
