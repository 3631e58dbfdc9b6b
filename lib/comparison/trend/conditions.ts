import { isRecord } from "../../arguments/describe-value.js";
import type { Manifest, Target } from "../../types/index.js";

/** What a number was measured under, flat, in words: runs of one series have the same. Null is unknown. */
export type Conditions = Readonly<Record<string, string | null>>;

/** A condition that is not the same. */
export interface Difference {
  readonly what: string;
  readonly before: string | null;
  readonly after: string | null;
}

const ENGINE_FACTS = {
  ...{ engine: "engine", engineVersion: "engine version", model: "model", quantisation: "quantization" },
  ...{ contextSize: "context size", device: "device", threads: "threads" },
} as const;
const MACHINE_FACTS = {
  ...{ cpu: "processor", physicalCores: "physical cores", availableCores: "available cores", gpu: "graphics card" },
  ...{ gpuMemoryMiB: "graphics memory in MiB", os: "operating system", architecture: "architecture" },
} as const;
/** Settings of a target that do not change what it is. */
const OF_NO_MATTER = new Set(["kind", "name", "notStored", "apiKeyEnv", "serverPid", "serverPort", "metricsUrl"]);

/**
 * The conditions of a target in a run: case set, machine, engine, model, the target's settings, load, generation and how it was sent. The
 * truth of a simulated target and the port of a server do not count.
 */
export function conditionsOf(manifest: Manifest, target: string): Conditions {
  const { caseSet, targets, load, generation, order, isolation, warmups } = manifest;
  const { promptNonce = false, retry = null, processes = 1, history, thinkTimeMs } = manifest;
  const sent = { order, isolation, warmups, promptNonce, retry, processes, history, thinkTimeMs };
  const others = targets.map(({ name }) => name).filter((name) => name !== target);
  return {
    "case set": `${caseSet.name} ${caseSet.version} (${short(caseSet.sha256)})`,
    ...machineOf(manifest),
    ...engineOf(manifest, target),
    ...targetOf(targets.find(({ name }) => name === target)),
    ...flat("load", load),
    ...flat("generation", generation),
    ...flat("sending", sent),
    "other targets": others.length === 0 ? null : others.join(", "),
  };
}

/** What differs between two conditions, in their order. */
export function differences(before: Conditions, after: Conditions): Difference[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((what) => {
    const [was = null, is = null] = [before[what], after[what]];
    return was === is ? [] : [{ what, before: was, after: is }];
  });
}

/**
 * A difference in words.
 *
 * @example
 * differenceText({ what: "load concurrency", before: "1", after: null }); // => "load concurrency: 1, now none or unknown"
 */
export function differenceText({ what, before, after }: Difference): string {
  return `${what}: ${before ?? "none or unknown"}, now ${after ?? "none or unknown"}`;
}

function machineOf({ sessions }: Manifest): Conditions {
  const machine = sessions.at(-1)?.machine ?? {};
  const { memoryBytes } = machine;
  return {
    ...facts(machine, MACHINE_FACTS),
    // What a virtual machine sees of its memory differs by a little from start to start.
    memory: typeof memoryBytes === "number" ? `${Math.round(memoryBytes / 2 ** 30)} GiB` : null,
  };
}

function engineOf({ sessions }: Manifest, target: string): Conditions {
  const engine = sessions.flatMap(({ engines }) => engines).findLast((one) => one.target === target);
  const sha256 = engine?.modelSha256 ?? null;
  return {
    ...facts({ ...engine }, ENGINE_FACTS),
    "model hash": sha256 === null ? null : short(sha256),
  };
}

function facts(values: Readonly<Record<string, unknown>>, names: Readonly<Record<string, string>>): Conditions {
  return Object.fromEntries(Object.entries(names).map(([name, words]) => [words, worded(values[name])]));
}

function targetOf(target: Target | undefined): Conditions {
  if (target === undefined) return {};
  const settings = Object.entries(target).filter(([name]) => !OF_NO_MATTER.has(name));
  const own = target.kind === "simulated" ? [] : settings.map(([name, value]) => [name, withoutPort(name, value)]);
  return { "target kind": target.kind, ...flat("target", Object.fromEntries(own)) };
}

function withoutPort(name: string, value: unknown): unknown {
  if (name !== "baseUrl" && name !== "host") return value;
  return typeof value === "string" ? value.replace(/:\d+(?=\/|$)/, "") : value;
}

/** The fields of a record, and of those in it, by a path of words. What is not set is left out. */
function flat(path: string, value: unknown): Conditions {
  if (!isRecord(value)) return value === undefined || value === null ? {} : { [path]: worded(value) };
  const fields = Object.entries(value).map(([name, one]) => flat(`${path} ${name}`, one));
  return Object.assign({}, ...fields);
}

function worded(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === "string" ? value : JSON.stringify(value);
}

const short = (sha256: string) => sha256.slice(0, 8);
