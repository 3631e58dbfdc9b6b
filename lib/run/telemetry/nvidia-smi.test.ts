import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { cardReader, type GpuReading, watchGpus } from "./nvidia-smi.js";

// Lines in the form of `nvidia-smi --query-gpu=… --format=csv,noheader,nounits` (its manual, and GeForce, Tesla and MIG cards).
const one = "0, 1234, 56, 78.90, 45, 0x0000000000000001";

function readings(...lines: string[]): GpuReading[] {
  const seen: GpuReading[] = [];
  const read = cardReader((reading) => seen.push(reading));
  for (const line of lines) read(line);
  return seen;
}

/** A program called nvidia-smi that is first on PATH; `script` is what it does. */
function fakeSmi(script: string): NodeJS.ProcessEnv {
  const folder = mkdtempSync(path.join(tmpdir(), "smi-"));
  const file = path.join(folder, "nvidia-smi");
  writeFileSync(file, `#!/bin/sh\necho "$$ $*" >> ${folder}/calls\n${script}\n`);
  chmodSync(file, 0o755);
  return { ...process.env, PATH: `${folder}:${process.env.PATH}`, CALLS: `${folder}/calls` };
}

const callsOf = ({ CALLS = "" }: NodeJS.ProcessEnv) => readFileSync(CALLS, "utf8").trim().split("\n");

async function until<T>(look: () => T | null): Promise<T> {
  for (let tries = 0; tries < 500; tries++) {
    const seen = look();
    if (seen !== null) return seen;
    await wait(20);
  }
  return assert.fail("nothing came");
}

describe("nvidia-smi's lines", () => {
  it("of one card are a reading each", () => {
    const idle = { memoryUsedMiB: 1234, utilisationPercent: 56, powerWatts: 78.9, temperatureCelsius: 45 };
    const [first, second] = readings(one, one.replace("1234", "2000"), one);
    assert.deepEqual(first, { ...idle, isThrottled: false });
    assert.equal(second?.memoryUsedMiB, 2000);
  });

  it("of several cards are summed, the hottest counts, and one that is throttled is enough", () => {
    const round = [
      "0, 1000, 100, 300.50, 60, 0x0000000000000000",
      "1, 500, 50, 199.50, 83, 0x0000000000000020", // software thermal slowdown
    ];
    const seen = readings(...round, ...round, ...round);
    assert.equal(seen.length, 3);
    const wanted = { memoryUsedMiB: 1500, utilisationPercent: 75, powerWatts: 500, temperatureCelsius: 83 };
    for (const reading of seen) assert.deepEqual(reading, { ...wanted, isThrottled: true });
  });

  it("say nothing where the driver says nothing, and other lines are left out", () => {
    const none = { memoryUsedMiB: 9, utilisationPercent: null, powerWatts: null, temperatureCelsius: null };
    const seen = readings(
      "Failed to initialize NVML: Driver/library version mismatch",
      "0, 9, [N/A], [Not Supported], [Unknown Error], [N/A]",
      "",
      "0, 9, [N/A], [Not Supported], [Unknown Error]",
    );
    assert.deepEqual(seen[0], { ...none, isThrottled: null });
  });
});

describe("the watch of the graphics cards", { skip: process.platform === "win32" && "shell scripts" }, () => {
  it("keeps one process for all its readings, and ends it", async () => {
    const env = fakeSmi(`while :; do echo "${one}"; sleep 0.05; done`);
    const watch = watchGpus(100, () => performance.now(), env);
    const first = await until(() => watch.latest());
    assert.equal(first.reading.memoryUsedMiB, 1234);
    await until(() => ((watch.latest()?.atMs ?? 0) > first.atMs ? true : null));
    const [call = "", ...others] = callsOf(env);
    assert.deepEqual(others, []);
    assert.match(call, /--query-gpu=index,memory\.used,.* --format=csv,noheader,nounits -lms 100$/);
    watch.stop();
    const pid = Number(call.split(" ")[0]);
    await until(() =>
      existsSync(`/proc/${pid}`) && !/\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8")) ? null : true,
    );
    assert.equal(watch.latest(), null);
  });

  it("asks an older driver for what it knows", async () => {
    const refuse = 'case "$*" in *clocks_event*) echo "Field is not a valid field to query."; exit 2;; esac';
    const env = fakeSmi(`${refuse}\necho "${one}"; echo "${one}"; sleep 5`);
    const watch = watchGpus(100, () => performance.now(), env);
    assert.equal((await until(() => watch.latest())).reading.powerWatts, 78.9);
    assert.match(callsOf(env).at(-1) ?? "", /clocks_throttle_reasons\.active/);
    watch.stop();
  });

  it("knows nothing where there is no such program", async () => {
    const watch = watchGpus(100, () => performance.now(), { PATH: "/nowhere" });
    await wait(50);
    assert.equal(watch.latest(), null);
    watch.stop();
  });
});
