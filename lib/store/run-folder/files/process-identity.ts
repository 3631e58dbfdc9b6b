import { readFileSync } from "node:fs";
import { hostname } from "node:os";

/** Which process holds something: enough to tell it from a later process that was given the same number. */
export interface ProcessIdentity {
  readonly processId: number;
  readonly host: string;
  /** Boot and start time of the process as Linux tells them; null elsewhere, where the number alone must do. */
  readonly birth: string | null;
}

/** This process. */
export function thisProcess(): ProcessIdentity {
  return { processId: process.pid, host: hostname(), birth: birthOf(process.pid) };
}

/**
 * Whether that process still runs. Says `unknown` for a process of another machine, which nobody can ask from here. A
 * process that has died and only waits to be collected by its parent is dead.
 */
export function liveness(holder: ProcessIdentity): "alive" | "dead" | "unknown" {
  if (holder.host !== hostname()) return "unknown";
  if (!hasProcess(holder.processId)) return "dead";
  const birth = birthOf(holder.processId);
  return birth !== null && holder.birth !== null && birth !== holder.birth ? "dead" : "alive";
}

function hasProcess(processId: number): boolean {
  try {
    process.kill(processId, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM"; // it runs, and belongs to somebody else
  }
  return true;
}

/** Field 22 of /proc/PID/stat (proc(5)) after the boot's own id; "gone" for a zombie; null where there is no /proc. */
function birthOf(processId: number): string | null {
  try {
    const stat = readFileSync(`/proc/${processId}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z" || fields[0] === "X") return "gone";
    return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}:${fields[19] ?? "?"}`;
  } catch {
    return null;
  }
}
