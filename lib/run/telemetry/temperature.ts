import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

const zones = "/sys/class/thermal";
/** What drivers call the zone of the processor: Intel, AMD and ACPI, ARM boards. */
const ofProcessor = /x86_pkg|k10temp|cpu|core|soc|acpitz/i;

/** Reads the processor's temperature in degrees Celsius: of its hottest zone; null where the machine does not tell. */
export function processorThermometer(folder: string = zones): () => Promise<number | null> {
  let known: Promise<readonly string[]> | null = null;
  return async () => {
    known ??= processorZones(folder);
    const texts = await Promise.all((await known).map((zone) => textOf(path.join(folder, zone, "temp"))));
    const degrees = texts.filter((text) => /^-?\d+\s*$/.test(text)).map((text) => Number(text) / 1000);
    return degrees.length === 0 ? null : Math.max(...degrees);
  };
}

async function processorZones(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.startsWith("thermal_zone"));
  const kinds = await Promise.all(names.map((name) => textOf(path.join(folder, name, "type"))));
  return names.filter((_, index) => ofProcessor.test(kinds[index] ?? ""));
}

const textOf = (file: string) => readFile(file, "utf8").catch(() => "");
