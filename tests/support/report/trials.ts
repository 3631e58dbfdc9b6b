// Trials with known numbers, for the tests of figures, tables and pages.
import type { Trial } from "../../../lib/types/index.js";
import { exampleTrial as baseTrial, usage } from "../metrics/trial.js";

/** What a made trial is to show; what is left out is a plain streamed answer of 20 tokens. */
export interface ExampleTrial {
  readonly target?: string;
  readonly caseId?: string;
  readonly repetition?: number;
  readonly phase?: Trial["phase"];
  readonly startMs?: number;
  readonly intendedMs?: number;
  readonly firstTokenMs?: number | null;
  readonly gapsMs?: readonly number[];
  readonly failed?: boolean;
  readonly usage?: Trial["usage"];
}

function exampleOutcome(isFailed: boolean): Trial["outcome"] {
  const common = { reasoning: null, warnings: [] };
  if (!isFailed) return { kind: "answered", text: "an answer", finishReason: "stop", ...common };
  const message = "no byte for 2 s";
  return { kind: "failed", class: "stall_timeout", phase: "stream", message, status: null, text: "par", ...common };
}

/** One trial whose instants follow from its start, its time to first token and its gaps, all in milliseconds. */
export function exampleTrial(index: number, made: ExampleTrial = {}): Trial {
  const start = made.startMs ?? index * 1000;
  const firstToken = made.firstTokenMs === undefined ? 100 : made.firstTokenMs;
  const gaps = made.gapsMs ?? new Array<number>(19).fill(20);
  const streamed = firstToken !== null;
  const instants = [start + (firstToken ?? 100)];
  for (const gap of gaps) instants.push((instants.at(-1) ?? start) + gap);
  const last = instants.at(-1) ?? start;
  const arrivals = instants.map((atMs, readIndex) => ({
    atMs,
    kind: "answer" as const,
    textLength: 4,
    tokens: 1,
    readIndex,
  }));
  const at = (instant: number | undefined) => (streamed ? (instant ?? null) : null);
  return baseTrial({
    planIndex: index,
    caseId: made.caseId ?? `case-${index % 5}`,
    target: made.target ?? "model-a",
    repetition: made.repetition ?? Math.floor(index / 5),
    phase: made.phase ?? "measured",
    intendedAtMs: made.intendedMs ?? start,
    dispatchedAtMs: start,
    firstByteAtMs: at(instants[0]),
    firstTokenAtMs: at(instants[0]),
    firstAnswerTokenAtMs: at(instants[0]),
    lastTokenAtMs: at(last),
    endAtMs: last,
    arrivals: streamed ? arrivals : [],
    streamed,
    usage: made.usage === undefined ? { ...usage(gaps.length + 1, "engine"), inputTokens: 12 } : made.usage,
    outcome: exampleOutcome(made.failed === true),
  });
}

/** A run that looks like one: two targets, `each` measured trials of each, 2 warm-ups, some failures; no randomness. */
export function exampleRun(each: number, names: readonly string[] = ["q8_0", "q4_1"]): Trial[] {
  const trials: Trial[] = [];
  let start = 0;
  for (let i = 0; i < each + 1; i++) {
    for (const [which, target] of names.entries()) {
      const wave = ((i * 0.754878 + which * 0.31) % 1) ** 3;
      const gapsMs = Array.from(
        { length: 20 + (i % 5) * 4 },
        (_, k) => 18 + which * 9 + wave * 14 + (k === 12 && i % 11 === 3 ? 400 : 0),
      );
      const firstTokenMs = 90 + which * 40 + wave * 160;
      const failed = i % 17 === 9;
      const trial = exampleTrial(trials.length, {
        target,
        caseId: `case-${i % 6}`,
        repetition: Math.floor(i / 6),
        startMs: start,
        gapsMs,
        firstTokenMs,
        failed,
        phase: i === 0 ? "warmup" : "measured",
      });
      trials.push(trial);
      start = trial.endAtMs + 8;
    }
  }
  return trials;
}
