import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { driverContract } from "../../tests/support/targets/contract.js";
import { sleepUntil } from "../run/sleep.js";
import { openLlamaDriver } from "./llama-driver.js";
import { llamaTarget } from "./llama-target.js";
import { openModuleDriver } from "./module-driver.js";
import { moduleTarget } from "./module-target.js";
import { openSimulatedDriver } from "./simulated-driver.js";
import { type SimulatedSettings, simulatedTarget } from "./simulated-target.js";

// The engines inside this process keep the same contract as the servers.

const truth: SimulatedSettings = { timeToFirstTokenMs: 10, gapMs: 3, tokens: 6, answer: "one two three four five six" };

driverContract("simulated", () => ({
  target: simulatedTarget(truth),
  open: (target, world) => openSimulatedDriver(target, world, sleepUntil),
  text: "one two three four five six",
}));

const weightsDirectory = fileURLToPath(new URL("../../../weights", import.meta.url));

driverContract("llama", () => ({
  target: llamaTarget({ model: "smollm2-135m-instruct-q4_1", threads: 1, contextSize: 256 }),
  open: (target, world) => openLlamaDriver(target, { ...world, weightsDirectory }),
}));

driverContract("module", () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), "own-driver-")), "own.mjs");
  const here = new URL(".", import.meta.url);
  const [driver, sleep] = [new URL("simulated-driver.js", here), new URL("../run/sleep.js", here)];
  writeFileSync(
    file,
    `import { openSimulatedDriver } from ${JSON.stringify(driver.href)};
     import { sleepUntil } from ${JSON.stringify(sleep.href)};
     export const openDriver = (target, world) => openSimulatedDriver(target.truth, world, sleepUntil);`,
  );
  return {
    target: moduleTarget({ module: pathToFileURL(file).href, truth: simulatedTarget(truth) }),
    open: openModuleDriver,
    text: "one two three four five six",
  };
});

driverContract("a module's generate", () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), "own-engine-")), "echo.mjs");
  writeFileSync(
    file,
    `export async function* generate() {
       for (const word of "one two three four five six".split(/(?= )/)) yield { text: word, tokens: 1 };
     }`,
  );
  return { target: moduleTarget({ module: file }), open: openModuleDriver, text: "one two three four five six" };
});
