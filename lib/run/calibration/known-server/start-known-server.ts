import { fileURLToPath } from "node:url";
import { startServerProcess, type TruthServer } from "./server-process.js";

/** Starts the server against which a client is calibrated; the request's field `timeline` says what it does. */
export function startKnownServer(): Promise<TruthServer> {
  return startServerProcess(fileURLToPath(new URL("./known-server.js", import.meta.url)));
}
