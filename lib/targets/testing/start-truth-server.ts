import { fileURLToPath } from "node:url";
import { startServerProcess, type TruthServer } from "../truth/server-process.js";
import type { Timeline } from "../truth/timeline.js";

export type { TruthServer };

/** Starts a truth server with this timeline in a process of its own. */
export function startTruthServer(timeline: Timeline): Promise<TruthServer> {
  const script = fileURLToPath(new URL("./truth-server.js", import.meta.url));
  return startServerProcess(script, [JSON.stringify(timeline)]);
}
