import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { after, before, describe, it } from "node:test";
import { ask, NO_TIMEOUTS } from "../../../tests/support/targets/recorder.js";
import { classOf, inScene } from "../../../tests/support/targets/scene.js";
import { chunk, goodAnswer, SPEECHES, type Speech, streamHead } from "../../../tests/support/targets/speech.js";
import { jsonAnswer } from "../../../tests/support/targets/wire-server.js";

const REQUESTS = 1000;
const AT_ONCE = 32;

/** A fault for each class that a server can make, and what the trial calls it. */
function faultsOf(speech: Speech): readonly (readonly [string, (socket: Socket) => void])[] {
  const begun = Buffer.concat([Buffer.from(streamHead(speech)), chunk(speech.text("a"))]);
  const head = (text: string) => `HTTP/1.1 ${text}\r\nContent-Length: 0\r\n\r\n`;
  return [
    ["truncated", (socket) => socket.end(begun)],
    ["protocol", (socket) => socket.end(Buffer.concat([begun, Buffer.from("zz\r\n")]))],
    ["stall_timeout", (socket) => socket.write(begun)],
    ["http_5xx", (socket) => socket.write(jsonAnswer(500, { error: "out of order" }))],
    ["rate_limited", (socket) => socket.write(jsonAnswer(429, { error: "slow down" }))],
    ["auth", (socket) => socket.write(jsonAnswer(401, { error: "no" }))],
    ["redirect_refused", (socket) => socket.write(head("302 Found\r\nLocation: /elsewhere"))],
    ["empty_response", (socket) => socket.write(head("204 No Content"))],
    ["stream_error", (socket) => socket.write(Buffer.concat([begun, chunk(speech.error("broken"))]))],
    ["wrong_content_type", (socket) => socket.write(head("200 OK\r\nContent-Type: text/html"))],
  ];
}

const openSockets = () => process.getActiveResourcesInfo().filter((name) => name === "TCPSocketWrap").length;

for (const speech of SPEECHES) {
  describe(`a thousand requests of which one in ten fails, ${speech.api}`, () => {
    const unhandled: unknown[] = [];
    const note = (error: unknown) => unhandled.push(error);
    before(() => process.on("unhandledRejection", note));
    after(() => process.off("unhandledRejection", note));

    it("are counted exactly as they were made, and leave nothing behind", async () => {
      const faults = faultsOf(speech);
      const good = goodAnswer(speech, ["a", "b", "c"]);
      const number = (body: string) => Number(/request (\d+)/.exec(body)?.[1]);
      const faultOf = (request: number) =>
        request % 10 === 3 ? faults[Math.floor(request / 10) % faults.length] : undefined;
      await inScene(
        speech,
        (socket, { body }) => {
          const fault = faultOf(number(body));
          if (fault === undefined) socket.write(good);
          else fault[1](socket);
        },
        async ({ driver, server }) => {
          const seen = new Map<string, number>();
          let next = 0;
          const worker = async () => {
            for (let request = next++; request < REQUESTS; request = next++) {
              const timeouts = { ...NO_TIMEOUTS, stallMs: 1000, totalMs: 20_000 };
              const { ending } = await ask(driver, { prompt: `request ${request}`, timeouts });
              assert.equal(classOf(ending), faultOf(request)?.[0] ?? "answered", JSON.stringify(ending));
              seen.set(classOf(ending), (seen.get(classOf(ending)) ?? 0) + 1);
            }
          };
          await Promise.all(Array.from({ length: AT_ONCE }, worker));
          assert.equal(seen.get("answered"), REQUESTS * 0.9);
          for (const [name] of faults) assert.equal(seen.get(name), REQUESTS / 10 / faults.length, name);
          assert.equal(server.requests.length, REQUESTS, "nothing was sent twice");
          assert.ok(server.openConnections() <= AT_ONCE);
        },
      );
      await new Promise((resolve) => setTimeout(resolve, 50));
      assert.equal(openSockets(), 0, "every socket is closed");
      assert.deepEqual(unhandled, []);
    });
  });
}
