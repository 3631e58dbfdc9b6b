import { Ajv, type ValidateFunction } from "ajv";
import type { Sample, Score, Session } from "../../../../types/index.js";
import { clientShape } from "./client-shape.js";
import type { RecordedTrial } from "./format-1.js";
import type { PackedTrial } from "./format-2.js";
import { flag, number, numbers, orNull, record, scalars, text, whole, withOptional } from "./shape-parts.js";

// Shapes of what is read from files, which somebody else may have written. Further fields may come: versions only grow.
const ended = { text, reasoning: orNull(text), warnings: { type: "array", items: text } };
const outcome = {
  type: "object",
  required: ["kind"],
  discriminator: { propertyName: "kind" },
  oneOf: [
    record({ kind: { const: "answered" }, finishReason: orNull(text), ...ended }),
    record({ kind: { const: "failed" }, class: text, phase: text, message: text, status: orNull(number), ...ended }),
    record({ kind: { const: "aborted" }, reason: text, phase: text, ...ended }),
    record({ kind: { const: "not-sent" }, cause: text, reason: text, ...ended }),
  ],
};
const usage = record({
  source: text,
  inputTokens: orNull(number),
  outputTokens: orNull(number),
  cachedInputTokens: orNull(number),
  reasoningTokens: orNull(number),
});
const integers = { type: "array", items: { type: "integer" } } as const;
const arrivalFacts = {
  kind: { type: "array", items: { type: ["string", "integer"] } },
  textLength: { type: "array", items: whole },
  tokens: orNull({ type: "array", items: { type: ["number", "null"] } }),
};
const arrivalsOfFormat1 = record({ atMs: numbers, ...arrivalFacts, readIndex: integers });
const arrivals = { anyOf: [record({ ticks: integers, ...arrivalFacts, readSteps: integers }), arrivalsOfFormat1] };
const attempt = record({
  dispatchedAtMs: number,
  endAtMs: number,
  class: text,
  status: orNull(number),
  message: text,
  waitMs: number,
});
const phases = {
  connectionReadyAtMs: orNull(number),
  requestSentAtMs: orNull(number),
  responseHeadAtMs: orNull(number),
  newConnection: orNull(flag),
};
const serverTimes = record({
  source: text,
  queueMs: orNull(number),
  loadMs: orNull(number),
  promptMs: orNull(number),
  promptTokens: orNull(number),
  decodeMs: orNull(number),
  decodeTokens: orNull(number),
  totalMs: orNull(number),
});
const laterTrialFields = {
  turn: { type: "integer", minimum: 1 },
  attempts: { type: "array", items: attempt },
  promptNonce: text,
  requestId: text,
  serverTimes,
  ...phases,
};
const trialFields = {
  planIndex: whole,
  caseId: text,
  target: text,
  repetition: whole,
  phase: { enum: ["warmup", "measured"] },
  block: whole,
  session: whole,
  intendedAtMs: number,
  dispatchedAtMs: number,
  firstByteAtMs: orNull(number),
  firstTokenAtMs: orNull(number),
  firstAnswerTokenAtMs: orNull(number),
  lastTokenAtMs: orNull(number),
  endAtMs: number,
  streamed: flag,
  usage: orNull(usage),
  respondedModel: orNull(text),
  outcome,
};

const engine = record({ target: text, engine: text, model: text, openMs: number, details: scalars });

/** The shape of a session record; used by the manifest as well. */
export const sessionShape: object = withOptional(
  { client: orNull(clientShape) },
  {
    session: whole,
    processId: whole,
    startedAt: text,
    startedAtMs: number,
    endedAt: orNull(text),
    endedAtMs: orNull(number),
    ended: orNull(text),
    engines: { type: "array", items: engine },
    machine: scalars,
    packages: { type: "object", additionalProperties: text },
  },
);
const serverMetrics = record({
  atMs: number,
  engine: text,
  runningRequests: orNull(number),
  waitingRequests: orNull(number),
  cacheUseShare: orNull(number),
  preemptions: orNull(number),
  promptTokens: orNull(number),
  generationTokens: orNull(number),
});
const server = withOptional(
  { metrics: orNull(serverMetrics) },
  {
    target: text,
    residentBytes: orNull(number),
    cpuShare: orNull(number),
    modelBytes: orNull(number),
    modelVramBytes: orNull(number),
  },
);
const laterSampleFields = {
  gpuTemperatureCelsius: orNull(number),
  gpuThrottled: orNull(flag),
  temperatureCelsius: orNull(number),
  processorJoules: orNull(number),
  servers: { type: "array", items: server },
};
const sample = withOptional(laterSampleFields, {
  atMs: number,
  session: whole,
  residentBytes: orNull(number),
  cpuShare: orNull(number),
  loadAverage1m: orNull(number),
  vramUsedMiB: orNull(number),
  gpuUtilisationPercent: orNull(number),
  powerWatts: orNull(number),
});
const score = record({
  planIndex: whole,
  caseId: text,
  target: text,
  repetition: whole,
  scorer: text,
  value: orNull(number),
  passed: orNull(flag),
  reason: text,
});

/** A check of one shape, which says what is wrong. */
export interface Shape<T> {
  fits(value: unknown): value is T;
  /** What the last value that did not fit lacked, with its place in it. */
  complaint(): string;
  /** The compiled check by itself, for a writer that checks row after row. */
  compiled(): ValidateFunction<T>;
}

let compiler: Ajv | undefined;

/** Ajv without what only costs here: the shapes are constants of this project, and their checks are compiled in each process. */
const COMPILER = {
  strictTypes: false,
  discriminator: true,
  validateSchema: false,
  meta: false,
  code: { optimize: false },
};

/**
 * Compiles a shape on first use, which takes about 20 ms: opening a run should not pay for shapes that it does not
 * read.
 */
export function shapeOf<T>(schema: object): Shape<T> {
  let validate: ValidateFunction<T> | undefined;
  const compiled = () => {
    compiler ??= new Ajv(COMPILER);
    validate ??= compiler.compile<T>(schema);
    return validate;
  };
  return {
    fits: (value): value is T => compiled()(value),
    compiled,
    complaint: () => {
      const first = compiled().errors?.[0];
      if (first === undefined) return "it has the wrong shape";
      return `${first.instancePath || "it"} ${first.message ?? "is wrong"}`;
    },
  };
}

/** A trial as a journal line holds it. */
export const trialRecord: Shape<RecordedTrial> = shapeOf(withOptional(laterTrialFields, { ...trialFields, arrivals }));
/** A trial that this process has just packed: its arrivals were checked while they were packed, a thousand at a time. */
export const packedTrialRecord: Shape<PackedTrial> = shapeOf(
  withOptional(laterTrialFields, { ...trialFields, arrivals: { type: "object" } }),
);
/** A session as a journal line holds it. */
export const sessionRecord: Shape<Session> = shapeOf(sessionShape);
/** A sample as a line of samples.jsonl holds it. */
export const sampleRecord: Shape<Sample> = shapeOf(sample);
/** A score as a line of scores.jsonl holds it. */
export const scoreRecord: Shape<Score> = shapeOf(score);
