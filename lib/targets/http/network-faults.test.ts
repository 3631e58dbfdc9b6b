import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { describe, it } from "node:test";
import { ask, type Recorder } from "../../../tests/support/targets/recorder.js";
import { resetNow } from "../../../tests/support/targets/reset-now.js";
import { classOf, inScene, oneAnswer } from "../../../tests/support/targets/scene.js";
import {
  chunk,
  goodAnswer,
  LAST_CHUNK,
  SPEECHES,
  type Speech,
  streamHead,
} from "../../../tests/support/targets/speech.js";
import type { Answerer } from "../../../tests/support/targets/wire-server.js";
import type { StreamResult } from "../../types/index.js";

/** A fault of the network, what the trial says of it, and whether two pieces of text had arrived before. */
interface Fault {
  readonly name: string;
  readonly answer: (speech: Speech) => Answerer;
  /** True: the server resets the connection when the client has read what was sent, and only then. */
  readonly resetsLater?: boolean;
  readonly expected: string;
  readonly phase: string;
  readonly partial: boolean;
}

const begun = (speech: Speech) =>
  Buffer.concat([streamHead(speech), speech.opening, speech.text("a"), speech.text("b")].map(bytesOf));

function bytesOf(part: string, index: number): Buffer {
  return index === 0 ? Buffer.from(part) : part === "" ? Buffer.alloc(0) : chunk(part);
}

/** The faults of the network, by the names that docs/faults.md gives them. */
const FAULTS: readonly Fault[] = [
  {
    name: "reset before the response: a fresh socket",
    answer: () => (socket) => resetNow(socket),
    expected: "reset_before_response",
    phase: "first-byte",
    partial: false,
  },
  {
    name: "close before the response: the trial fails with its own class",
    answer: () => (socket) => socket.end(),
    expected: "closed_before_response",
    phase: "first-byte",
    partial: false,
  },
  {
    name: "reset in mid-stream: the text received so far is kept",
    answer: (speech) => (socket) => socket.write(begun(speech)),
    resetsLater: true,
    expected: "reset_mid_stream",
    phase: "stream",
    partial: true,
  },
  {
    name: "reset in mid-stream: also after a connection: close header",
    answer: (speech) => (socket) =>
      socket.write(begun(speech).toString("latin1").replace("\r\n", "\r\nConnection: close\r\n"), "latin1"),
    resetsLater: true,
    expected: "reset_mid_stream",
    phase: "stream",
    partial: true,
  },
  {
    name: "truncated body: a close inside a chunked body",
    answer: (speech) => (socket) => socket.end(begun(speech)),
    expected: "truncated",
    phase: "stream",
    partial: true,
  },
  {
    name: "no terminal event: a close-delimited body that ends cleanly",
    answer: (speech) => (socket) =>
      socket.end(`HTTP/1.1 200 OK\r\nContent-Type: ${speech.mediaType}\r\n\r\n${speech.text("a")}${speech.text("b")}`),
    expected: "truncated_no_terminal_event",
    phase: "stream",
    partial: true,
  },
  {
    name: "no terminal event: a chunked body that ends cleanly",
    answer: (speech) => (socket) => socket.write(Buffer.concat([begun(speech), Buffer.from(LAST_CHUNK)])),
    expected: "truncated_no_terminal_event",
    phase: "stream",
    partial: true,
  },
  {
    name: "truncated body: fewer bytes than content-length promised",
    answer: (speech) => (socket) =>
      socket.end(
        `HTTP/1.1 200 OK\r\nContent-Type: ${speech.mediaType}\r\nContent-Length: 9999\r\n\r\n${speech.text("a")}${speech.text("b")}`,
      ),
    expected: "truncated",
    phase: "stream",
    partial: true,
  },
  {
    name: "bad framing: a chunk size that is not a number",
    answer: (speech) => (socket) => socket.end(Buffer.concat([begun(speech), Buffer.from("zz\r\nnonsense\r\n")])),
    expected: "protocol",
    phase: "stream",
    partial: true,
  },
  {
    name: "bad status line: not HTTP at all",
    answer: () => (socket) => socket.end("BANANA 200 perhaps\r\n\r\n"),
    expected: "protocol",
    phase: "first-byte",
    partial: false,
  },
  {
    name: "oversized headers: more than 16 KiB",
    answer: (speech) => (socket) =>
      socket.end(streamHead(speech).replace("\r\n\r\n", `\r\nX-Long: ${"x".repeat(20_000)}\r\n\r\n`)),
    expected: "protocol",
    phase: "first-byte",
    partial: false,
  },
  ...["100 Continue", "101 Switching Protocols"].map((status) => ({
    name: `bad status line: an unrequested ${status}`,
    answer: () => (socket: Socket) => socket.end(`HTTP/1.1 ${status}\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n`),
    expected: "protocol",
    phase: "first-byte",
    partial: false,
  })),
  {
    name: "bad framing: two different content-length headers",
    answer: (speech) => (socket) =>
      socket.end(
        `HTTP/1.1 200 OK\r\nContent-Type: ${speech.mediaType}\r\nContent-Length: 5\r\nContent-Length: 500\r\n\r\n${speech.text("a")}`,
      ),
    expected: "protocol",
    phase: "first-byte",
    partial: false,
  },
  {
    name: "compressed body: a gzip transfer encoding",
    answer: (speech) => (socket) =>
      socket.write(begun(speech).toString("latin1").replace("Encoding: chunked", "Encoding: gzip, chunked"), "latin1"),
    expected: "content_encoding",
    phase: "first-byte",
    partial: false,
  },
];

function assertFailed(
  ending: StreamResult,
  seen: Recorder,
  fault: Pick<Fault, "expected" | "phase" | "partial">,
): void {
  assert.equal(classOf(ending), fault.expected, JSON.stringify(ending));
  assert.ok(ending.kind === "failed" && ending.phase === fault.phase, JSON.stringify(ending));
  assert.equal(seen.text(), fault.partial ? "ab" : "");
  assert.equal(seen.firstByteAtMs.length, fault.partial ? 1 : 0);
  assert.ok(ending.endAtMs >= (seen.dispatchedAtMs[0] ?? Number.NaN));
  assert.notEqual(ending.message, "");
}

for (const speech of SPEECHES) {
  describe(`faults of the network, ${speech.api}`, () => {
    for (const fault of FAULTS) {
      it(fault.name, async () => {
        const sockets: Socket[] = [];
        const answer: Answerer = (socket, request) => {
          sockets.push(socket);
          fault.answer(speech)(socket, request);
        };
        const { ending, seen } = await inScene(speech, answer, ({ driver }) =>
          ask(driver, {}, undefined, ({ text }) => {
            // Data and a reset that are read together look like a close to libuv, so the reset waits for the data.
            if (fault.resetsLater === true && text === "b") setImmediate(() => sockets.forEach(resetNow));
          }),
        );
        assertFailed(ending, seen, fault);
      });
    }

    it("connection refused: the trial fails before it connects", async () => {
      await inScene(
        speech,
        () => {},
        async ({ driver, server }) => {
          await server.close();
          const { ending, seen } = await ask(driver);
          assertFailed(ending, seen, { expected: "connect_refused", phase: "connect", partial: false });
        },
      );
    });

    for (const [how, kill] of [
      ["reset", resetNow],
      ["closed", (socket: Socket) => void socket.end()],
    ] as const) {
      it(`stale socket: a reused socket that was ${how} is retried once on a fresh one, with a warning`, async () => {
        const good = goodAnswer(speech, ["a", "b"]);
        await inScene(
          speech,
          (socket, { turn }) => (turn === 0 ? socket.write(good) : kill(socket)),
          async ({ driver, server }) => {
            const first = await ask(driver);
            assert.deepEqual(first.ending.warnings, []);
            const { ending, seen } = await ask(driver);
            assert.equal(ending.kind, "answered", JSON.stringify(ending));
            assert.ok(ending.warnings.includes("stale_socket_retried"));
            assert.equal(seen.dispatchedAtMs.length, 2, "each attempt is stamped");
            assert.equal(seen.text(), "ab");
            assert.deepEqual(
              server.requests.map(
                ({ connection, turn }) => turn + 10 * (connection - (server.requests[0]?.connection ?? 0)),
              ),
              [0, 1, 10],
            );
          },
        );
      });
    }

    it("bad status line: an unrequested 100 on a reused socket is not retried as a stale socket", async () => {
      const good = goodAnswer(speech, ["a", "b"]);
      await inScene(
        speech,
        (socket, { turn }) => (turn === 0 ? socket.write(good) : socket.end("HTTP/1.1 100 Continue\r\n\r\n")),
        async ({ driver, server }) => {
          await ask(driver);
          const { ending } = await ask(driver);
          assert.equal(classOf(ending), "protocol", JSON.stringify(ending));
          assert.equal(server.requests.length, 2);
        },
      );
    });

    it("a server that closes after each answer without saying so costs one retry at most", async () => {
      const good = goodAnswer(speech, ["a", "b"]);
      await inScene(
        speech,
        (socket) => void socket.end(good),
        async ({ driver }) => {
          const warnings: string[] = [];
          for (let sent = 0; sent < 12; sent += 1) {
            const { ending } = await ask(driver);
            assert.equal(ending.kind, "answered", JSON.stringify(ending));
            warnings.push(...ending.warnings);
          }
          assert.ok(warnings.length <= 1, warnings.join());
        },
      );
    });

    it("a fresh socket that dies is not tried again", async () => {
      const { server } = await oneAnswer(speech, (socket) => resetNow(socket));
      assert.equal(server.requests.length, 1);
    });
  });
}
