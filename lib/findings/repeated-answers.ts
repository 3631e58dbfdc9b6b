import { checkManifest } from "../arguments/check-runs.js";
import { type FromTrials, type TrialSource, withTrials } from "../arguments/with-trials.js";
import { storedText } from "../metrics/stored-text.js";
import type { Finding, Manifest, Target, Trial } from "../types/index.js";
import { finding } from "./codes.js";

/** The parts of a manifest that say how requests were sent. */
export type AskedManifest = Pick<Manifest, "targets"> & Partial<Pick<Manifest, "generation" | "history" | "cases">>;

/** How often a target's answers to the same case differ although nothing was drawn. */
export interface RepeatedAnswers {
  readonly kind: "repeated-answers";
  readonly target: string;
  /** Cases with at least two answers that can be compared. */
  readonly cases: number;
  /** Of these, the cases whose answers are not all the same. */
  readonly differing: number;
  /** `differing / cases`; null without such cases. */
  readonly share: number | null;
}

const HASHED = /^sha256:[0-9a-f]{64}$/;

/**
 * Of the targets that were asked at temperature 0, how many of the cases have repetitions that differ.
 *
 * At temperature 0 the likeliest token is always taken, so an engine that computes the same gives the same answer. Where it does not,
 * the answer depends on something besides the prompt: what else was computed at once (batching changes rounding), a cache, several
 * machines behind one address, or a fault of the engine. Compares answered measured trials by their text, or by its hash where
 * only that was kept. Prompts that were made different by a nonce do not count, nor later turns after the model's own answers, nor
 * cases with a temperature of their own. One entry for each such target; none where the
 * temperature is another or not said. Pure.
 * @throws when the trials or the manifest are of the wrong type.
 *
 * @example
 * (await bb.inspect.repeatedAnswers(run)).map(({ target, differing, cases }) => `${target}: ${differing} of ${cases}`);
 */
export function repeatedAnswers<Source extends TrialSource>(
  source: Source,
  manifest?: AskedManifest,
): FromTrials<Source, RepeatedAnswers[]> {
  return withTrials("repeatedAnswers", source, (trials, run) =>
    repeatedIn(trials, manifest ?? (run?.manifest as AskedManifest)),
  );
}

function repeatedIn(all: readonly Trial[], manifest: AskedManifest): RepeatedAnswers[] {
  checkManifest("repeatedAnswers", manifest, ["targets"]);
  const drawn = new Set((manifest.cases ?? []).flatMap(({ id, generation }) => (generation?.temperature ? [id] : [])));
  const trials = drawn.size === 0 ? all : all.filter(({ caseId }) => !drawn.has(caseId));
  const greedy = manifest.targets.filter((target) => temperatureOf(target, manifest) === 0);
  return greedy.map(({ name }) => {
    const asked = trials.filter((trial) => trial.target === name && isSamePrompt(trial, manifest));
    const repeated = [...textsByPrompt(asked)].filter(([, { texts }]) => texts.length > 1).map(([, one]) => one);
    const cases = new Set(repeated.map(({ caseId }) => caseId)).size;
    const differing = new Set(repeated.flatMap(({ caseId, texts }) => (new Set(texts).size > 1 ? [caseId] : []))).size;
    const share = cases === 0 ? null : differing / cases;
    return { kind: "repeated-answers", target: name, cases, differing, share };
  });
}

/** That the repetitions of a target differ at temperature 0, with the share of cases. */
export function repeatedAnswersDiffer(trials: readonly Trial[], manifest: AskedManifest): Finding[] {
  return repeatedAnswers(trials, manifest).flatMap(({ target, cases, differing, share }) => {
    if (share === null || differing === 0) return [];
    const part = `${differing} of ${cases} cases (${Number((share * 100).toFixed(1))} %)`;
    const text =
      `${target}: the repetitions of ${part} differ although the temperature is 0: ` +
      "its answers depend on something besides the prompt, such as what else it computes at once";
    return [finding("repeated-answers-differ", "note", target, text)];
  });
}

/** A body's own fields go over the run's generation: the settings of a target may say another temperature. */
function temperatureOf(target: Target, { generation }: AskedManifest): unknown {
  const inner = recordOf(target.inner);
  const own = inner === null ? target : inner;
  for (const settings of [recordOf(own.extraBody), recordOf(own.options)])
    if (settings !== null && "temperature" in settings) return settings.temperature;
  return generation?.temperature;
}

const recordOf = (value: unknown): Readonly<Record<string, unknown>> | null =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;

/** A later turn with the model's own answers before it repeats a prompt only where these were the same. */
function isSamePrompt({ phase, promptNonce, turn = 1 }: Trial, { history }: AskedManifest): boolean {
  return phase === "measured" && promptNonce === undefined && (turn === 1 || history === "recorded");
}

interface Answers {
  readonly caseId: string;
  readonly texts: string[];
}

function textsByPrompt(trials: readonly Trial[]): ReadonlyMap<string, Answers> {
  const prompts = new Map<string, Answers>();
  for (const trial of trials) {
    const text = comparable(trial);
    if (text === null) continue;
    const { caseId, turn = 1 } = trial;
    const key = JSON.stringify([caseId, turn]);
    const known = prompts.get(key);
    if (known === undefined) prompts.set(key, { caseId, texts: [text] });
    else known.texts.push(text);
  }
  return prompts;
}

/** The text, or its hash; null of what has no answer or kept none. */
function comparable(trial: Trial): string | null {
  const { kind, text } = trial.outcome;
  if (kind !== "answered") return null;
  return HASHED.test(text) ? text : storedText(trial);
}
