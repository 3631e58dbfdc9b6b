import type { Socket } from "node:net";
import { sharedNow, type Timeline, type Truth, until } from "../../../lib/run/calibration/known-server/timeline.js";
import { chunk, LAST_CHUNK, SPEECHES, type Speech, streamHead } from "./speech.js";
import { wireServer } from "./wire-server.js";

export type { Truth };

const PATHS: Readonly<Record<string, Speech | undefined>> = {
  "/v1/chat/completions": SPEECHES[0],
  "/v1/completions": SPEECHES[1],
  "/api/generate": SPEECHES[2],
  "/api/chat": SPEECHES[3],
};

async function answer(socket: Socket, speech: Speech, timeline: Timeline, prompt: string): Promise<Truth> {
  const receivedAtMs = sharedNow();
  const tokensWrittenAtMs: number[] = [];
  socket.write(streamHead(speech));
  await until(receivedAtMs + timeline.roleAtMs);
  if (speech.opening !== "") socket.write(chunk(speech.opening));
  for (let token = 0; token < timeline.tokens; token += 1) {
    const stalledMs = timeline.stall !== undefined && token >= timeline.stall.beforeToken ? timeline.stall.ms : 0;
    const event = chunk(speech.text(`${token} `));
    await until(receivedAtMs + timeline.firstTokenAtMs + token * timeline.gapMs + stalledMs);
    tokensWrittenAtMs.push(sharedNow());
    socket.write(event);
  }
  const endedAtMs = sharedNow();
  socket.write(Buffer.concat([chunk(speech.closing("stop", timeline.tokens)), Buffer.from(LAST_CHUNK)]));
  return { prompt, receivedAtMs, tokensWrittenAtMs, endedAtMs };
}

/** Serves one timeline to everybody until the parent goes; tells the address, and the truth whenever the parent asks. */
async function serve(timeline: Timeline): Promise<void> {
  const truths: Truth[] = [];
  const server = await wireServer((socket, { path, body }) => {
    const speech = PATHS[path];
    if (speech === undefined) return void socket.destroy();
    const prompt = /"(?:prompt|content)":"([^"]*)"/.exec(body)?.[1] ?? "";
    void answer(socket, speech, timeline, prompt).then((truth) => truths.push(truth));
  });
  process.on("message", () => process.send?.({ truths: truths.splice(0) }));
  process.on("disconnect", () => process.exit(0));
  process.send?.({ origin: server.origin });
}

if (process.send !== undefined && process.argv[2] !== undefined) void serve(JSON.parse(process.argv[2]) as Timeline);
