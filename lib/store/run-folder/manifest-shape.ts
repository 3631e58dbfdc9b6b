import { loadKinds } from "../../arguments/check-runs.js";
import { newestSchema } from "../../metrics/catalogue.js";
import type { Manifest } from "../../types/index.js";
import { type Shape, sessionShape, shapeOf } from "./journal/formats/record-shapes.js";

const text = { type: "string" } as const;
const textOrNull = { type: ["string", "null"] } as const;
const number = { type: "number" } as const;
const numberOrNull = { type: ["number", "null"] } as const;
const texts = { type: "array", items: text } as const;
const list = (items: object) => ({ type: "array", items });
const record = (properties: Record<string, object>, optional: Record<string, object> = {}) => ({
  type: "object",
  required: Object.keys(properties),
  properties: { ...properties, ...optional },
});

const generation = record({
  maxTokens: number,
  temperature: numberOrNull,
  topK: numberOrNull,
  topP: numberOrNull,
  repetitionPenalty: numberOrNull,
  seed: numberOrNull,
  stop: texts,
  ignoreEndOfSequence: { type: "boolean" },
});
const timeouts = record({
  connectMs: numberOrNull,
  firstByteMs: numberOrNull,
  firstTokenMs: numberOrNull,
  stallMs: numberOrNull,
  totalMs: numberOrNull,
});
const oneCase = record(
  {
    id: text,
    kind: textOrNull,
    prompt: text,
    system: textOrNull,
    expected: textOrNull,
    checks: list(record({ kind: text })),
    maxTokens: numberOrNull,
  },
  {
    messages: list(
      record(
        { role: { enum: ["system", "user", "assistant"] }, content: text },
        { parts: list(record({ type: text })) },
      ),
    ),
    generation: { type: "object" },
    tools: list({ type: "object" }),
    responseFormat: { type: "object" },
  },
);
const layout = record({ name: text, columns: { type: "object", additionalProperties: text }, unread: texts });
const tokenizer = record({ name: text, sha256: text });
const fileHash = record({
  sha256: { type: "string", pattern: "^[0-9a-f]{64}$" },
  bytes: { type: "integer", minimum: 0 },
});
const fileEntry = { ...fileHash, properties: { ...fileHash.properties, madeBy: text } };

const everyManifest = record({
  schema: { const: 1 },
  runId: text,
  name: text,
  createdAt: text,
  state: { enum: ["running", "finished", "broken-off"] },
  stateReason: textOrNull,
  benchbookVersion: text,
  commit: textOrNull,
  seed: number,
  order: { enum: ["interleaved", "sequential"] },
  isolation: { enum: ["run", "target"] },
  load: record({ kind: { enum: loadKinds } }),
  warmups: number,
  repetitions: number,
  generation,
  timeouts,
  errorBudget: number,
  storeText: { enum: ["full", "hash", "none"] },
  telemetry: { anyOf: [{ type: "null" }, record({ intervalMs: number })] },
  targets: list(record({ kind: text, name: text }, { notStored: { type: "object", additionalProperties: text } })),
  caseSet: record({ name: text, version: text, sha256: text }, { layout, tokenizer }),
  cases: list(oneCase),
  plannedTrials: number,
  sessions: list(sessionShape),
  warnings: texts,
  files: { type: "object", additionalProperties: fileEntry },
});

const prices = {
  type: "object",
  additionalProperties: record(
    { currency: text, asOf: text },
    { inputPerMillion: number, outputPerMillion: number, cachedInputPerMillion: number, perHour: number },
  ),
};
const coolDown = { anyOf: [record({ seconds: number }), record({ belowCelsius: number, atMostSeconds: number })] };

/** Fields that older manifests do not have. */
const laterFields = {
  processes: { type: "integer", minimum: 1 },
  retry: { anyOf: [{ type: "null" }, record({ attempts: number, maxWaitMs: number })] },
  promptNonce: { type: "boolean" },
  history: { enum: ["real", "recorded", "last-turn"] },
  thinkTimeMs: { type: "number", minimum: 0 },
  limits: { anyOf: [{ type: "null" }, { type: "object", additionalProperties: number }] },
  sealedPlan: record({
    question: text,
    sealedAt: text,
    targets: list(record({ name: text, sha256: text })),
    metric: text,
    margin: number,
    cases: record({ name: text, version: text, sha256: text, count: number }),
    repetitions: number,
    sha256: text,
  }),
  coolDown,
  prices,
  configHashes: { type: "object", additionalProperties: text },
  summarySchema: { type: "integer", minimum: 1, maximum: newestSchema },
  verdict: record(
    { verdict: { enum: ["valid", "drifting", "too-few", "invalid", "client-limited"] }, reasons: texts },
    { notes: texts, findings: list(record({ code: text, about: textOrNull, severity: text, text })) },
  ),
};

/** The shape of manifest.json. Further fields are allowed; a newer `schema` is refused before this check. */
export const manifestShape: Shape<Manifest> = shapeOf({
  ...everyManifest,
  properties: { ...everyManifest.properties, ...laterFields },
});
