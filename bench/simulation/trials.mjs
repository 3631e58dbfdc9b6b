// Runs of the simulated target without waiting: its own answers, on a clock that jumps from instant to instant.
import { simulatedTarget, simulatedTruth } from "../../lib/dist/index.js";

/** @type {import("benchbook").Outcome} */
const NOTHING_FAILED = { kind: "answered", text: "", reasoning: null, finishReason: "stop", warnings: [] };

/** Longer than any answer takes: requests so far apart do not meet. */
const APART_MS = 10_000;

/** When the words of each of so many answers come, in milliseconds after its request. */
function answersOf(target, count) {
  const requests = Array.from({ length: count }, (_, index) => ({ atMs: index * APART_MS }));
  return simulatedTruth(target, requests).map(({ tokensAtMs, arrivedAtMs }) =>
    tokensAtMs.map((at) => at - arrivedAtMs),
  );
}

/**
 * The trial of a simulated answer that is sent at `atMs`; `scale` multiplies all of its waits.
 * @returns {import("benchbook").Trial}
 */
function trialOf({ target, caseId, repetition, planIndex, waitsMs, scale, atMs }) {
  const due = waitsMs.map((ms) => atMs + ms * scale);
  const [first, last] = [due[0], due.at(-1)];
  return {
    ...{ planIndex, caseId, target, repetition, phase: "measured", block: Math.floor(planIndex / 2), session: 1 },
    ...{ intendedAtMs: atMs, dispatchedAtMs: atMs, firstByteAtMs: first, firstTokenAtMs: first },
    ...{ firstAnswerTokenAtMs: first, lastTokenAtMs: last, endAtMs: last, arrivals: [], streamed: true },
    usage: {
      source: "engine",
      inputTokens: null,
      outputTokens: due.length,
      cachedInputTokens: null,
      reasoningTokens: null,
    },
    respondedModel: null,
    outcome: NOTHING_FAILED,
  };
}

/**
 * Two simulated targets over the same cases, taking turns. `ratio`: how many times as long b takes as a. `caseSpread`:
 * how much the log ratio of a prompt differs from it (standard deviation): some prompts suit one arm more than the other.
 * @param {import("./draws.mjs").Random} random
 */
export function simulatedRun(random, { cases, repetitions, ratio = 1, caseSpread = 0, jitter = 0.5, seed }) {
  const truth = { timeToFirstTokenMs: 100, gapMs: 20, tokens: 8, jitter };
  const [a, b] = [0, 1].map((arm) => simulatedTarget({ ...truth, name: "ab"[arm], seed: 2 * seed + arm }));
  const answers = new Map([a, b].map((target) => [target, answersOf(target, cases * repetitions)]));
  const own = Array.from({ length: cases }, () => Math.exp(caseSpread * random.normal()));
  const length = Array.from({ length: cases }, () => 1 + 2 * random.fraction());
  const trials = [];
  let atMs = 0;
  for (let pair = 0; pair < cases * repetitions; pair++) {
    const at = pair % cases;
    for (const target of pair % 2 === 0 ? [a, b] : [b, a]) {
      const scale = length[at] * (target === b ? ratio * own[at] : 1);
      const place = { caseId: `case-${at}`, repetition: Math.floor(pair / cases), planIndex: trials.length };
      const trial = trialOf({ ...place, target: target.name, waitsMs: answers.get(target)[pair], scale, atMs });
      trials.push(trial);
      atMs = trial.endAtMs + 1;
    }
  }
  return trials;
}
