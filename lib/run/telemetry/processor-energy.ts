import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const zones = "/sys/class/powercap";

/** Reads what the processors took since the first reading, in joules; null when one of their meters could not be read. */
export type ProcessorMeter = () => number | null;

/** Whether the processors' energy meters can be read: RAPL's, which Intel's and AMD's processors have. */
export type MeterAccess = "readable" | "not permitted" | "none";

/** One package: a whole processor, with its cores and caches. */
interface Package {
  readonly file: string;
  /** Where its counter begins again at 0. */
  readonly rangeMicrojoules: number;
}

/**
 * The meter of all processor packages together, by the kernel's powercap interface; null where there are none or they may not be
 * read. Only packages count: their subzones (cores, memory controller) are part of them, and `psys` holds them all. The counters begin
 * again after some 65 to 260 kJ, so one reading a minute is enough to miss no turn. They are read at once, as all that the kernel keeps
 * in memory.
 */
export function processorMeter(folder: string = zones): ProcessorMeter | null {
  const packages = packagesIn(folder);
  const before = packages.map(({ file }) => countOf(file));
  if (packages.length === 0 || before.some((count) => count === null)) return null;
  let microjoules = 0;
  return () => {
    const counts = packages.map(({ file }) => countOf(file));
    if (counts.some((count) => count === null)) return null;
    for (const [at, { rangeMicrojoules }] of packages.entries()) {
      const used = (counts[at] ?? 0) - (before[at] ?? 0);
      microjoules += used < 0 ? used + rangeMicrojoules : used;
      before[at] = counts[at] ?? null;
    }
    return microjoules / 1e6;
  };
}

/** Whether there are such meters, and whether this user may read them: since 2020 Linux lets only root do so. */
export function meterAccess(folder: string = zones): MeterAccess {
  const packages = packagesIn(folder);
  if (packages.length === 0) return "none";
  return packages.every(({ file }) => countOf(file) !== null) ? "readable" : "not permitted";
}

function packagesIn(folder: string): readonly Package[] {
  return namesIn(folder).flatMap((zone) => {
    const at = path.join(folder, zone);
    const isPackage = /^intel-rapl:\d+$/.test(zone) && /^package-\d+/.test(textOf(path.join(at, "name")));
    const rangeMicrojoules = Number(textOf(path.join(at, "max_energy_range_uj")));
    return isPackage && rangeMicrojoules > 0 ? [{ file: path.join(at, "energy_uj"), rangeMicrojoules }] : [];
  });
}

function countOf(file: string): number | null {
  const text = textOf(file).trim();
  return /^\d+$/.test(text) ? Number(text) : null;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
