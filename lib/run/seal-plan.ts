import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import * as v from "valibot";
import { checkedLater, filledText, numberFrom, oneOf, wholeNumber } from "../arguments/fields.js";
import { checkedOptions, type FieldsOf, settings } from "../arguments/options.js";
import { type ComparedMetric, comparedMetrics } from "../metrics/catalogue.js";
import type { Limits } from "../metrics/limits.js";
import { outputsDirectory } from "../project.js";
import { storedTarget } from "../targets/secrets/stored-target.js";
import { messageOf } from "../text/error-message.js";
import type { CaseSetInput, SealedPlan, Target } from "../types/index.js";
import { wholeCases } from "../workload/case-file/case-set.js";
import { checkedPlan, planSha256, sha256OfData } from "../workload/sealed-plan.js";
import { checkedTargets } from "./checked-targets.js";
import { checkedLimits, runFields } from "./settings.js";

/** What is written down before a run. */
export interface SealPlanOptions {
  /** What you want to know, in your own words. */
  readonly question: string;
  /** The targets of the run. The first is the baseline that the others are compared with. */
  readonly targets: readonly Target[];
  readonly cases: CaseSetInput;
  /** The one metric that decides. @default "latencyMs" */
  readonly metric?: ComparedMetric;
  /** The relative change that counts: 0.05 for 5 %. @default 0.02 */
  readonly margin?: number;
  /** @default 1 */
  readonly repetitions?: number;
  /** @default none */
  readonly limits?: Limits | null;
  /** Where the plan is written. @default plan.json in outputs/ of the project */
  readonly file?: string;
}

const sealOptions = settings({
  question: filledText("a question in words"),
  targets: checkedLater<readonly Target[]>("a list of at least one target"),
  cases: runFields.cases,
  metric: v.optional(oneOf(...comparedMetrics), "latencyMs"),
  margin: v.optional(numberFrom(0), 0.02),
  repetitions: v.optional(wholeNumber(1), 1),
  limits: runFields.limits,
  file: v.optional(filledText("a path")),
} satisfies FieldsOf<SealPlanOptions>);

/**
 * Writes down what you are about to measure, and what will decide, before you measure it.
 *
 * Give the plan to `runBenchmark({ plan })`: the run keeps it, its report shows what was planned beside what was done, and
 * `bb.inspect.planDepartures` lists every difference. Sealing the same plan again gives the one that was sealed first.
 * @throws when an option is wrong, or another plan is already in the file.
 *
 * @example
 * const plan = await bb.stats.sealPlan({ question: "Is it fast enough?", targets: [target], cases, margin: 0.05, repetitions: 5 });
 */
export async function sealPlan(options: SealPlanOptions): Promise<SealedPlan> {
  const given = checkedOptions("sealPlan", sealOptions, options);
  const { question, metric, margin, repetitions } = given;
  const targets = checkedTargets("sealPlan", given.targets, 1);
  const { cases, name, version, sha256 } = wholeCases("sealPlan", given.cases);
  const planned: Omit<SealedPlan, "sealedAt" | "sha256"> = {
    schema: 1,
    question,
    targets: targets.map((target) => ({ name: target.name, sha256: sha256OfData(storedTarget(target)) })),
    metric,
    margin,
    cases: { name, version, sha256, count: cases.length },
    repetitions,
    limits: checkedLimits("sealPlan", given.limits) as Readonly<Record<string, number>> | null,
  };
  return sealedIn(path.resolve(given.file ?? path.join(outputsDirectory, "plan.json")), planned);
}

/** The plan in its file: the one that is there already, where it plans the same. */
async function sealedIn(file: string, planned: Omit<SealedPlan, "sealedAt" | "sha256">): Promise<SealedPlan> {
  const unsigned = { ...planned, sealedAt: new Date().toISOString(), sha256: "" };
  const plan: SealedPlan = { ...unsigned, sha256: planSha256(unsigned) };
  await mkdir(path.dirname(file), { recursive: true });
  try {
    await writeFile(file, `${JSON.stringify(plan, null, 2)}\n`, { flag: "wx" });
    return plan;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const { sealedAt, sha256: _, ...sealed } = await readPlan("sealPlan", file);
  if (sha256OfData(sealed) === sha256OfData(planned)) return readPlan("sealPlan", file);
  throw new Error(`another plan was sealed in ${file} on ${sealedAt}: choose another name, as in file: "plan-2.json"`);
}

/** A sealed plan: given as it is, or as the path of its file. */
export async function readPlan(caller: string, plan: SealedPlan | string): Promise<SealedPlan> {
  if (typeof plan !== "string") return checkedPlan(caller, plan);
  const text = await readFile(plan, "utf8").catch((error: unknown) => {
    throw new Error(`${caller}: the plan ${plan} cannot be read: ${messageOf(error)}`);
  });
  return checkedPlan(caller, jsonOrText(text));
}

/** The JSON of a text, or the text itself where it is not JSON. */
function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** @throws when a run has none of the targets, or not the baseline, of the plan that it is given. */
export function refuseOtherPlan(plan: SealedPlan, targets: readonly Target[]): void {
  const names = new Set(targets.map(({ name }) => name));
  const [baseline, ...others] = plan.targets.map(({ name }) => name);
  const fits = baseline !== undefined && names.has(baseline);
  if (fits && (others.length === 0 || others.some((name) => names.has(name)))) return;
  throw new Error(
    `the plan is for ${[baseline, ...others].join(", ")}, the run has ${[...names].join(", ")}: its question could not be answered`,
  );
}
