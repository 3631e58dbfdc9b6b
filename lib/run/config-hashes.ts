import { createHash } from "node:crypto";
import type { Case, Manifest, Target } from "../types/index.js";
import { storedCase } from "../workload/case-file/stored-cases.js";

/** What a run was asked: all of its manifest that decides what is sent, and how. */
type Asking = Omit<Manifest, "configHashes" | keyof Outcomes>;

/** The parts of a manifest that say how the run went. */
type Outcomes = Pick<
  Manifest,
  | "schema"
  | "runId"
  | "name"
  | "createdAt"
  | "state"
  | "stateReason"
  | "benchbookVersion"
  | "commit"
  | "caseSet"
  | "sealedPlan"
  | "sessions"
  | "warnings"
  | "summarySchema"
  | "verdict"
  | "files"
  | "prices"
>;

/** Each option of a run with the SHA-256 of its JSON: settings by name, targets and cases one by one. */
export function configHashesOf(asking: Asking): Readonly<Record<string, string>> {
  const settings = settingsOf(asking);
  const named = [
    ...Object.entries(settings).map(([name, value]) => [name, value] as const),
    ...asking.targets.map((target) => [targetKey(target), target] as const),
    ...asking.cases.map((one) => [caseKey(one), storedCase(one)] as const),
    ["the order of its targets and cases", [asking.targets.map(targetKey), asking.cases.map(caseKey)]] as const,
  ];
  return Object.fromEntries(named.map(([name, value]) => [name, sha256(JSON.stringify(value ?? null))]));
}

/** What was asked when the run began and is not so any more, by name; nothing when all is as it was. */
export function changedSince(asked: Readonly<Record<string, string>>, now: Asking): readonly string[] {
  const today = configHashesOf(now);
  return [...new Set([...Object.keys(asked), ...Object.keys(today)])].filter((name) => asked[name] !== today[name]);
}

const targetKey = ({ name }: Target) => `target ${JSON.stringify(name)}`;

const caseKey = ({ id }: Case) => `case ${JSON.stringify(id)}`;

function settingsOf(asking: Asking): Omit<Asking, "targets" | "cases"> {
  const { seed, order, isolation, load, warmups, repetitions, generation, timeouts, errorBudget, storeText } = asking;
  const { telemetry, processes = 1, retry = null, promptNonce = false, limits = null, plannedTrials } = asking;
  const { history, thinkTimeMs, coolDown } = asking;
  const later = {
    ...(history === undefined ? {} : { history }),
    ...(thinkTimeMs === undefined ? {} : { thinkTimeMs }),
    ...(coolDown === undefined ? {} : { coolDown }),
  };
  const plan = { seed, order, isolation, load, warmups, repetitions, plannedTrials };
  const sending = { generation, timeouts, errorBudget, storeText, telemetry, processes, retry, promptNonce, limits };
  return { ...plan, ...sending, ...later };
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
