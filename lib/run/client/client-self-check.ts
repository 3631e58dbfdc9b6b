import { connect, createServer, type Server, type Socket } from "node:net";
import type { ClientSelfCheck } from "../../types/index.js";
import { sleepUntil } from "../sleep.js";
import { delaysAmong, rounded } from "./delays.js";

const WAITS = 12;
const WAIT_MS = 3;
const ROUND_TRIPS = 40;
const LONGEST_MS = 100;

/**
 * A short self-check of this process, about 60 ms: the step of its clock, how late its waiting is, and how long a byte takes
 * to a socket of its own and back. It says what a run cannot be finer than; `calibrate` measures the whole path.
 */
export async function clientSelfCheck(): Promise<ClientSelfCheck> {
  const beganAtMs = performance.now();
  const timerResolutionMs = rounded(smallestStepMs());
  const latenesses: number[] = [];
  for (let wait = 0; wait < WAITS; wait += 1) {
    const wantedAtMs = performance.now() + WAIT_MS;
    await sleepUntil(wantedAtMs, new AbortController().signal);
    latenesses.push(performance.now() - wantedAtMs);
  }
  const trips = await roundTripsMs().catch(() => []); // a machine without loopback is no reason not to measure
  const nothing = { p50: 0, p90: 0, p99: 0, max: 0 };
  return {
    timerResolutionMs,
    sleepLatenessMs: delaysAmong(latenesses) ?? nothing,
    waits: latenesses.length,
    loopbackRoundTripMs: delaysAmong(trips),
    roundTrips: trips.length,
    tookMs: rounded(performance.now() - beganAtMs),
  };
}

/** The smallest difference between two readings of the clock that differ. */
function smallestStepMs(): number {
  let smallest = Number.POSITIVE_INFINITY;
  let before = performance.now();
  for (let steps = 0; steps < 200; ) {
    const now = performance.now();
    if (now === before) continue;
    smallest = Math.min(smallest, now - before);
    before = now;
    steps += 1;
  }
  return smallest;
}

/** One byte to a server in this process and back, again and again for a short while. */
async function roundTripsMs(): Promise<number[]> {
  const server = createServer({ noDelay: true }, (socket) => socket.on("error", () => {}).pipe(socket));
  try {
    const port = await listening(server);
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    return await tripsOver(socket).finally(() => socket.destroy());
  } finally {
    server.close();
  }
}

const listening = (server: Server) =>
  new Promise<number>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (address !== null && typeof address === "object") resolve(address.port);
      else reject(new Error("expected the server to listen on a port"));
    });
  });

function tripsOver(socket: Socket): Promise<number[]> {
  return new Promise((resolve, reject) => {
    const trips: number[] = [];
    const untilMs = performance.now() + LONGEST_MS;
    let sentAtMs = 0;
    const send = () => {
      sentAtMs = performance.now();
      socket.write("x");
    };
    socket.on("data", () => {
      const nowMs = performance.now();
      trips.push(nowMs - sentAtMs);
      if (trips.length < ROUND_TRIPS && nowMs < untilMs) send();
      else resolve(trips);
    });
    socket.once("connect", send);
    socket.once("error", reject);
  });
}
