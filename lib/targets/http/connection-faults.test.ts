import assert from "node:assert/strict";
import { createServer as createPlainServer } from "node:net";
import { describe, it } from "node:test";
import { createServer } from "node:tls";
import { bareDriver } from "../../../tests/support/targets/bare-driver.js";
import { ask, NO_TIMEOUTS } from "../../../tests/support/targets/recorder.js";
import { classOf } from "../../../tests/support/targets/scene.js";
import { SELF_SIGNED } from "../../../tests/support/targets/self-signed.js";
import { goodAnswer, SPEECHES, type Speech } from "../../../tests/support/targets/speech.js";
import { watchedLoop } from "../../../tests/support/targets/watched-loop.js";
import { wireServer } from "../../../tests/support/targets/wire-server.js";

const speech = SPEECHES[0] as Speech;

describe("faults before a connection stands", () => {
  it("unknown host: the trial fails with class dns", async () => {
    const driver = bareDriver("http://nobody.invalid");
    const { ending } = await ask(driver);
    await driver.close();
    assert.equal(classOf(ending), "dns", JSON.stringify(ending));
  });

  it("connect timeout: a connection that never opens fails at its own limit", async () => {
    const server = await wireServer(() => {});
    const driver = bareDriver(server.origin.replace("http:", "https:"));
    const loop = watchedLoop();
    const { ending, seen } = await ask(driver, { timeouts: { ...NO_TIMEOUTS, connectMs: 150, totalMs: 5000 } });
    assert.equal(classOf(ending), "connect_timeout", JSON.stringify(ending));
    const tookMs = ending.endAtMs - (seen.dispatchedAtMs[0] ?? 0);
    assert.ok(tookMs >= 150 && tookMs < 250 + loop.latestMs(), `${tookMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(server.openConnections(), 0, "the half-made connection was given up");
    await driver.close();
    await server.close();
  });

  it("TLS failure: a self-signed certificate is refused", async () => {
    const server = createServer(SELF_SIGNED, (socket) => socket.end(goodAnswer(speech, ["a"])));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const driver = bareDriver(`https://127.0.0.1:${typeof address === "object" ? address?.port : 0}`);
    const { ending, seen } = await ask(driver);
    await driver.close();
    server.close();
    assert.equal(classOf(ending), "tls", JSON.stringify(ending));
    assert.equal(seen.text(), "");
  });

  it("TLS failure: a plain HTTP server behind an https address", async () => {
    const plain = createPlainServer((socket) =>
      socket.once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")),
    );
    await new Promise<void>((resolve) => plain.listen(0, "127.0.0.1", resolve));
    const address = plain.address();
    const driver = bareDriver(`https://127.0.0.1:${typeof address === "object" ? address?.port : 0}`);
    const { ending } = await ask(driver);
    await driver.close();
    plain.close();
    assert.equal(classOf(ending), "tls", JSON.stringify(ending));
  });
});
