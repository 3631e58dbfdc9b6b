import { fileURLToPath } from "node:url";
import { startServerProcess, type TruthServer } from "../../../lib/run/calibration/known-server/server-process.js";
import type { Timeline } from "../../../lib/run/calibration/known-server/timeline.js";

export type { TruthServer };

/** Starts a truth server with this timeline in a process of its own. */
export function startTruthServer(timeline: Timeline): Promise<TruthServer> {
  const script = fileURLToPath(new URL("./truth-server.js", import.meta.url));
  return startServerProcess(script, [JSON.stringify(timeline)]);
}
