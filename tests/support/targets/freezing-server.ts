import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { chunk, LAST_CHUNK, SPEECHES, streamHead } from "./speech.js";
import { wireServer } from "./wire-server.js";

/** A server in its own process that answers each request after `serviceMs` and once freezes: its process does nothing at all. */
export interface FreezingServer {
  readonly origin: string;
  /** From when to when it was frozen, on the wall clock in milliseconds since 1970; null before. */
  frozen(): Promise<{ readonly fromMs: number; readonly toMs: number } | null>;
  close(): Promise<void>;
}

/** What it does: the freeze begins so long after the first request. */
export interface Freezing {
  readonly serviceMs: number;
  readonly freezeAfterMs: number;
  readonly freezeMs: number;
}

/** Starts a server that freezes, in a process of its own. It speaks the OpenAI chat API. */
export async function startFreezingServer(freezing: Freezing): Promise<FreezingServer> {
  const child = fork(fileURLToPath(import.meta.url), [JSON.stringify(freezing)], { execArgv: [] });
  const { origin } = (await nextMessage(child)) as { readonly origin: string };
  return {
    origin,
    async frozen() {
      child.send("frozen");
      return (await nextMessage(child)) as { readonly fromMs: number; readonly toMs: number } | null;
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

/** The wall clock, on which a run's session has its anchor: `performance.timeOrigin` differs between processes. */
const wallNow = () => Date.now();

/** Stops this process as a whole: no timer, no socket, nothing. */
function freeze(milliseconds: number): { readonly fromMs: number; readonly toMs: number } {
  const fromMs = wallNow();
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
  return { fromMs, toMs: wallNow() };
}

async function serve({ serviceMs, freezeAfterMs, freezeMs }: Freezing): Promise<void> {
  const [speech] = SPEECHES;
  if (speech === undefined) throw new Error("there is no API to speak");
  let frozen: { readonly fromMs: number; readonly toMs: number } | null = null;
  let asked = false;
  const events = [speech.opening, speech.text("yes"), speech.closing("stop", 1)].map(chunk);
  const answer = Buffer.concat([Buffer.from(streamHead(speech)), ...events, Buffer.from(LAST_CHUNK)]);
  const server = await wireServer((socket) => {
    setTimeout(() => socket.write(answer), serviceMs);
    if (!asked)
      setTimeout(() => {
        frozen = freeze(freezeMs);
      }, freezeAfterMs);
    asked = true;
  });
  process.on("message", () => process.send?.(frozen));
  process.on("disconnect", () => process.exit(0));
  process.send?.({ origin: server.origin });
}

if (process.send !== undefined && process.argv[1] === fileURLToPath(import.meta.url) && process.argv[2] !== undefined)
  void serve(JSON.parse(process.argv[2]) as Freezing);
