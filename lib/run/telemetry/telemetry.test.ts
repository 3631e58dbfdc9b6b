import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import type { Sample } from "../../types/index.js";
import { startTelemetry } from "./telemetry.js";
import { processorThermometer } from "./temperature.js";

it("samples this process at once, now and then, and at the end", async () => {
  const samples: Sample[] = [];
  const options = { everyMs: 20, session: 3, servers: [], now: () => performance.now() };
  const telemetry = startTelemetry({ ...options, take: (sample) => samples.push(sample) });
  while (samples.length < 4) await wait(5);
  telemetry.stop();
  const count = samples.length;
  await wait(60);
  assert.equal(samples.length, count, "nothing is sampled after the end");
  for (const sample of samples) {
    assert.ok((sample.residentBytes ?? 0) > 1e7 && sample.session === 3 && sample.servers === undefined);
    for (const value of [sample.cpuShare, sample.vramUsedMiB, sample.temperatureCelsius])
      assert.notEqual(value, undefined);
  }
  assert.deepEqual(
    samples.map((sample) => sample.atMs),
    samples.map((sample) => sample.atMs).sort((a, b) => a - b),
  );
});

it("the processor's temperature is that of its hottest zone, and null where there is none", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "thermal-"));
  const zones = [
    ["x86_pkg_temp", "51000\n"],
    ["acpitz", "27800\n"],
    ["iwlwifi_1", "90000\n"],
    ["cpu-thermal", "not a number"],
  ];
  zones.forEach(([kind = "", degrees = ""], index) => {
    const zone = path.join(folder, `thermal_zone${index}`);
    mkdirSync(zone);
    writeFileSync(path.join(zone, "type"), `${kind}\n`);
    writeFileSync(path.join(zone, "temp"), degrees);
  });
  assert.equal(await processorThermometer(folder)(), 51);
  assert.equal(await processorThermometer(path.join(folder, "none"))(), null);
});
