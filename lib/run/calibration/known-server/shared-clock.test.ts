import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { sharedAtMs, sharedNow, until } from "./timeline.js";

/** Both processes read the clock to about a microsecond. */
const READING_MS = 0.02;

/** Another process that tells its shared clock whenever it is asked. */
async function otherProcess() {
  const script = path.join(mkdtempSync(path.join(tmpdir(), "benchbook-clock-")), "clock.mjs");
  const module = new URL("./timeline.js", import.meta.url).href;
  writeFileSync(
    script,
    `const { sharedNow } = await import(${JSON.stringify(module)});
     process.on("message", () => process.send(sharedNow()));
     process.send("ready");`,
  );
  const child = fork(script, [], { execArgv: [] });
  await once(child, "message");
  return child;
}

describe("the clock of a server that knows the truth", () => {
  it("shows in another process an instant between asking and hearing", async () => {
    const child = await otherProcess();
    for (let reading = 0; reading < 50; reading++) {
      const asked = sharedNow();
      child.send("now");
      const [there] = (await once(child, "message")) as [number];
      const heard = sharedNow();
      assert.ok(there >= asked - READING_MS && there <= heard + READING_MS, `${asked} ${there} ${heard}`);
    }
    child.disconnect();
  });

  it("is the monotonic one, to which instants of this process can be moved", () => {
    const before = Number(process.hrtime.bigint()) / 1e6;
    const now = sharedAtMs(performance.now());
    const after = Number(process.hrtime.bigint()) / 1e6;
    assert.ok(now >= before - READING_MS && now <= after + READING_MS, `${before} ${now} ${after}`);
  });

  it("is waited for, and never too short", async () => {
    const atMs = sharedNow() + 12;
    await until(atMs);
    assert.ok(sharedNow() >= atMs);
  });
});
