import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Timeline, Truth } from "./truth-server.js";

/** A server in its own process that knows when it wrote each token. */
export interface TruthServer {
  readonly origin: string;
  /** What it did since it was asked last, by the prompt of the request. */
  truths(): Promise<ReadonlyMap<string, Truth>>;
  close(): Promise<void>;
}

/** Starts a truth server with this timeline in a process of its own. */
export async function startTruthServer(timeline: Timeline): Promise<TruthServer> {
  const script = fileURLToPath(new URL("./truth-server.js", import.meta.url));
  const child = fork(script, [JSON.stringify(timeline)], { execArgv: [] });
  const { origin } = (await nextMessage(child)) as { readonly origin: string };
  return {
    origin,
    async truths() {
      child.send("truths");
      const { truths } = (await nextMessage(child)) as { readonly truths: readonly Truth[] };
      return new Map(truths.map((truth) => [truth.prompt, truth]));
    },
    async close() {
      const gone = once(child, "exit");
      child.disconnect();
      await gone;
    },
  };
}

async function nextMessage(child: ChildProcess): Promise<unknown> {
  const [message] = await once(child, "message");
  return message;
}
