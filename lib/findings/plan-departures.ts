import { checkRun } from "../arguments/check-runs.js";
import type { Finding, Manifest, Run, SealedPlan, Trial } from "../types/index.js";
import { conversationOf } from "../workload/conversation.js";
import { sha256OfData } from "../workload/sealed-plan.js";
import { finding } from "./codes.js";

/** One thing of a sealed plan, and what the run made of it. */
export interface PlanItem {
  readonly what: string;
  readonly planned: string;
  readonly done: string;
  /** Whether the run departed from the plan here. */
  readonly departed: boolean;
}

/** The parts of a manifest that a plan speaks of. */
export type PlannedManifest = Pick<Manifest, "targets" | "repetitions" | "createdAt"> &
  Partial<Pick<Manifest, "caseSet" | "limits" | "plannedTrials" | "load" | "sealedPlan">>;

/**
 * What was planned beside what was done, item by item; empty for a run without a sealed plan.
 * @throws when it is given no run.
 *
 * @example
 * (await bb.inspect.planDepartures(run)).filter((item) => item.departed);
 */
export async function planDepartures(run: Run): Promise<readonly PlanItem[]> {
  checkRun("planDepartures", run);
  return planItems(run.manifest, await run.trials());
}

/** The items of {@link planDepartures}, from what was read already. */
export function planItems(manifest: PlannedManifest, trials: readonly Trial[]): readonly PlanItem[] {
  const plan = manifest.sealedPlan;
  if (plan === undefined) return [];
  return [
    sealedBefore(plan, manifest),
    ...plan.targets.map((target) => targetItem(target, manifest)),
    ...additionalTargets(plan, manifest),
    casesItem(plan, manifest),
    item("repetitions", String(plan.repetitions), String(manifest.repetitions)),
    item("limits", limitsOf(plan.limits), limitsOf(manifest.limits ?? null)),
    answersItem(plan, manifest, trials),
  ];
}

const item = (what: string, planned: string, done: string, departed = planned !== done): PlanItem => ({
  what,
  planned,
  done,
  departed,
});

function sealedBefore({ sealedAt }: SealedPlan, { createdAt }: PlannedManifest): PlanItem {
  const late = Date.parse(sealedAt) > Date.parse(createdAt);
  return item("sealed", sealedAt, late ? `after the run began (${createdAt})` : `before the run (${createdAt})`, late);
}

function targetItem(planned: SealedPlan["targets"][number], { targets }: PlannedManifest): PlanItem {
  const what = `target ${planned.name}`;
  const target = targets.find(({ name }) => name === planned.name);
  if (target === undefined) return item(what, "measured", "not measured");
  return item(what, "as sealed", sha256OfData(target) === planned.sha256 ? "as sealed" : "with other settings");
}

function additionalTargets(plan: SealedPlan, { targets }: PlannedManifest): readonly PlanItem[] {
  const known = new Set(plan.targets.map(({ name }) => name));
  return targets.flatMap(({ name }) =>
    known.has(name) ? [] : [item(`target ${name}`, "not planned", "measured as well")],
  );
}

function casesItem({ cases }: SealedPlan, { caseSet }: PlannedManifest): PlanItem {
  const text = (set: Pick<SealedPlan["cases"], "name" | "version" | "sha256">) =>
    `${set.name} ${set.version} (sha256 ${set.sha256.slice(0, 12)})`;
  const departed = caseSet?.sha256 !== cases.sha256;
  return item("cases", text(cases), caseSet === undefined ? "not known" : text(caseSet), departed);
}

const limitsOf = (limits: Readonly<Record<string, number>> | null): string =>
  limits === null
    ? "none"
    : Object.entries(limits)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, limit]) => `${name} ${limit}`)
        .join(", ");

/** Answers of the planned targets to the planned cases. A load that is stopped by time has no number to reach. */
function answersItem(plan: SealedPlan, { load }: PlannedManifest, trials: readonly Trial[]): PlanItem {
  const names = new Set(plan.targets.map(({ name }) => name));
  const planned = plan.targets.length * plan.cases.count * plan.repetitions;
  const measured = trials.filter(({ phase, target }) => phase === "measured" && names.has(target));
  const done = lastTurns(measured).filter(({ outcome }) => outcome.kind === "answered").length;
  const isTimed = load !== undefined && load.kind !== "batches" && !isCounted(load);
  return item(
    "answers",
    isTimed ? "as many as the time allows" : String(planned),
    String(done),
    !isTimed && done < planned,
  );
}

/** A conversation is answered with its last turn; a case that is one request has no other. */
function lastTurns(trials: readonly Trial[]): readonly Trial[] {
  const last = new Map<number, Trial>();
  for (const trial of trials) {
    const { planIndex, turn = 1 } = trial;
    const conversation = conversationOf(planIndex, turn);
    if (turn >= (last.get(conversation)?.turn ?? 1)) last.set(conversation, trial);
  }
  return [...last.values()];
}

const isCounted = (load: Exclude<Manifest["load"], { kind: "batches" }>): boolean =>
  load.kind === "closed" && (load.durationSeconds ?? null) === null;

/** That a run departed from its sealed plan, with every departure. */
export function departedFromPlan(manifest: PlannedManifest, trials: readonly Trial[]): Finding[] {
  return planItems(manifest, trials)
    .filter(({ departed }) => departed)
    .map(({ what, planned, done }) =>
      finding("departed-from-plan", "note", null, `${what}: planned was ${planned}, the run has ${done}`),
    );
}
