import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { bareDriver } from "../../../tests/support/targets/bare-driver.js";
import { ask } from "../../../tests/support/targets/recorder.js";
import { classOf } from "../../../tests/support/targets/scene.js";
import { goodAnswer, SPEECHES, type Speech } from "../../../tests/support/targets/speech.js";
import { type Answerer, type WireServer, wireServer } from "../../../tests/support/targets/wire-server.js";
import type { Driver, DriverRequest, HttpPhases } from "../../types/index.js";

const speech = SPEECHES[0] as Speech;
const answer = goodAnswer(speech, ["a"]);
const [head = "", body = ""] = answer.toString("latin1").split(/(?<=\r\n\r\n)/s, 2);
const never = new AbortController().signal;

async function served(answerer: Answerer, act: (driver: Driver, server: WireServer) => Promise<void>): Promise<void> {
  const server = await wireServer(answerer);
  const driver = bareDriver(server.origin);
  try {
    await act(driver, server);
  } finally {
    await driver.close();
    await server.close();
  }
}

/** One request that is answered: its phases, and when it was sent and had its first byte. */
async function phasesOf(driver: Driver, request: Partial<DriverRequest> = {}) {
  const { ending, seen } = await ask(driver, request);
  assert.equal(ending.kind, "answered", JSON.stringify(ending));
  const phases = ending.http as HttpPhases;
  const at = { dispatched: Number(seen.dispatchedAtMs.at(-1)), firstByte: Number(seen.firstByteAtMs[0]) };
  const { connectionReadyAtMs, requestSentAtMs, responseHeadAtMs } = phases;
  const times = { ready: Number(connectionReadyAtMs), sent: Number(requestSentAtMs), head: Number(responseHeadAtMs) };
  const order = [at.dispatched, times.ready, times.sent, times.head, at.firstByte];
  assert.deepEqual(
    order,
    [...order].sort((a, b) => a - b),
    "in their order on one clock",
  );
  return { ...at, ...times, newConnection: phases.newConnection, warnings: ending.warnings };
}

describe("the phases of a request over HTTP", () => {
  it("are those that the server made: its head and its first byte come when it sends them", async () => {
    const written: number[] = [];
    const late = async (socket: Socket) => {
      for (const part of [head, body]) {
        await wait(60);
        written.push(performance.now());
        socket.write(part);
      }
    };
    await served(
      (socket) => void late(socket),
      async (driver) => {
        const first = await phasesOf(driver);
        const [headWritten = Number.NaN, bodyWritten = Number.NaN] = written;
        assert.equal(first.newConnection, true);
        assert.ok(first.sent <= headWritten && headWritten <= first.head, JSON.stringify({ ...first, written }));
        assert.ok(first.head < bodyWritten && bodyWritten <= first.firstByte, JSON.stringify({ ...first, written }));
        const again = await phasesOf(driver);
        assert.equal(again.newConnection, false);
        assert.equal(again.ready, again.dispatched, "a connection that stands is there at once");
      },
    );
  });

  it("stay unknown where no connection came about", async () => {
    const server = await wireServer(() => {});
    await server.close();
    const driver = bareDriver(server.origin);
    const { ending } = await ask(driver);
    await driver.close();
    assert.equal(classOf(ending), "connect_refused");
    assert.deepEqual(
      { ...ending.http },
      { connectionReadyAtMs: null, requestSentAtMs: null, responseHeadAtMs: null, newConnection: null },
    );
  });

  it("are of the last sending where the connection was found dead", async () => {
    await served(
      (socket, { connection, turn }) =>
        connection === 0 && turn === 1 ? void socket.destroy() : void socket.write(answer),
      async (driver) => {
        await phasesOf(driver);
        const again = await phasesOf(driver);
        assert.ok(again.warnings.includes("stale_socket_retried"));
        assert.equal(again.newConnection, true);
      },
    );
  });

  it("say that a request is sent when all of it is on its way: a server that takes its time to read shows", async () => {
    const server = createServer((request, response) => {
      setTimeout(() => request.on("end", () => response.socket?.end(answer)).resume(), 100);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const driver = bareDriver(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const large = await phasesOf(driver, { prompt: "x".repeat(24_000_000) });
    assert.ok(large.sent - large.ready >= 60, JSON.stringify(large));
    await driver.close();
    server.close();
  });
});

describe("connections that are opened ahead", () => {
  it("stand without a request, and the first one on each says that it is new and had nothing to connect", async () => {
    await served(
      (socket) => void socket.write(answer),
      async (driver, server) => {
        await driver.openConnections?.(3, never);
        await wait(20);
        assert.deepEqual([server.openConnections(), server.requests.length], [3, 0]);
        await driver.openConnections?.(3, never);
        const three = await Promise.all([phasesOf(driver), phasesOf(driver), phasesOf(driver)]);
        for (const one of three) assert.deepEqual([one.newConnection, one.ready], [true, one.dispatched]);
        assert.deepEqual(server.requests.map(({ connection }) => connection).sort(), [0, 1, 2]);
        assert.equal((await phasesOf(driver)).newConnection, false);
        assert.equal(server.openConnections(), 3);
      },
    );
  });

  it("are used after those that were used before", async () => {
    await served(
      (socket) => void socket.write(answer),
      async (driver, server) => {
        await phasesOf(driver);
        await driver.openConnections?.(2, never);
        assert.equal((await phasesOf(driver)).newConnection, false);
        assert.deepEqual(
          server.requests.map(({ connection }) => connection),
          [0, 0],
        );
      },
    );
  });

  it("that the server closes, or speaks on unasked, are noticed: the request opens its own, and others replace them", async () => {
    const sockets: Socket[] = [];
    const server = createServer((_, response) => response.socket?.write(answer));
    server.on("connection", (socket) => sockets.push(socket));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const driver = bareDriver(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    await driver.openConnections?.(2, never);
    await wait(20);
    sockets[0]?.end();
    sockets[1]?.write("HTTP/1.1 408 Request Timeout\r\n\r\n");
    await wait(50);
    const one = await phasesOf(driver);
    assert.deepEqual([one.newConnection, one.warnings], [true, []]);
    await driver.openConnections?.(2, never);
    await wait(20);
    assert.equal(sockets.length, 4, "one of its own, and one more ahead");
    await driver.close();
    server.closeAllConnections();
    server.close();
  });

  it("that cannot be opened are not waited for longer than asked, and nothing of them is left", async () => {
    const server = await wireServer(() => {});
    const driver = bareDriver(server.origin.replace("http:", "https:")); // it never answers a handshake
    const beganAtMs = performance.now();
    await driver.openConnections?.(2, AbortSignal.timeout(100));
    assert.ok(performance.now() - beganAtMs < 1000);
    await wait(50);
    assert.equal(server.openConnections(), 0);
    await driver.close();
    await server.close();
    const nobody = bareDriver(server.origin);
    await nobody.openConnections?.(2, never);
    await nobody.close();
  });
});

describe("warm-ups that are to use so many connections", () => {
  it("use each once before one is used again, also one after the other", async () => {
    await served(
      (socket) => void socket.write(answer),
      async (driver, server) => {
        for (let request = 0; request < 6; request++) await ask(driver, { connections: 4 });
        assert.deepEqual(
          server.requests.map(({ connection }) => connection),
          [0, 1, 2, 3, 0, 1],
        );
      },
    );
  });
});
