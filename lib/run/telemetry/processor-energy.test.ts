import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { meterAccess, processorMeter } from "./processor-energy.js";

// Files as the kernel's documentation "Power Capping Framework" lists them. 262143328850 µJ is the range of an Intel Core's package.
const RANGE = 262_143_328_850;

/** A folder like /sys/class/powercap. Zones whose count is null may not be read: that file is a folder here. */
function powercap(zones: Readonly<Record<string, { name: string; microjoules: number | null }>>) {
  const folder = mkdtempSync(path.join(tmpdir(), "powercap-"));
  for (const [zone, { name, microjoules }] of Object.entries(zones)) {
    mkdirSync(path.join(folder, zone));
    writeFileSync(path.join(folder, zone, "name"), `${name}\n`);
    writeFileSync(path.join(folder, zone, "max_energy_range_uj"), `${RANGE}\n`);
    if (microjoules === null) mkdirSync(path.join(folder, zone, "energy_uj"));
    else set(folder, zone, microjoules);
  }
  return folder;
}

const set = (folder: string, zone: string, microjoules: number) =>
  writeFileSync(path.join(folder, zone, "energy_uj"), `${microjoules}\n`);

const TWO = {
  "intel-rapl": { name: "intel-rapl", microjoules: 5 },
  "intel-rapl:0": { name: "package-0", microjoules: 1_000_000 },
  "intel-rapl:0:0": { name: "core", microjoules: 700_000 },
  "intel-rapl:1": { name: "package-1", microjoules: RANGE - 500_000 },
  "intel-rapl:2": { name: "psys", microjoules: 9_000_000 },
  "intel-rapl-mmio:0": { name: "package-0", microjoules: 1_000_000 },
};

describe("the processors' energy meter", () => {
  it("counts whole packages once, from the first reading, and goes on when a counter begins again", () => {
    const folder = powercap(TWO);
    const meter = processorMeter(folder);
    assert.equal(meter?.(), 0);
    set(folder, "intel-rapl:0", 3_500_000);
    for (const part of ["intel-rapl:0:0", "intel-rapl:2", "intel-rapl-mmio:0"]) set(folder, part, 99_000_000);
    assert.equal(meter?.(), 2.5);
    set(folder, "intel-rapl:1", 1_500_000); // 0.5 J to the end of its range, and 1.5 J from 0
    assert.equal(meter?.(), 4.5);
    set(folder, "intel-rapl:1", 1_500_000 + 1e6);
    assert.equal(meter?.(), 5.5);
  });

  it("says nothing while a package cannot be read, and loses nothing by it", () => {
    const folder = powercap(TWO);
    const meter = processorMeter(folder);
    rmSync(path.join(folder, "intel-rapl:0", "energy_uj"));
    assert.equal(meter?.(), null);
    set(folder, "intel-rapl:0", 4_000_000);
    assert.equal(meter?.(), 3);
  });

  it("is told apart: readable, not permitted, none", () => {
    assert.equal(meterAccess(powercap(TWO)), "readable");
    const closed = powercap({ "intel-rapl:0": { name: "package-0", microjoules: null } });
    assert.equal(meterAccess(closed), "not permitted");
    assert.equal(processorMeter(closed), null);
    for (const folder of [powercap({ "intel-rapl:0": { name: "psys", microjoules: 3 } }), "/nowhere"]) {
      assert.equal(meterAccess(folder), "none");
      assert.equal(processorMeter(folder), null);
    }
  });
});
