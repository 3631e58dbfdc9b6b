import { addressOf, isLocal } from "../../targets/target-address.js";
import type { Sample, Target } from "../../types/index.js";
import { computesInProcess } from "../client/client-targets.js";
import type { EnergyEvidence } from "./energy.js";
import { energySources } from "./sources.js";

/** Why this machine's energy is not that of a target; null where it is, or nobody says where targets compute. */
export function placeReason(name: string, { manifest, onThisMachine = [] }: EnergyEvidence): string | null {
  const target = manifest?.targets.find((one) => one.name === name);
  if (target === undefined || onThisMachine.includes(name)) return null;
  const found = addressOf(target);
  const way = `where that is this machine, say onThisMachine: [${JSON.stringify(name)}]`;
  if (found !== null)
    return isLocal(found.address)
      ? null
      : `its server is at ${found.address.hostname}, and energy is read here: ${way}`;
  return isModule(target) && !computesInProcess(target)
    ? `its module does not say where the model computes: ${way}`
    : null;
}

const isModule = ({ kind }: Target): boolean => kind === "module";

/** Why no source told anything in a run, and what to do; null where one did. */
export function meterReason(samples: readonly Sample[], manifest: EnergyEvidence["manifest"]): string | null {
  if (energySources(samples).length > 0) return null;
  if (manifest?.telemetry === null) return "the run took no samples (telemetry: false)";
  if (samples.length === 0) return "there are no samples";
  const access = manifest?.sessions.map(({ machine }) => machine.processorEnergy);
  const none = "no graphics card told its power through nvidia-smi";
  if (access?.includes("not permitted"))
    return (
      `${none}, and the processors' energy meters may only be read by root: ` +
      "sudo chmod a+r /sys/class/powercap/intel-rapl:*/energy_uj before the run"
    );
  return `${none}, and no processor told its energy (RAPL)`;
}
