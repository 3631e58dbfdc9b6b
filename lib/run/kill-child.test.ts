import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";

/** Runs this in a process group of its own, so that a signal to the group does not reach the tests. */
async function inOwnGroup(code: string) {
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], { detached: true, stdio: "ignore" });
  const [exitCode, signal] = await once(child, "close");
  return { exitCode, signal };
}

const nowhere = JSON.stringify("/no/such/program");
const module = JSON.stringify(new URL("./kill-child.js", import.meta.url).href);
const gpus = JSON.stringify(new URL("./telemetry/nvidia-smi.js", import.meta.url).href);

test("a child that could not be started is not killed in the person of our own process group", async () => {
  const ours = `import { spawn } from "node:child_process"; import { killChild } from ${module};
    const child = spawn(${nowhere}); child.on("error", () => {}); killChild(child); setTimeout(() => process.exit(7), 100);`;
  assert.deepEqual(await inOwnGroup(ours), { exitCode: 7, signal: null });
});

test("a child that runs is killed, and none is nothing to kill", async () => {
  const ours = `import { spawn } from "node:child_process"; import { killChild } from ${module};
    killChild(null);
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    child.on("close", (code, signal) => process.exit(signal === "SIGKILL" ? 7 : 1)); killChild(child);`;
  assert.deepEqual(await inOwnGroup(ours), { exitCode: 7, signal: null });
});

test("a watch over graphics cards that ends as it begins, where there is no nvidia-smi, leaves its process alive", async () => {
  const ours = `import { watchGpus } from ${gpus};
    watchGpus(100, () => 0, { PATH: "" }).stop(); setTimeout(() => process.exit(7), 100);`;
  assert.deepEqual(await inOwnGroup(ours), { exitCode: 7, signal: null });
});
