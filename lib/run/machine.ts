import { availableParallelism, loadavg } from "node:os";
import { meterAccess } from "./telemetry/processor-energy.js";

/** Facts about a machine; null where it does not tell. */
export type Machine = Readonly<Record<string, string | number | boolean | null>>;

let known: Promise<Machine> | null = null;

/**
 * What systeminformation and the runtime tell about this machine. Read once, before anything is measured.
 *
 * @example
 * (await bb.inspect.machine()).cpu;
 */
export function describeMachine(): Promise<Machine> {
  known ??= read();
  return known.then((machine) => ({ ...machine, loadAverage1m: loadavg()[0] ?? null }));
}

async function read(): Promise<Machine> {
  const { default: system } = await import("systeminformation");
  const asked = orNull(system.cpu());
  const saysVirtual = () => orNull(system.system()).then((told) => told?.virtual ?? null);
  const [cpu, virtual, memory, os, graphics] = await Promise.all([
    asked,
    asked.then((told) => isGuest(told?.flags ?? "", saysVirtual)),
    orNull(system.mem()),
    orNull(system.osInfo()),
    orNull(system.graphics()),
  ]);
  const gpu = graphics?.controllers.find((controller) => (controller.memoryTotal ?? controller.vram ?? 0) > 0);
  return {
    cpu: cpu ? told(`${cpu.manufacturer} ${cpu.brand}`.trim()) : null,
    cpuSpeedGHz: cpu?.speed || null,
    physicalCores: cpu?.physicalCores || null,
    availableCores: availableParallelism(),
    memoryBytes: memory?.total || null,
    memoryAvailableBytes: memory?.available || null,
    os: os ? told(`${os.distro} ${os.release}`.trim()) : null,
    kernel: os ? told(os.kernel) : null,
    architecture: process.arch,
    platform: process.platform,
    virtual,
    gpu: gpu ? told(gpu.model) : null,
    gpuMemoryMiB: gpu ? (gpu.memoryTotal ?? gpu.vram ?? null) : null,
    processorEnergy: meterAccess(),
    node: process.versions.node,
    v8: process.versions.v8,
  };
}

/**
 * Whether this is a virtual machine: by the flag that a hypervisor sets on its guests' processors, else by the machine's own name.
 * Null where neither tells: a processor without such flags whose machine has a name like any other.
 * @param saysVirtual whether the machine's name is one that a hypervisor gives; starts programs, so it is called last
 */
export async function isGuest(flags: string, saysVirtual: () => Promise<boolean | null>): Promise<boolean | null> {
  const set = new Set(flags.toLowerCase().split(/\s+/));
  if (set.has("hypervisor") || set.has("vmm")) return true;
  if (await saysVirtual()) return true;
  return set.has("fpu") ? false : null; // every x86 processor has it, and those are the ones with a flag for guests
}

const told = (text: string) => (text === "" ? null : text);
const orNull = <T>(reading: Promise<T>) => reading.catch(() => null);
