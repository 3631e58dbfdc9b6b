import type { Case, Manifest, Trial } from "../../types/index.js";
import { answersByTurn, askedIn } from "../../workload/asked-turns.js";
import { askedFailure } from "./failure-classes.js";
import { type SimulatedTruth, simulatedTruth, type TruthRequest } from "./simulated-truth.js";

/** What a simulated engine did for one trial. */
export interface TrialTruth
  extends SimulatedTruth,
    Pick<Trial, "planIndex" | "session" | "target" | "caseId" | "phase"> {}

/** The failures that end a request from the client's side. */
const givenUp: readonly string[] = ["ttft_timeout", "stall_timeout", "deadline"];

/**
 * What the simulated engines of a run did: each engine played once more, with every request at the instant at which it was
 * dispatched. In the order of the trials; those of other kinds of target are left out.
 * @param cases every case that was sent, those of the warm-ups among them
 */
export function trialTruths(
  { targets, generation, history = "last-turn" }: Pick<Manifest, "targets" | "generation" | "history">,
  trials: readonly Trial[],
  cases: readonly Case[],
): readonly TrialTruth[] {
  const answersBefore = answersByTurn(trials);
  const byId = new Map(cases.map((one) => [one.id, one]));
  const requestOf = (trial: Trial): TruthRequest => {
    const known = byId.get(trial.caseId);
    const one = known && askedIn(known, trial, history, answersBefore);
    const { outcome } = trial;
    const timedOut = outcome.kind === "failed" && givenUp.includes(outcome.class) && outcome.message !== askedFailure;
    return {
      atMs: trial.dispatchedAtMs,
      prompt: one?.prompt,
      system: one?.system,
      messages: one?.messages,
      maxTokens: one?.maxTokens ?? generation.maxTokens,
      cancelledAtMs: outcome.kind === "aborted" || timedOut ? trial.endAtMs : null,
    };
  };
  const truths = new Map<Trial, SimulatedTruth>();
  for (const target of targets.filter(({ kind }) => kind === "simulated"))
    for (const own of bySession(
      trials.filter((trial) => trial.target === target.name && trial.outcome.kind !== "not-sent"),
    ))
      simulatedTruth(target, own.map(requestOf)).forEach((truth, at) => {
        const trial = own[at];
        if (trial !== undefined) truths.set(trial, truth);
      });
  return trials.flatMap((trial) => {
    const truth = truths.get(trial);
    const { planIndex, session, target, caseId, phase } = trial;
    return truth === undefined ? [] : [{ planIndex, session, target, caseId, phase, ...truth }];
  });
}

/** The trials of each process, which had an engine of its own, in the order in which they were sent. */
function bySession(trials: readonly Trial[]): readonly (readonly Trial[])[] {
  const sessions = new Map<number, Trial[]>();
  for (const trial of trials) {
    const own = sessions.get(trial.session);
    if (own === undefined) sessions.set(trial.session, [trial]);
    else own.push(trial);
  }
  return [...sessions.values()].map((own) =>
    own.sort((a, b) => a.dispatchedAtMs - b.dispatchedAtMs || a.planIndex - b.planIndex),
  );
}
