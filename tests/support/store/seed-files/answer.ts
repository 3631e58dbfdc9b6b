// Answers with known numbers for the tests of the seed files.
import type { Trial } from "../../../../lib/types/index.js";
import { answered, exampleTrial, usage } from "../../metrics/trial.js";

/** What a made answer is to show; failed when it has no text. */
export interface ExampleAnswer {
  readonly target: string;
  readonly caseId: string;
  readonly seconds?: number;
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly repetition?: number;
  readonly text?: string | null;
  readonly phase?: Trial["phase"];
}

/** One trial that took as long and wrote as much as it is told, its first token after a fifth of the time. */
export function exampleAnswer(planIndex: number, made: ExampleAnswer): Trial {
  const {
    seconds = 1,
    inputTokens = 10,
    outputTokens = 5,
    repetition = 0,
    text = "an answer",
    phase = "measured",
  } = made;
  const [start, end] = [planIndex * 100_000, planIndex * 100_000 + seconds * 1000];
  const rest = { reasoning: null, warnings: [] };
  return exampleTrial({
    planIndex,
    caseId: made.caseId,
    target: made.target,
    repetition,
    phase,
    block: planIndex,
    session: 1,
    intendedAtMs: start,
    dispatchedAtMs: start,
    firstByteAtMs: null,
    firstTokenAtMs: start + seconds * 200,
    firstAnswerTokenAtMs: start + seconds * 200,
    lastTokenAtMs: end,
    endAtMs: end,
    usage: { ...usage(outputTokens, "engine"), inputTokens, cachedInputTokens: 0 },
    outcome:
      text === null
        ? { kind: "failed", class: "engine", phase: "stream", message: "it broke", status: null, text: "", ...rest }
        : answered(text),
  });
}
