import { valuesNeeded } from "../metrics/distribution.js";
import type { Arm } from "../metrics/paired-cases.js";
import { tokenCount } from "../metrics/token-count.js";
import { fewestClusters } from "../statistics/intervals/clusters.js";
import { firstOf } from "../text/list-text.js";
import { countText } from "../text/number-text.js";
import type { Finding, FindingCode, Manifest } from "../types/index.js";
import { armsDiffer } from "./arm-warnings.js";
import { finding } from "./codes.js";

/** A manifest of which some parts may not be known: what is not known raises nothing. */
export type KnownManifest = Pick<Manifest, "sessions"> & Partial<Manifest>;

const noteIf = (holds: boolean, code: FindingCode, about: string | null, text: string): Finding[] =>
  holds ? [finding(code, "note", about, text)] : [];

/** What a target's answers cannot tell: a p90 from few of them, a first token from whole ones, rates without one source of counts. */
export function limitsOfArm({ name, trials }: Arm): Finding[] {
  const answered = trials.filter(({ outcome }) => outcome.kind === "answered");
  const n = answered.length;
  const whole = answered.filter(({ streamed }) => !streamed).length;
  const sources = new Set(trials.flatMap((trial) => tokenCount(trial).tokenSource ?? []));
  const few = `${countText(n, "answered trial")}, fewer than the ${valuesNeeded.p90} that a p90 with an interval needs`;
  const unstreamed = `${whole} of ${n} answers were not streamed: they have no time to first token`;
  const uncounted = "no single source of token counts, so no rates in tokens";
  return [
    ...noteIf(n < valuesNeeded.p90, "too-few-for-p90", name, `${name}: ${few}`),
    ...noteIf(whole > 0, "not-streamed", name, `${name}: ${unstreamed}`),
    ...noteIf(sources.size !== 1, "uncounted-tokens", name, `${name}: ${uncounted}`),
    ...noteIf(sources.has("whitespace"), "words-as-tokens", name, `${name}: words were counted in place of tokens`),
  ];
}

/** What the plan of a run leaves open. */
export function planFindings({ cases, warmups, generation }: KnownManifest): Finding[] {
  const prompts = cases?.length ?? fewestClusters;
  const asked = generation === undefined ? [] : (cases ?? [null]).map((one) => ({ ...generation, ...one?.generation }));
  const isDrawn = asked.some(({ temperature, seed }) => temperature !== 0 && seed === null);
  const few = `${countText(prompts, "case")}: with fewer than ${fewestClusters} prompts nothing can be said about prompts in general`;
  const unseeded = "no generation seed and not greedy: answers, and with them their lengths, differ from run to run";
  const cold = "no warm-ups: the first answers may hold loading and compiling";
  return [
    ...noteIf(prompts < fewestClusters, "too-few-cases", null, few),
    ...noteIf(warmups === 0, "no-warm-ups", null, cold),
    ...noteIf(isDrawn, "no-generation-seed", null, unseeded),
  ];
}

/** Engines that take every core, so that none is left for the measuring process. */
export function crowdedCores({ sessions }: KnownManifest): Finding[] {
  return sessions.flatMap(({ machine, engines }) => {
    const cores = machine.availableCores ?? machine.cores;
    if (typeof cores !== "number") return [];
    const crowded = engines.filter(({ threads }) => threads !== null && threads >= cores);
    return crowded.map(({ target, threads }) => {
      const text = `${target}: ${threads} threads on ${countText(cores, "core")} leave none for the measuring process`;
      return finding("crowded-cores", "note", target, text);
    });
  });
}

/** Weights without a hash, several measuring processes, and what the manifest warns of beside its unlike targets. */
export function recordFindings({ sessions, warnings = [] }: KnownManifest): Finding[] {
  const engines = sessions.flatMap((session) => session.engines);
  const unknown = new Set(engines.filter(({ modelSha256 }) => modelSha256 === null).map(({ target }) => target));
  const weights = `the weights of ${firstOf([...unknown])} are not known by a hash: a repetition may meet others`;
  const ends = sessions.map(({ ended }) => ended ?? "not ended").join("; ");
  const others = warnings.filter((warning) => !warning.startsWith(armsDiffer));
  return [
    ...noteIf(unknown.size > 0, "unknown-weights", null, weights),
    ...noteIf(sessions.length > 1, "several-sessions", null, `measured in ${sessions.length} processes: ${ends}`),
    ...others.map((warning) => finding("run-warning", "note", null, warning)),
  ];
}
