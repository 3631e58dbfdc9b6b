import type { Message } from "../../types/index.js";
import { type AnswerPlan, answerPlan, wordsOf } from "./answer-plan.js";
import type { EngineSettings } from "./engine-settings.js";

/** A request to a simulated engine. */
export interface EngineRequest {
  readonly prompt: string;
  readonly system: string | null;
  /** All turns of a conversation, instead of the two. */
  readonly messages?: readonly Message[];
  readonly maxTokens: number;
}

/** How a simulated answer ended: said to its end, broken off by the engine, or given up by the client. */
export type JobEnding = "answered" | "failed" | "cancelled";

/** One request in a simulated engine, and what has become of it so far. Instants are of the engine's clock. */
export interface Job {
  /** The how-manieth answer of the engine it is, from 0, in the order in which the requests came. */
  readonly count: number;
  readonly arrivedAtMs: number;
  readonly promptWords: readonly string[];
  readonly plan: AnswerPlan;
  /** The number of words that complete it. */
  readonly length: number;
  /** When it was taken into service; null while it waits. */
  startedAtMs: number | null;
  cachedInputTokens: number;
  readonly tokensAtMs: number[];
  /** Work done for it, in milliseconds at full speed. */
  workMs: number;
  /** Of the wait before the next word: in all, and what of it is left at full speed. */
  stepMs: number;
  leftMs: number;
  /** When the next word comes if the speed stays as it is. */
  dueAtMs: number;
  endedAtMs: number | null;
  ending: JobEnding | null;
}

/** A request that has just come in. */
export function newJob(settings: EngineSettings, count: number, request: EngineRequest, atMs: number): Job {
  return {
    count,
    arrivedAtMs: atMs,
    promptWords: wordsOf(textOf(request)),
    plan: answerPlan(settings, count),
    length: Math.min(settings.tokens, request.maxTokens),
    startedAtMs: null,
    cachedInputTokens: 0,
    tokensAtMs: [],
    workMs: 0,
    stepMs: 0,
    leftMs: 0,
    dueAtMs: Number.POSITIVE_INFINITY,
    endedAtMs: null,
    ending: null,
  };
}

/** All that is read before the answer begins. */
const textOf = ({ prompt, system, messages }: EngineRequest): string =>
  messages?.map(({ content }) => content).join(" ") ?? `${system ?? ""} ${prompt}`;

/** How a job ends now, after the words it has said; null when it goes on. */
export function endingNow({ tokensAtMs, length, plan }: Job): "answered" | "failed" | null {
  if (tokensAtMs.length === length) return "answered";
  return plan.failure !== null && plan.failure.afterTokens === tokensAtMs.length ? "failed" : null;
}
