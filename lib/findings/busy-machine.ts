import { quantile } from "../statistics/quantile.js";
import { countText, numberText } from "../text/number-text.js";
import type { Finding, Manifest, Sample } from "../types/index.js";
import { finding } from "./codes.js";
import { thresholds } from "./thresholds.js";

const median = (values: readonly number[]): number | null => (values.length === 0 ? null : quantile(values, 0.5));

type Sessions = Pick<Manifest, "sessions">;

/** The processors that a session could use; null where the machine does not tell. */
function coresOf({ sessions }: Sessions, session: number): number | null {
  const machine = sessions.find((one) => one.session === session)?.machine;
  return typeof machine?.availableCores === "number" ? machine.availableCores : null;
}

/** Other work on the machine when a measuring process began: more than one of two cores was taken. */
export function busyAtStart(manifest: Sessions): Finding[] {
  return manifest.sessions.flatMap(({ session, machine }) => {
    const [cores, load] = [coresOf(manifest, session), machine.loadAverage1m];
    if (cores === null || typeof load !== "number" || load <= cores * thresholds.busyShare) return [];
    const busy = `load average ${numberText(load)} on ${countText(cores, "core")}`;
    return [finding("busy-machine", "note", null, `the machine was busy when measuring began: ${busy}`)];
  });
}

/** Of one core: the measuring process and the servers whose processes were read. */
const ownShare = ({ cpuShare, servers = [] }: Sample): number =>
  servers.reduce((sum, server) => sum + (server.cpuShare ?? 0), cpuShare ?? 0);

/**
 * Other work on the machine while a session measured: the median of the load averages less what the measuring process and the
 * servers that were read took themselves, against half of the cores. A load average looks back a minute, so that of a session's
 * first minute still holds what was before it.
 */
export function busyDuring(manifest: Sessions, samples: readonly Sample[]): Finding[] {
  return manifest.sessions.flatMap(({ session }) => {
    const own = samples.filter((sample) => sample.session === session);
    const load = median(own.flatMap(({ loadAverage1m }) => loadAverage1m ?? []));
    const used = median(own.flatMap((sample) => (sample.cpuShare === null ? [] : [ownShare(sample)])));
    const cores = coresOf(manifest, session);
    if (cores === null || load === null || used === null || load - used <= cores * thresholds.busyShare) return [];
    const which = manifest.sessions.length > 1 ? ` in session ${session}` : "";
    const busy = `median load average ${numberText(load)} on ${countText(cores, "core")}`;
    const taken = `of which what was measured took ${numberText(used)}`;
    const text = `other work ran on the machine during the run${which}: ${busy}, ${taken}`;
    return [finding("busy-machine", "note", null, text)];
  });
}
